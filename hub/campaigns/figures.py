"""What became of a campaign, counted: by the state each recipient is in, how many came how far and when, what it cost so far, and why
the others did not get it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from hub.campaigns import advice, prices, rates, shaping, variants
from hub.durations import DAY_MS, HOUR_MS, MINUTE_MS
from hub.office import configuration
from hub.permissions import Agent
from hub.shaping import time_text
from hub.transaction import milliseconds
from hub.wire.campaign_figures import (
    Analytics,
    Bucket,
    ButtonFigures,
    Cause,
    Rate,
    Series,
    SeriesPoint,
    StepFigures,
    VariantFigures,
)
from hub.wire.campaign_ways import FallbackFigures
from hub.wire.campaigns import Campaign, Cost
from storage.campaigns import figures as rows
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns import rows as campaign_rows
from storage.campaigns.figures import SummaryRow
from storage.campaigns.rows import CampaignRow
from storage.database import Connection

BUCKETS: Mapping[Bucket, int] = {"minute": MINUTE_MS, "hour": HOUR_MS, "day": DAY_MS}
MOST_POINTS: Mapping[Bucket, int] = {"minute": 1440, "hour": 24 * 31, "day": 366}
FINEST_MS: tuple[tuple[int, Bucket], ...] = (
    (6 * HOUR_MS, "minute"),
    (14 * DAY_MS, "hour"),
)  # what shows so long a time
TRIED = ("sent", "delivered", "read", "replied", "failed", "unknown")
NOTES = (
    "Read is a lower bound: people can turn read receipts off. Whoever answered or tapped is counted as having read.",
    "Delivered is of those sent; read, replied, clicked and opted out are of those delivered; failed is of all that were tried.",
)

ELSEWHERE = "A mail counts as delivered once it is answered or a link in it is followed: mail servers tell of nothing but failures. What went another way costs nothing here."


async def analytics(connection: Connection, agent: Agent, campaign_id: str, every: Bucket | None = None) -> Analytics:
    """`every`: the stretches of the series; None: what shows it best. Raises Refusal `not_found`."""
    row = await shaping.seen(connection, agent, campaign_id)
    campaign = shaping.campaign(row)
    summary = await rows.summary(connection, row.id)
    counts, reached = _counts(summary), _reached(summary)
    figures = _variants(campaign, summary)
    return Analytics(
        campaign=row.id,
        state=row.state,
        total=sum(counts.values()) or row.total,
        counts=counts,
        reached=reached,
        rates=_rates(reached, counts),
        causes=[_cause(*each) for each in await campaign_recipients.causes(connection, row.id)],
        replies=reached["replied"],
        opted_out=reached["opted_out"],
        variants=figures,
        contest=variants.contest(campaign, figures, milliseconds()) if campaign.variants else None,
        buttons=await _buttons(connection, row.id, summary),
        series=await _series(connection, row.id, summary, every),
        steps=await _steps(connection, row),
        cost=await _cost(connection, row.id, summary),
        notes=[*NOTES, *([ELSEWHERE] if campaign.fallback else [])],
        fallback=_elsewhere(summary),
    )


def _elsewhere(summary: Sequence[SummaryRow]) -> list[FallbackFigures]:
    found = []
    for kind in sorted({each.by for each in summary if each.by is not None}):
        part = [each for each in summary if each.by == kind]
        counts = _counts(part)
        found.append(
            FallbackFigures(kind=cast(Any, kind), people=sum(counts.values()), counts=counts, reached=_reached(part))
        )
    return found


async def cost(connection: Connection, campaign_id: str) -> Cost:
    """What was delivered so far, at the dated prices, without what the provider told to be free."""
    return await _cost(connection, campaign_id, await rows.summary(connection, campaign_id))


async def _cost(connection: Connection, campaign_id: str, summary: Sequence[SummaryRow]) -> Cost:
    counts: dict[tuple[str | None, str | None], int] = {}
    for each in summary:
        if each.by is not None:  # neither LINE nor a mail server asks by country
            continue
        place = each.country, each.category
        counts[place] = counts.get(place, 0) + each.reached["delivered"]
    for place, count in (await rows.free(connection, campaign_id)).items():
        counts[place] = max(0, counts.get(place, 0) - count)
    office = await configuration.read(connection)
    charged = {place: count for place, count in counts.items() if count}
    return prices.estimate(charged, office.campaigns.prices, datetime.now(UTC).date())


def _counts(summary: Iterable[SummaryRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in summary:
        found[each.state] = found.get(each.state, 0) + each.people
    return found


def _reached(summary: Iterable[SummaryRow]) -> dict[str, int]:
    parts = [each.reached for each in summary]
    return {name: sum(part[name] for part in parts) for name in rows.REACHED}


def _rates(reached: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, Rate]:
    return rates.rates(reached, counts.get("failed", 0), sum(counts.get(state, 0) for state in TRIED))


def _variants(campaign: Campaign, summary: Sequence[SummaryRow]) -> list[VariantFigures]:
    """Those there are people of, or are to be; the campaign's own last."""
    if not campaign.variants:
        return []
    shares = {each.name: each.share for each in campaign.variants}
    if (left := round(100 - sum(shares.values()), 6)) > 0:
        shares |= {variants.OWN: left}
    found = []
    for name, share in shares.items():
        part = [each for each in summary if (each.variant or variants.OWN) == name]
        mine, reached = _counts(part), _reached(part)
        found.append(
            VariantFigures(
                name=name,
                share=share,
                total=sum(mine.values()),
                counts=mine,
                reached=reached,
                rates=_rates(reached, mine),
            )
        )
    return found


async def _buttons(connection: Connection, campaign_id: str, summary: Sequence[SummaryRow]) -> list[ButtonFigures]:
    delivered: dict[str, int] = {}
    for each in summary:
        name = each.variant or variants.OWN
        delivered[name] = delivered.get(name, 0) + each.reached["delivered"]
    return [
        ButtonFigures(
            place=each.place,
            kind=cast(Any, each.kind),
            label=each.label,
            variant=each.variant or variants.OWN,
            people=each.people,
            times=each.times,
            rate=rates.rate(each.people, delivered.get(each.variant or variants.OWN, 0)),
        )
        for each in await rows.taps(connection, campaign_id)
    ]


async def _series(
    connection: Connection, campaign_id: str, summary: Sequence[SummaryRow], asked: Bucket | None
) -> Series:
    """The newest points, as many as a page can show."""
    times = [at for each in summary for at in (each.first, each.last) if at is not None]
    if not times:
        return Series(every=asked or "minute", points=[])
    first, last = min(times), max(times)
    every: Bucket = asked or _finest(last - first)
    since = max(first, last - MOST_POINTS[every] * BUCKETS[every])
    points: dict[int, dict[str, int]] = {}
    for what, at, count in await rows.series(connection, campaign_id, BUCKETS[every], since):
        points.setdefault(at, {})[what] = count
    return Series(every=every, points=[SeriesPoint(at=time_text(at), **points[at]) for at in sorted(points)])


def _finest(length: int) -> Bucket:
    return next((each for most, each in FINEST_MS if length <= most), "day")


async def _steps(connection: Connection, row: CampaignRow) -> list[StepFigures]:
    """The whole sequence a campaign is part of; of one without follow-ups nothing."""
    sequence = await campaign_rows.sequence(connection, row.parent_id or row.id)
    last = shaping.campaign(sequence[-1])
    over = last.state in ("done", "cancelled") and last.follows_at is None
    if len(sequence) == 1 and not last.steps:
        return []
    far = await rows.reached_by(connection, [each.id for each in sequence])
    found = [_step(shaping.campaign(each), far.get(each.id, {})) for each in sequence]
    for number, step in enumerate(last.steps, last.step + 1):
        found.append(
            StepFigures(
                step=number,
                after_days=step.after_days,
                template=step.template.name,
                campaign=None,
                state="cancelled" if over else None,
                due_at=last.follows_at if number == last.step + 1 else None,
                total=0,
                reached={},
                rates={},
            )
        )
    return found


def _step(campaign: Campaign, far: Mapping[str, int]) -> StepFigures:
    reached = {name: far.get(name, 0) for name in rows.REACHED}
    return StepFigures(
        step=campaign.step,
        after_days=campaign.after_days,
        template=None if campaign.template is None else campaign.template.name,
        campaign=campaign.id,
        state=campaign.state,
        due_at=campaign.started_at,
        total=far.get("total", campaign.total),
        reached=reached,
        rates=rates.rates(reached, far.get("failed", 0), far.get("tried", 0)),
    )


def _cause(state: str, reason: str | None, count: int, detail: str | None) -> Cause:
    message, what_to_do = advice.of(state, reason, detail)
    return Cause(state=cast(Any, state), reason=reason, count=count, message=message, advice=what_to_do)
