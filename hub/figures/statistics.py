"""Statistics: how much was said, how long customers waited, what failed. Counted in the background (`hub.work.counting`), read here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub import shaping
from hub.figures import statistics_days as days
from hub.office import configuration
from hub.transaction import milliseconds
from hub.wire.errors import Refusal
from hub.wire.statistics import (
    Counts,
    Failures,
    Figures,
    Lengths,
    OfDay,
    OfHour,
    OfSubject,
    OfWeekHour,
    Statistics,
    Waiting,
)
from storage.accounts import channels
from storage.database import Connection
from storage.figures import days as day_rows
from storage.figures import reading as figures
from storage.figures import statistics
from storage.figures.reading import FailureRow, Part, Sum, Times
from storage.team import users

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
    """`first` and `last`: days since 1970."""

    first: int
    last: int
    zone: ZoneInfo
    channel: str | None
    agent: str | None


Found = tuple[list[Sum], list[Times]]


async def read(connection: Connection, asked: Asked) -> Statistics:
    """Raises Refusal `invalid` for a range that is none, or longer than a year."""
    span = await range_of(connection, asked)
    pairs, took = await by_pair(connection, span)
    hours, took_hours = await _by_hour(connection, span)
    counted = await statistics.counted_to(connection)
    waiting = await figures.waiting(connection, asked.channel, asked.agent)
    channel_names = {row.id: row.name for row in await channels.every(connection)}
    agent_names = {row.id: row.name for row in await users.find(connection)}
    wanted = days.span_of(days.segments(span.first, span.last, span.zone), asked.channel, asked.agent)
    return Statistics(
        since=day_text(span.first),
        until=day_text(span.last),
        time_zone=span.zone.key,
        as_of=None if counted is None else shaping.time_text(counted),
        total=_figures(pairs, took),
        days=_days(span, pairs, took),
        hours=_hours(hours, took_hours),
        week=_week(hours),
        channels=_subjects(pairs, took, lambda row: row.channel, channel_names),
        agents=_subjects(pairs, took, lambda row: row.agent, agent_names),
        waiting=[
            Waiting(channel=row.channel, count=row.count, longest_since=shaping.time_text(row.since)) for row in waiting
        ],
        failures=_failures(await figures.failures(connection, wanted)),
    )


async def range_of(connection: Connection, asked: Asked) -> Range:
    zone = ZoneInfo((await configuration.read(connection)).time_zone)
    until = asked.until or datetime.fromtimestamp(milliseconds() / 1000, zone).date()
    since = asked.since or until - timedelta(days=USUAL_DAYS - 1)
    if not EARLIEST <= since <= until <= LATEST:
        raise Refusal("invalid", "The first day must not come after the last.", field="since")
    if (until - since).days >= MOST_DAYS:
        raise Refusal("invalid", f"Ask for at most {MOST_DAYS} days.", field="since")
    return Range(
        first=(since - _EPOCH).days,
        last=(until - _EPOCH).days,
        zone=zone,
        channel=asked.channel,
        agent=asked.agent,
    )


async def by_pair(connection: Connection, span: Range) -> Found:
    """By day, number and person."""
    if await day_rows.zone(connection) == span.zone.key:
        return await days.sums(connection, span.first, span.last, channel=span.channel, agent=span.agent, hours=False)
    return await _counted(connection, span, ("day", "channel", "agent"))


async def _by_hour(connection: Connection, span: Range) -> Found:
    """The days' hours are those of all persons."""
    if span.agent is None and await day_rows.zone(connection) == span.zone.key:
        return await days.sums(connection, span.first, span.last, channel=span.channel, agent=None, hours=True)
    return await _counted(connection, span, ("day", "hour"))


async def _counted(connection: Connection, span: Range, by: tuple[Part, ...]) -> Found:
    """From the quarters of an hour."""
    within = days.segments(span.first, span.last, span.zone)
    wanted = days.span_of(within, span.channel, span.agent)
    return await figures.sums(connection, wanted, within, by), await figures.times(connection, wanted, within, by)


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


def _figures(sums: Iterable[Sum], took: Sequence[Times]) -> Figures:
    return Figures(
        counts=counts(sums),
        first_response=lengths(row for row in took if row.kind == "response"),
        resolution=lengths(row for row in took if row.kind == "resolution"),
    )


def _days(span: Range, sums: Sequence[Sum], took: Sequence[Times]) -> list[OfDay]:
    """Every day, also those on which nothing was said."""
    by_day: dict[int, list[Sum]] = defaultdict(list)
    for row in sums:
        by_day[row.day].append(row)
    waits: dict[int, list[Times]] = defaultdict(list)
    for each in took:
        if each.kind == "response":
            waits[each.day].append(each)
    return [
        OfDay(day=day_text(day), counts=counts(by_day[day]), first_response=lengths(waits[day]))
        for day in range(span.first, span.last + 1)
    ]


def _week(sums: Iterable[Sum]) -> list[OfWeekHour]:
    """Every hour of the week."""
    received: Counter[tuple[int, int]] = Counter()
    sent: Counter[tuple[int, int]] = Counter()
    for row in sums:
        place = ((_EPOCH + timedelta(days=row.day)).isoweekday(), row.hour)
        received[place] += row.received
        sent[place] += row.sent
    return [
        OfWeekHour(weekday=weekday, hour=hour, received=received[weekday, hour], sent=sent[weekday, hour])
        for weekday in range(1, 8)
        for hour in range(24)
    ]


def day_text(day: int) -> str:
    """`day`: since 1970."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def _hours(sums: Sequence[Sum], took: Sequence[Times]) -> list[OfHour]:
    sums_by: dict[int, list[Sum]] = defaultdict(list)
    took_by: dict[int, list[Times]] = defaultdict(list)
    for row in sums:
        sums_by[row.hour].append(row)
    for each in took:
        if each.kind == "response":
            took_by[each.hour].append(each)
    return [
        OfHour(hour=hour, counts=counts(sums_by[hour]), first_response=lengths(took_by[hour])) for hour in range(24)
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
