"""A campaign as tables for other programs: its recipients a page at a time, and its numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Literal

from hub.campaigns import recipients
from hub.campaigns.elsewhere import NAMES
from hub.campaigns.recipients import Wanted
from hub.files.spreadsheets import Csv, Table, Xlsx
from hub.wire.campaign_figures import Analytics, Rate, Recipient
from hub.wire.campaign_ways import TriedWay
from hub.wire.campaigns import Campaign
from storage.database import Database

Format = Literal["csv", "xlsx"]
TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 500
PEOPLE = (
    "Name", "Number", "Country", "Language", "Variant", "State", "Reason", "Detail", "Sent", "Delivered", "Read", "Replied", "Clicked",
    "Opted out", "Failed", "Sent by", "Tried before",
)  # fmt: skip
NUMBERS = ("Part", "What", "Count", "Of", "Percent", "From", "To", "Remark")


async def people(database: Database, campaign_id: str, wanted: Wanted, format: Format) -> AsyncIterator[bytes]:
    """Every recipient, a page at a time, each of a moment of its own."""
    written, after = _table(format, "Recipients"), None
    yield await asyncio.to_thread(written.begin, PEOPLE)
    while True:
        async with database.reading() as connection:
            found, after = await recipients.page(connection, campaign_id, wanted, after, AT_ONCE)
        yield await asyncio.to_thread(written.rows, [_person(each) for each in found])
        if after is None:
            break
    yield await asyncio.to_thread(written.end)


async def analytics(campaign: Campaign, told: Analytics, format: Format) -> AsyncIterator[bytes]:
    """The numbers, a line each, with what they are of and between what they lie."""
    written = _table(format, "Analytics")
    yield await asyncio.to_thread(written.begin, NUMBERS)
    yield await asyncio.to_thread(written.rows, list(_numbers(campaign, told)))
    yield await asyncio.to_thread(written.end)


def _table(format: Format, sheet: str) -> Table:
    return Xlsx(sheet) if format == "xlsx" else Csv()


def _person(each: Recipient) -> list[str]:
    told = (
        each.name, each.address, each.country, each.language, each.variant, each.state, each.reason, each.detail, each.sent_at,
        each.delivered_at, each.read_at, each.replied_at, each.clicked_at, each.opted_out_at, each.failed_at,
        NAMES.get(each.by or "", each.by), "; ".join(_tried(way) for way in each.tried),
    )  # fmt: skip
    return [value or "" for value in told]


def _tried(way: TriedWay) -> str:
    name = "WhatsApp" if way.kind is None else NAMES.get(way.kind, way.kind)
    return f"{name}: {way.detail or way.reason or ''}".strip()


def _numbers(campaign: Campaign, told: Analytics) -> Iterator[list[str]]:
    yield _line("campaign", campaign.name, remark=campaign.state)
    for state, count in sorted(told.counts.items()):
        yield _line("recipients", state, count)
    yield from _part("reached", told.reached, told.rates)
    for cause in told.causes:
        yield _line("causes", cause.reason or cause.state, cause.count, remark=_joined(cause.message, cause.advice))
    for each in told.variants:
        yield from _part(f"variant {each.name}".strip(), each.reached, each.rates)
    for test in told.contest.tests if told.contest is not None else ():
        yield _line("variants", test.measure, remark=test.words)
    for way in told.fallback:
        yield from _part(NAMES.get(way.kind, way.kind), {"people": way.people, **way.reached}, {})
    for button in told.buttons:
        what = _joined(button.label, button.variant and f"({button.variant})")
        yield _line(button.kind, what, button.people, rate=button.rate, remark=f"{button.times} taps")
    for step in told.steps:
        yield from _part(f"step {step.step}", step.reached, step.rates)
    for point in told.series.points:
        for what in ("sent", "delivered", "read", "replied", "clicked", "failed"):
            if count := getattr(point, what):
                yield _line(f"each {told.series.every}", what, count, remark=point.at)
    yield _line("cost", told.cost.currency, remark=_joined(told.cost.amount, *told.cost.caveats))
    for note in told.notes:
        yield _line("note", note)


def _part(part: str, reached: Mapping[str, int], found: Mapping[str, Rate]) -> Iterator[list[str]]:
    for what in dict.fromkeys((*reached, *found)):
        rate = found.get(what)
        yield _line(part, what, reached.get(what, 0 if rate is None else rate.count), rate=rate)


def _line(part: str, what: str, count: int | None = None, *, rate: Rate | None = None, remark: str = "") -> list[str]:
    known: Sequence[float | None] = (None,) * 4 if rate is None else (rate.of, rate.percent, rate.low, rate.high)
    return [part, what, _cell(count), *map(_cell, known), remark]


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _joined(*words: str | None) -> str:
    return " ".join(word for word in words if word)
