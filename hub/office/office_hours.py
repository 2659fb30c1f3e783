"""When the office is open: pure questions about the configured hours, holidays and time zone.

The hours are wall-clock time. Where clocks go forward, an hour that is not shown begins when the next one does; where they go back, the
doors open at the first showing of an hour and close at the last. Spans that touch (22:00–24:00 and the next day's 00:00–06:00) are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub import wall_clock
from hub.wire.configuration import Configuration, Holiday, Span, WorkingHours

FARTHEST_DAYS = 800  # an office not open within so many days is closed for good: the longest holiday has 366
DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)


class Office(Struct, frozen=True, kw_only=True):
    """`hours` None: always open, but for holidays. `reply`: what is answered outside of them, None for nothing."""

    zone: ZoneInfo
    hours: WorkingHours | None
    holidays: Sequence[Holiday] = ()
    reply: str | None = None


class Closure(Struct, frozen=True, kw_only=True):
    """A time without anybody there, by the moment it began (ms). `reopens_at`: None when that is not in sight. A holiday with words of its
    own begins another closure than the evening before it."""

    began_at: int
    reopens_at: int | None
    reply: str | None


def of(configuration: Configuration) -> Office:
    return Office(
        zone=ZoneInfo(configuration.time_zone),
        hours=configuration.working_hours,
        holidays=configuration.holidays,
        reply=configuration.away_reply,
    )


def is_open(office: Office, at: int) -> bool:
    """`at` in ms."""
    return _opening_at(office, at) is not None


def closure(office: Office, at: int) -> Closure | None:
    """The closure `at` (ms) lies in; None while the office is open."""
    if _opening_at(office, at) is not None:
        return None
    began, holiday = _last_closing(office, at), _holiday_on(office, _day(office, at))
    own = [start for each in office.holidays if each.reply and began <= (start := _start_of(office, each)) <= at]
    return Closure(
        began_at=max([began, *own]),
        reopens_at=_next_opening(office, at),
        reply=holiday.reply if holiday is not None and holiday.reply else office.reply,
    )


def _opening_at(office: Office, at: int) -> tuple[int, int] | None:
    today = _day(office, at)
    around = (each for day in _days(today, -1, 1) for each in _openings(office, day))
    return next(((start, end) for start, end in around if start <= at < end), None)


def _last_closing(office: Office, at: int) -> int:
    """When the doors closed before `at`; 0 when that is not in sight."""
    if _never_open(office):
        return 0
    for day in _days(_day(office, at), 1, -FARTHEST_DAYS):
        ends = [end for _, end in _openings(office, day) if end <= at]
        if ends:
            return max(ends)
    return 0


def _next_opening(office: Office, at: int) -> int | None:
    if _never_open(office):
        return None
    for day in _days(_day(office, at), -1, FARTHEST_DAYS):
        starts = [start for start, _ in _openings(office, day) if start > at]
        if starts:
            return min(starts)
    return None


def _openings(office: Office, day: date) -> list[tuple[int, int]]:
    """From when to when (ms) the office is open, of the hours that belong to this day."""
    if _holiday_on(office, day) is not None:
        return []
    if office.hours is None:
        return [(_moment(office.zone, day, 0), _moment(office.zone, day, DAY_MINUTES))]
    found = [_opening(office.zone, day, span) for span in office.hours.week[day.weekday()]]
    return [(start, end) for start, end in found if start < end]


def _opening(zone: ZoneInfo, day: date, span: Span) -> tuple[int, int]:
    opens, closes = _minutes(span.opens), _minutes(span.closes)
    # a day ends when the next one begins, though its clock may show midnight twice
    return _moment(zone, day, opens), _moment(zone, day, closes, last=closes < DAY_MINUTES)


def _holiday_on(office: Office, day: date) -> Holiday | None:
    """Of several one with words of its own, and of these the one that began last: a day within a longer time off says more."""
    text = day.isoformat()
    there = [each for each in office.holidays if each.first <= text <= each.last]
    return max(there, key=lambda each: (each.reply is not None, each.first), default=None)


def _start_of(office: Office, holiday: Holiday) -> int:
    return _moment(office.zone, date.fromisoformat(holiday.first), 0)


def _never_open(office: Office) -> bool:
    return office.hours is not None and not any(office.hours.week)


def _moment(zone: ZoneInfo, day: date, minutes: int, *, last: bool = False) -> int:
    return wall_clock.moment(datetime.combine(day, time()) + timedelta(minutes=minutes), zone, last=last)


def _days(middle: date, first: int, last: int) -> Iterator[date]:
    """The days from so many after `middle` to so many, forwards or backwards."""
    step = 1 if last >= first else -1
    for number in range(first, last + step, step):
        yield middle + number * _DAY


def _day(office: Office, at: int) -> date:
    return wall_clock.shown(at, office.zone).date()


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
