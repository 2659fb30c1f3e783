"""What can honestly be said of variants: nothing before all had their turn and time to act, then each pair, corrected for how many are
compared. Pure.

Whoever looks again and again, and stops at the first difference that seems sure, finds one in three out of ten campaigns whose variants
are the same. So there is one look: when everybody was written to and `SETTLES_MS` are over; before it, only how far it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from statistics import NormalDist

from msgspec import Struct, structs

from hub.campaigns.rates import wilson
from hub.shaping import time_ms, time_text
from hub.wire.campaign_figures import Contest, Measure, VariantFigures, VariantTest
from hub.wire.campaigns import Campaign

OWN = ""  # the campaign's own content, among its variants
SETTLES_MS = 24 * 3_600_000  # after the last message: by then nearly all who will act have acted
SIGNIFICANT = 0.05  # how often a difference is told where there is none
POWER = 0.8  # how often one that is there would be seen
FEWEST = 5  # who did, and who did not, of each: with fewer the test says nothing
MOST = 10_000_000  # recipients; more is as good as never
MEASURES: tuple[Measure, ...] = ("read", "replied", "clicked")
TRAP = (
    "Do not decide by what the numbers look like on the way: whoever looks often enough finds a difference where there is none. "
    "They are tested once, when everybody was written to and had a day."
)
_NORMAL = NormalDist()


class Sample(Struct, frozen=True):
    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0


def contest(campaign: Campaign, figures: Sequence[VariantFigures], now: int) -> Contest:
    settles_at = None if campaign.finished_at is None else time_ms(campaign.finished_at) + SETTLES_MS
    settled = campaign.state in ("done", "cancelled") and settles_at is not None and settles_at <= now
    asked = [measure for measure in MEASURES if any(each.reached.get(measure) for each in figures)]
    pairs = [(measure, *pair) for measure in asked for pair in combinations(figures, 2)]
    tests = [_test(*each, comparisons=len(pairs)) for each in pairs]
    corrected = [_judged(test, settled) for test in holm(tests)]
    return Contest(
        settled=settled,
        settles_at=None if settles_at is None else time_text(settles_at),
        tests=corrected,
        words=_words(corrected, settled, settles_at),
    )


def two_proportions(first: Sample, second: Sample) -> float | None:
    """How often chance alone makes so large a difference (both sides); None: too few to say."""
    if not _enough(first) or not _enough(second):
        return None
    pooled = (first.count + second.count) / (first.of + second.of)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
    return 2 * (1 - _NORMAL.cdf(abs(second.share - first.share) / spread))


def interval(first: Sample, second: Sample) -> tuple[float, float]:
    """Between which bounds the difference of the rates lies (Newcombe, from both Wilson intervals): right for few people too."""
    from_first, from_second = _wilson(first), _wilson(second)
    difference = second.share - first.share
    down = math.hypot(second.share - from_second[0], from_first[1] - first.share)
    up = math.hypot(from_second[1] - second.share, first.share - from_first[0])
    return difference - down, difference + up


def needed(first: Sample, second: Sample, comparisons: int) -> int | None:
    """How many people each of the two would need to tell a difference as large as this one; None: no number would do."""
    difference = abs(second.share - first.share)
    if not first.of or not second.of or difference == 0:
        return None
    sure = _NORMAL.inv_cdf(1 - SIGNIFICANT / max(1, comparisons) / 2)
    seen = _NORMAL.inv_cdf(POWER)
    middle = (first.share + second.share) / 2
    alone = first.share * (1 - first.share) + second.share * (1 - second.share)
    people = (sure * math.sqrt(2 * middle * (1 - middle)) + seen * math.sqrt(alone)) ** 2 / difference**2
    return math.ceil(people) if people <= MOST else None


def holm(tests: Sequence[VariantTest]) -> list[VariantTest]:
    """Their `p` corrected for how many there are, so that one false alarm in the whole table is as rare as `SIGNIFICANT`."""
    order = sorted((each for each in enumerate(tests) if each[1].p is not None), key=lambda each: each[1].p or 0.0)
    found, least = list(tests), 0.0
    for rank, (place, test) in enumerate(order):
        assert test.p is not None
        least = max(least, min(1.0, test.p * (len(order) - rank)))
        found[place] = structs.replace(test, p=round(least, 6))
    return found


def _sample(measure: Measure, figures: VariantFigures) -> Sample:
    rate = figures.rates[measure]
    return Sample(rate.count, rate.of)


def _test(measure: Measure, first: VariantFigures, second: VariantFigures, *, comparisons: int) -> VariantTest:
    one, other = _sample(measure, first), _sample(measure, second)
    low, high = interval(one, other) if one.of and other.of else (None, None)
    return VariantTest(
        measure=measure,
        first=first.name,
        second=second.name,
        difference=_points(other.share - one.share) if one.of and other.of else None,
        low=_points(low),
        high=_points(high),
        p=two_proportions(one, other),
        verdict="too_early",
        better=None,
        more=_more(one, other, comparisons),
        words="",
    )


def _more(first: Sample, second: Sample, comparisons: int) -> int | None:
    """So many recipients are missing, of both together, to tell a difference of this size."""
    people = needed(first, second, comparisons)
    return None if people is None else max(0, people - first.of) + max(0, people - second.of)


def _judged(test: VariantTest, settled: bool) -> VariantTest:
    if not settled or test.p is None:
        return structs.replace(test, words=_too_early(test, settled))
    names = f"{_called(test.first)} and {_called(test.second)}"
    if test.p >= SIGNIFICANT or test.difference is None:
        words = f"No difference between {names} in {_PLURAL[test.measure]} can be told.{_missing(test)}"
        return structs.replace(test, verdict="no_difference", words=words)
    better, worse = (test.second, test.first) if test.difference > 0 else (test.first, test.second)
    words = f"{_called(better)} brought more {_PLURAL[test.measure]} than {_called(worse)}: {abs(test.difference):g} points more."
    return structs.replace(test, verdict="different", better=better, words=words)


def _too_early(test: VariantTest, settled: bool) -> str:
    why = "too few of them did, or did not" if settled else "not everybody was written to and had a day"
    missing = _missing(test)
    return f"Too early to tell {_called(test.first)} from {_called(test.second)} in {_PLURAL[test.measure]}: {why}.{missing}"


def _missing(test: VariantTest) -> str:
    if test.more is None:
        return " As alike as they are, no number of recipients would tell."
    if test.more == 0:
        return ""
    return f" To tell a difference of this size, about {test.more:,} more recipients would be needed."


def _words(tests: Sequence[VariantTest], settled: bool, settles_at: int | None) -> list[str]:
    said = [each.words for each in tests]
    if not settled:
        when = "" if settles_at is None else f" That is at {time_text(settles_at)[:16].replace('T', ' ')} UTC."
        return [f"Too early to tell. {TRAP}{when}", *said]
    if not tests:
        return ["Nobody read, answered or tapped, so there is nothing to compare."]
    if len(tests) > 1:
        count = f"{len(tests)} comparisons were made at once; each counts only as much as that allows (Holm)."
        said.append(count)
    return said


def _called(name: str) -> str:
    return f"variant {name}" if name else "the campaign's own content"


def _enough(sample: Sample) -> bool:
    return sample.count >= FEWEST and sample.of - sample.count >= FEWEST


def _wilson(sample: Sample) -> tuple[float, float]:
    return wilson(sample.count, sample.of)


def _points(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


_PLURAL: dict[Measure, str] = {
    "delivered": "deliveries",
    "read": "reads",
    "replied": "answers",
    "clicked": "clicks",
}
