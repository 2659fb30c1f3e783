"""The shapes of the dashboard: the present, beside what is usual."""

from __future__ import annotations

from msgspec import Struct

from hub.wire.statistics import Counts, Lengths


class Wait(Struct, frozen=True, kw_only=True):
    """Customers without an answer. `longest_since` null: nobody waits."""

    count: int
    longest_since: str | None


class Waits(Struct, frozen=True, kw_only=True):
    """`mine` and `nobodys` are parts of `all`; `long`: how many wait longer than `minutes`, which the office finds too long."""

    all: Wait
    mine: Wait
    nobodys: Wait
    long: int
    minutes: int


class HourBeside(Struct, frozen=True, kw_only=True):
    """What customers wrote in an hour of today, and in the same hour of the usual day, on average."""

    hour: int
    received: int
    usual: float


class TodayFigures(Struct, frozen=True, kw_only=True):
    counts: Counts
    first_response: Lengths
    resolution: Lengths


class UsualFigures(Struct, frozen=True, kw_only=True):
    """On average of the same weekday in the four weeks before, up to this time of the day; lengths of those whole days."""

    days: int
    received: float
    sent: float
    automatic: float
    opened: float
    resolved: float
    first_response: Lengths
    resolution: Lengths


class Dashboard(Struct, frozen=True, kw_only=True):
    """Of the channel accounts one may see. `as_of`: what was said later is not in the figures of today yet; the waits are of now."""

    day: str
    time_zone: str
    as_of: str | None
    waiting: Waits
    today: TodayFigures
    usual: UsualFigures
    hours: list[HourBeside]
