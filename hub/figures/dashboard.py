"""The dashboard's figures: who waits now, and today beside the usual day, of the channel accounts an agent holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hub import shaping
from hub.durations import MINUTE_MS
from hub.figures import statistics
from hub.figures import statistics_days as days
from hub.office import configuration
from hub.permissions import Agent
from hub.transaction import milliseconds
from hub.wire.dashboard import Dashboard, HourBeside, TodayFigures, UsualFigures, Wait, Waits
from hub.wire.statistics import Lengths
from storage.database import Connection
from storage.figures import reading as figures
from storage.figures import statistics as rows
from storage.figures.reading import QuarterRow, Times, WaitsRow
from storage.figures.statistics import COUNTS

WEEK_DAYS = 7
USUAL_WEEKS = 4


async def read(connection: Connection, agent: Agent) -> Dashboard:
    office = await configuration.read(connection)
    zone, now = ZoneInfo(office.time_zone), milliseconds()
    today = days.day_of(now, zone)
    before = [today - WEEK_DAYS * week for week in range(1, USUAL_WEEKS + 1)]
    spans = {day: _bounds(day, zone) for day in (today, *before)}
    channels = sorted(agent.channels)
    quarters = {
        day: await figures.quarters(connection, since, until, channels) for day, (since, until) in spans.items()
    }
    times = {day: await figures.times_of(connection, since, until, channels) for day, (since, until) in spans.items()}
    lived = [day for day in before if quarters[day]]  # a day on which there was no office says nothing
    counted = await rows.counted_to(connection)
    waits = await figures.waits(connection, channels, agent.id, now - office.waiting_minutes * MINUTE_MS)
    return Dashboard(
        day=statistics.day_text(today),
        time_zone=zone.key,
        as_of=None if counted is None else shaping.time_text(counted),
        waiting=_waits(waits, office.waiting_minutes),
        today=TodayFigures(
            counts=statistics.counts(row.sum for row in quarters[today]),
            first_response=_lengths("response", times[today]),
            resolution=_lengths("resolution", times[today]),
        ),
        usual=_usual(lived, spans, quarters, times, now - spans[today][0]),
        hours=_hours(quarters[today], [quarters[day] for day in lived], zone),
    )


def _usual(
    lived: Sequence[int],
    spans: dict[int, tuple[int, int]],
    quarters: dict[int, list[QuarterRow]],
    times: dict[int, list[Times]],
    into: int,
) -> UsualFigures:
    """`into`: how far this day has come, in ms."""
    by_now = [row.sum for day in lived for row in quarters[day] if row.at < spans[day][0] + into]
    took = [each for day in lived for each in times[day]]
    mean = {name: _mean(sum(getattr(row, name) for row in by_now), len(lived)) for name in COUNTS}
    return UsualFigures(
        days=len(lived),
        **mean,
        first_response=_lengths("response", took),
        resolution=_lengths("resolution", took),
    )


def _hours(today: Iterable[QuarterRow], before: Sequence[Iterable[QuarterRow]], zone: ZoneInfo) -> list[HourBeside]:
    now, usual = _received(today, zone), sum((_received(day, zone) for day in before), Counter[int]())
    return [HourBeside(hour=hour, received=now[hour], usual=_mean(usual[hour], len(before))) for hour in range(24)]


def _received(rows_of: Iterable[QuarterRow], zone: ZoneInfo) -> Counter[int]:
    found: Counter[int] = Counter()
    for row in rows_of:
        found[datetime.fromtimestamp(row.at / 1000, zone).hour] += row.sum.received
    return found


def _bounds(day: int, zone: ZoneInfo) -> tuple[int, int]:
    found = days.segments(day, day, zone)
    return found[0].since, found[-1].until


def _lengths(kind: str, took: Iterable[Times]) -> Lengths:
    return statistics.lengths(row for row in took if row.kind == kind)


def _mean(total: int, count: int) -> float:
    return round(total / count, 1) if count else 0.0


def _waits(found: WaitsRow, minutes: int) -> Waits:
    def wait(count: int, since: int | None) -> Wait:
        return Wait(count=count, longest_since=None if since is None else shaping.time_text(since))

    return Waits(
        all=wait(found.all, found.all_since),
        mine=wait(found.mine, found.mine_since),
        nobodys=wait(found.nobodys, found.nobodys_since),
        long=found.long,
        minutes=minutes,
    )
