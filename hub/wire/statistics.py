"""The shapes of statistics. Lengths of time are in seconds, rounded as people read them."""

from __future__ import annotations

from msgspec import Struct


class Counts(Struct, frozen=True, kw_only=True):
    """`received`: messages of customers; `sent`: of persons; `automatic`: of campaigns and the product; `opened` and `resolved`:
    conversations."""

    received: int = 0
    sent: int = 0
    automatic: int = 0
    opened: int = 0
    resolved: int = 0


class Lengths(Struct, frozen=True, kw_only=True):
    """Nine of ten were no longer than `p90`. Null when there was none."""

    count: int
    median: int | None
    p90: int | None


class Figures(Struct, frozen=True, kw_only=True):
    """`first_response`: from the message that began a wait to a person's first message after it; `resolution`: from the first message
    to the end of the conversation."""

    counts: Counts
    first_response: Lengths
    resolution: Lengths


class OfDay(Struct, frozen=True, kw_only=True):
    day: str
    counts: Counts
    first_response: Lengths


class OfHour(Struct, frozen=True, kw_only=True):
    """The hours of all days together: 0 is from midnight on."""

    hour: int
    counts: Counts
    first_response: Lengths


class OfWeekHour(Struct, frozen=True, kw_only=True):
    """An hour of all Mondays together (`weekday` 1) … Sundays (7)."""

    weekday: int
    hour: int
    received: int
    sent: int


class OfSubject(Struct, frozen=True, kw_only=True):
    """Of a channel account or a person."""

    id: str
    name: str
    figures: Figures


class Waiting(Struct, frozen=True, kw_only=True):
    """Customers without an answer at this moment."""

    channel: str
    count: int
    longest_since: str


class Failures(Struct, frozen=True, kw_only=True):
    channel: str
    code: str
    reason: str
    count: int


class Statistics(Struct, frozen=True, kw_only=True):
    """Of the days `since` to `until`, both included, on the company's calendar. `as_of`: what was said later is not counted yet."""

    since: str
    until: str
    time_zone: str
    as_of: str | None
    total: Figures
    days: list[OfDay]
    hours: list[OfHour]
    week: list[OfWeekHour]
    channels: list[OfSubject]
    agents: list[OfSubject]
    waiting: list[Waiting]
    failures: list[Failures]
