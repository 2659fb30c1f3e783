"""Statistics added up by the company's days: made by who counts, read by who shows a month.

They belong to one time zone. While they do not (it was changed a moment ago), everything is read from the quarters of an hour: slower,
and the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from storage.database import Connection
from storage.figures import days
from storage.figures import reading as figures
from storage.figures.days import WHOLE_DAY, DayRow
from storage.figures.reading import Segment, Sum, Times, Wanted
from storage.figures.statistics import COUNTS, SLOT_MS

_EPOCH = date(1970, 1, 1)
_decode = msgspec.json.Decoder(list[tuple[int, int]]).decode
KINDS = {"response": "responses", "resolution": "resolutions"}


def segments(first: int, last: int, zone: ZoneInfo) -> list[Segment]:
    """The days `first` to `last` (since 1970, both included), cut where the clocks are put forward or back."""
    found: list[Segment] = []
    for day in range(first, last + 1):
        for start, end, ahead in _steps(_midnight(day, zone), _midnight(day + 1, zone), zone):
            if found and found[-1].ahead == ahead:
                found[-1] = Segment(found[-1].since, end, ahead)
            else:
                found.append(Segment(start, end, ahead))
    return found


def day_of(at: int, zone: ZoneInfo) -> int:
    """The day (since 1970) on which a moment (ms) falls there."""
    return (datetime.fromtimestamp(at / 1000, zone).date() - _EPOCH).days


def span_of(found: Sequence[Segment], channel: str | None = None, agent: str | None = None) -> Wanted:
    return Wanted(since=found[0].since, until=found[-1].until, channel=channel, agent=agent)


async def add_up(connection: Connection, day: int, zone: ZoneInfo) -> None:
    """Makes a day's sums what its quarters of an hour say."""
    within = segments(day, day, zone)
    wanted = span_of(within)
    rows: dict[tuple[int, str, str], dict[str, Any]] = {}
    for row in await figures.sums(connection, wanted, within, ("channel", "agent")):
        _add(rows, day, WHOLE_DAY, row.channel, row.agent, row)
    for row in await figures.sums(connection, wanted, within, ("hour", "channel")):
        _add(rows, day, row.hour, row.channel, "", row)
    lengths: dict[tuple[int, str, str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for each in await figures.times(connection, wanted, within, ("channel", "agent")):
        lengths[WHOLE_DAY, each.channel, each.agent, each.kind][each.seconds] += each.count
    for each in await figures.times(connection, wanted, within, ("hour", "channel")):
        lengths[each.hour, each.channel, "", each.kind][each.seconds] += each.count
    for (hour, channel, agent, kind), counted in lengths.items():
        row_of = _row(rows, day, hour, channel, agent)
        row_of[KINDS[kind]] = msgspec.json.encode(sorted(counted.items())).decode()
    await days.replace(connection, day, list(rows.values()))


async def sums(
    connection: Connection, first: int, last: int, *, channel: str | None, agent: str | None, hours: bool
) -> tuple[list[Sum], list[Times]]:
    """What `figures.sums` and `figures.times` would say, by hour and number or by number and person."""
    found = await days.read(connection, first, last, channel=channel, agent=agent, hours=hours)
    return [_sum(row) for row in found], [each for row in found for each in _times(row)]


def _sum(row: DayRow) -> Sum:
    return Sum(
        day=row.day,
        hour=max(0, row.hour),
        channel=row.channel_id,
        agent=row.agent_id,
        received=row.received,
        sent=row.sent,
        automatic=row.automatic,
        opened=row.opened,
        resolved=row.resolved,
    )


def _times(row: DayRow) -> list[Times]:
    place = {"day": row.day, "hour": max(0, row.hour), "channel": row.channel_id, "agent": row.agent_id}
    return [
        Times(kind=kind, seconds=seconds, count=count, **place)  # type: ignore[arg-type]
        for kind, column in KINDS.items()
        for seconds, count in _decode(getattr(row, column))
    ]


def _add(
    rows: dict[tuple[int, str, str], dict[str, Any]], day: int, hour: int, channel: str, agent: str, sum_: Sum
) -> None:
    """Added, for an hour comes twice on a day when the clocks are put back."""
    kept = _row(rows, day, hour, channel, agent)
    for name in COUNTS:
        kept[name] += int(getattr(sum_, name))


def _row(
    rows: dict[tuple[int, str, str], dict[str, Any]], day: int, hour: int, channel: str, agent: str
) -> dict[str, Any]:
    key = (hour, channel, agent)
    if key not in rows:
        place = {"day": day, "hour": hour, "channel_id": channel, "agent_id": agent}
        rows[key] = place | dict.fromkeys(COUNTS, 0) | dict.fromkeys(KINDS.values(), "[]")
    return rows[key]


def _steps(first: int, last: int, zone: ZoneInfo) -> list[tuple[int, int, int]]:
    """A day in pieces of one offset: slots are looked at one by one only on the day of a change."""
    if _ahead(first, zone) == _ahead(last - 1, zone):
        return [(first, last, _ahead(first, zone))]
    return [(at, min(at + SLOT_MS, last), _ahead(at, zone)) for at in range(first, last, SLOT_MS)]


def _midnight(day: int, zone: ZoneInfo) -> int:
    return int(datetime.combine(_EPOCH + timedelta(days=day), time(), zone).timestamp()) * 1000


def _ahead(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at / 1000, zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) * 1000
