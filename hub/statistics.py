"""Statistics: how much was said, how long customers waited, what failed. Counted in the background (`hub.work.counting`), read here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub import configuration, shaping
from hub.transaction import milliseconds
from hub.wire.errors import Refusal
from hub.wire.statistics import Counts, Failures, Figures, Lengths, OfDay, OfHour, OfSubject, Statistics, Waiting
from storage import channels, figures, statistics, users
from storage.database import Connection
from storage.figures import FailureRow, Segment, Sum, Times, Wanted

USUAL_DAYS = 30
MOST_DAYS = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_EPOCH = date(1970, 1, 1)


class Asked(Struct, frozen=True, kw_only=True):
    """Days on the company's calendar, both included; None: the last thirty."""

    since: date | None = None
    until: date | None = None
    channel: str | None = None
    agent: str | None = None


class Range(Struct, frozen=True, kw_only=True):
    since: date
    until: date
    zone: str
    wanted: Wanted
    segments: list[Segment]


async def read(connection: Connection, asked: Asked) -> Statistics:
    """Raises Refusal `invalid` for a range that is none, or longer than a year."""
    span = await range_of(connection, asked)
    wanted, segments = span.wanted, span.segments
    pairs = await figures.sums(connection, wanted, segments, ("channel", "agent"))
    took = await figures.times(connection, wanted, segments, ("channel", "agent"))
    hours = await figures.sums(connection, wanted, segments, ("day", "hour"))
    took_hours = await figures.times(connection, wanted, segments, ("hour",))
    counted = await statistics.counted_to(connection)
    waiting = await figures.waiting(connection, asked.channel, asked.agent)
    channel_names = {row.id: row.name for row in await channels.every(connection)}
    agent_names = {row.id: row.name for row in await users.find(connection)}
    return Statistics(
        since=span.since.isoformat(),
        until=span.until.isoformat(),
        time_zone=span.zone,
        as_of=None if counted is None else shaping.time_text(counted),
        total=_figures(pairs, took),
        days=_days(span, hours),
        hours=_hours(hours, took_hours),
        channels=_subjects(pairs, took, lambda row: row.channel, channel_names),
        agents=_subjects(pairs, took, lambda row: row.agent, agent_names),
        waiting=[
            Waiting(channel=row.channel, count=row.count, longest_since=shaping.time_text(row.since)) for row in waiting
        ],
        failures=_failures(await figures.failures(connection, wanted)),
    )


async def range_of(connection: Connection, asked: Asked) -> Range:
    name = (await configuration.read(connection)).time_zone
    zone = ZoneInfo(name)
    today = datetime.fromtimestamp(milliseconds() / 1000, zone).date()
    until = asked.until or today
    since = asked.since or until - timedelta(days=USUAL_DAYS - 1)
    if not EARLIEST <= since <= until <= LATEST:
        raise Refusal("invalid", "The first day must not come after the last.", field="since")
    if (until - since).days >= MOST_DAYS:
        raise Refusal("invalid", f"Ask for at most {MOST_DAYS} days.", field="since")
    segments = _segments(since, until, zone)
    wanted = Wanted(since=segments[0].since, until=segments[-1].until, channel=asked.channel, agent=asked.agent)
    return Range(since=since, until=until, zone=name, wanted=wanted, segments=segments)


def lengths(took: Iterable[Times]) -> Lengths:
    counted: Counter[int] = Counter()
    for row in took:
        counted[row.seconds] += row.count
    total = counted.total()
    return Lengths(count=total, median=_at(counted, total, 0.5), p90=_at(counted, total, 0.9))


def counts(rows: Iterable[Sum]) -> Counts:
    added: Counter[str] = Counter()
    for row in rows:
        for name in Counts.__struct_fields__:
            added[name] += int(getattr(row, name))
    return Counts(**added)


def _segments(since: date, until: date, zone: ZoneInfo) -> list[Segment]:
    """The span, cut where the clocks are put forward or back."""
    found: list[Segment] = []
    day = since
    while day <= until:
        first, last = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        for start, end, ahead in _steps(first, last, zone):
            if found and found[-1].ahead == ahead:
                found[-1] = Segment(found[-1].since, end, ahead)
            else:
                found.append(Segment(start, end, ahead))
        day += timedelta(days=1)
    return found


def _steps(first: int, last: int, zone: ZoneInfo) -> list[tuple[int, int, int]]:
    """A day in pieces of one offset: slots are looked at one by one only on the day of a change."""
    if _ahead(first, zone) == _ahead(last - 1, zone):
        return [(first, last, _ahead(first, zone))]
    step = statistics.SLOT_MS
    return [(at, min(at + step, last), _ahead(at, zone)) for at in range(first, last, step)]


def _midnight(day: date, zone: ZoneInfo) -> int:
    moment = datetime.combine(day, time(), zone).astimezone(UTC)
    return int(moment.timestamp()) * 1000


def _ahead(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at / 1000, zone).utcoffset() or timedelta()
    return int(offset.total_seconds()) * 1000


def _figures(sums: Iterable[Sum], took: Sequence[Times]) -> Figures:
    return Figures(
        counts=counts(sums),
        first_response=lengths(row for row in took if row.kind == "response"),
        resolution=lengths(row for row in took if row.kind == "resolution"),
    )


def _days(span: Range, hours: Sequence[Sum]) -> list[OfDay]:
    """Every day, also those on which nothing was said."""
    by_day: dict[int, list[Sum]] = defaultdict(list)
    for row in hours:
        by_day[row.day].append(row)
    first, last = (span.since - _EPOCH).days, (span.until - _EPOCH).days
    return [OfDay(day=day_text(day), counts=counts(by_day[day])) for day in range(first, last + 1)]


def day_text(day: int) -> str:
    """`day`: since 1970."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def _hours(sums: Sequence[Sum], took: Sequence[Times]) -> list[OfHour]:
    answered = [row for row in took if row.kind == "response"]
    return [
        OfHour(
            hour=hour,
            counts=counts(row for row in sums if row.hour == hour),
            first_response=lengths(row for row in answered if row.hour == hour),
        )
        for hour in range(24)
    ]


def _subjects(
    sums: Sequence[Sum], took: Sequence[Times], of: Callable[[Any], str], names: dict[str, str]
) -> list[OfSubject]:
    sums_by: dict[str, list[Sum]] = defaultdict(list)
    took_by: dict[str, list[Times]] = defaultdict(list)
    for row in sums:
        sums_by[of(row)].append(row)
    for each in took:
        took_by[of(each)].append(each)
    found = [
        OfSubject(id=id, name=names.get(id, id), figures=_figures(sums_by[id], took_by[id]))
        for id in {*sums_by, *took_by} - {""}
    ]
    return sorted(found, key=lambda each: (each.name, each.id))


def _at(counted: Counter[int], total: int, share: float) -> int | None:
    """The value that `share` of all do not exceed."""
    passed = 0
    for seconds in sorted(counted):
        passed += counted[seconds]
        if passed >= share * total:
            return seconds
    return None


def _failures(rows: Iterable[FailureRow]) -> list[Failures]:
    found: Counter[tuple[str, str]] = Counter()
    reasons: dict[tuple[str, str], str] = {}
    for row in rows:
        fault = shaping.fault(row.error)
        assert fault is not None
        key = (row.channel, fault.code)
        found[key] += row.count
        reasons[key] = fault.message
    return [
        Failures(channel=channel, code=code, reason=reasons[channel, code], count=count)
        for (channel, code), count in found.most_common()
    ]
