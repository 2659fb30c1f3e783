"""Rates and what can honestly be said of variants."""

from __future__ import annotations

import random
from typing import Any

import pytest

from hub.campaigns import rates, variants
from hub.campaigns.variants import SETTLES_MS, Sample
from hub.shaping import time_text
from hub.transaction import milliseconds
from hub.wire.campaign_figures import VariantFigures
from hub.wire.campaigns import Audience, Campaign, ReplyRule, Sending, Why

pytestmark = pytest.mark.once
NOW = 1_795_000_000_000


def ran(state: Any = "done", finished: int | None = NOW - SETTLES_MS) -> Campaign:
    told = time_text(NOW)
    return Campaign(
        id="c", version=1, name="Season", channel="sales", state=state, why=Why(by=None, at=told), template=None, variants=[],
        audience=Audience(), schedule=None, starts_at=None, canary=None, sending=Sending(), replies=ReplyRule(), total=0, counts={},
        created_by=None, created_at=told, updated_at=told, started_at=told, finished_at=None if finished is None else time_text(finished),
    )  # fmt: skip


def figures(name: str, delivered: int, **did: int) -> VariantFigures:
    reached = {"sent": delivered, "delivered": delivered, "read": 0, "replied": 0, "clicked": 0, "opted_out": 0} | did
    told = rates.rates(reached, 0, delivered)
    return VariantFigures(name=name, share=50, total=delivered, counts={}, reached=reached, rates=told)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (5, 10, 23.66, 76.34), (81, 263, 25.53, 36.62)],
)  # the last from Newcombe (1998), table I
def test_wilson_bounds_are_the_published_ones(count: int, of: int, low: float, high: float) -> None:
    told = rates.rate(count, of)
    assert told.low == pytest.approx(low, abs=0.01)
    assert told.high == pytest.approx(high, abs=0.01)


def test_a_rate_of_nobody_is_no_rate() -> None:
    told = rates.rate(0, 0)
    assert (told.percent, told.low, told.high) == (None, None, None)


def test_each_rate_is_of_those_it_can_be_of() -> None:
    reached = {"sent": 200, "delivered": 100, "read": 50, "replied": 10, "clicked": 5, "opted_out": 1}
    told = rates.rates(reached, 40, 250)
    assert {name: (each.count, each.of) for name, each in told.items()} == {
        "delivered": (100, 200), "read": (50, 100), "replied": (10, 100), "clicked": (5, 100), "opted_out": (1, 100), "failed": (40, 250),
    }  # fmt: skip


def test_the_test_of_two_proportions_is_the_textbooks() -> None:
    p = variants.two_proportions(Sample(120, 1000), Sample(155, 1000))
    assert p == pytest.approx(0.02322, abs=0.0005)  # pooled z = -2.269
    assert variants.two_proportions(Sample(4, 1000), Sample(40, 1000)) is None, "four are too few to say"


def test_the_interval_of_a_difference_is_newcombes() -> None:
    low, high = variants.interval(Sample(48, 80), Sample(56, 70))  # his example (a), the other way round
    assert low == pytest.approx(0.0524, abs=0.0005)
    assert high == pytest.approx(0.3339, abs=0.0005)


def test_how_many_are_needed_is_the_textbooks() -> None:
    assert variants.needed(Sample(100, 1000), Sample(150, 1000), 1) == pytest.approx(686, abs=3)
    assert variants.needed(Sample(100, 1000), Sample(100, 1000), 1) is None


def test_holm_corrects_for_all_that_is_compared() -> None:
    told = variants.contest(
        ran(),
        [figures("A", 1000, replied=100), figures("B", 1000, replied=130), figures("", 1000, replied=150)],
        NOW,
    )
    raw = sorted(
        p for a, b in ((100, 130), (100, 150), (130, 150))
        if (p := variants.two_proportions(Sample(a, 1000), Sample(b, 1000))) is not None
    )  # fmt: skip
    corrected = sorted(test.p for test in told.tests if test.p is not None)
    assert corrected == pytest.approx([raw[0] * 3, max(raw[0] * 3, raw[1] * 2), max(raw[1] * 2, raw[2])], abs=1e-5)
    verdicts = {(test.first, test.second): test.verdict for test in told.tests}
    assert verdicts == {("A", "B"): "no_difference", ("A", ""): "different", ("B", ""): "no_difference"}
    assert next(test for test in told.tests if test.verdict == "different").better == ""


@pytest.mark.parametrize(("state", "finished"), [("running", None), ("done", NOW - SETTLES_MS + 1), ("paused", None)])
def test_before_all_had_their_day_it_is_too_early_however_sure_it_looks(state: Any, finished: int | None) -> None:
    told = variants.contest(
        ran(state, finished), [figures("A", 1000, replied=100), figures("B", 1000, replied=300)], NOW
    )
    assert not told.settled
    assert {test.verdict for test in told.tests} == {"too_early"}
    assert "looks often enough" in told.words[0], "and it says why"


def test_too_few_say_nothing_and_how_many_more_would() -> None:
    told = variants.contest(ran(), [figures("A", 40, clicked=2), figures("B", 40, clicked=8)], NOW)
    (test,) = told.tests
    assert (test.verdict, test.p) == ("too_early", None)
    assert test.more is not None
    assert test.more > 0
    assert f"{test.more:,} more recipients" in test.words


def test_what_is_alike_no_number_of_people_would_tell_apart() -> None:
    (test,) = variants.contest(ran(), [figures("A", 100, read=50), figures("B", 100, read=50)], NOW).tests
    assert (test.verdict, test.more) == ("no_difference", None)


def test_variants_that_are_the_same_are_seldom_told_apart() -> None:
    """The whole table is wrong about as seldom as it says: looked at once, with three variants, at most one time in twenty."""
    drawn, wrong, tries = random.Random(7), 0, 400
    for _ in range(tries):
        parts = [figures(name, 500, replied=sum(drawn.random() < 0.12 for _ in range(500))) for name in ("A", "B", "")]
        wrong += any(test.verdict == "different" for test in variants.contest(ran(), parts, NOW).tests)
    assert wrong / tries <= 0.05 + 0.02


def test_nothing_to_compare_is_said() -> None:
    told = variants.contest(ran(), [figures("A", 10), figures("B", 10)], milliseconds() * 2)
    assert told.tests == []
    assert "nothing to compare" in told.words[0]
