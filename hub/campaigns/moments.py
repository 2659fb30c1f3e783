"""When a scheduled campaign starts: what a clock somewhere shows, as a moment. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub import wall_clock
from hub.durations import MINUTE_MS
from hub.wire.campaigns import Schedule
from hub.wire.errors import Refusal

FARTHEST_MS = 366 * 24 * 60 * MINUTE_MS  # ahead: farther is a slip of the keyboard


def moment(schedule: Schedule, office_zone: str, now: int) -> int:
    """In ms. Where clocks go back and show an hour twice it is the first time; what they never show is when they jump over it.

    Raises Refusal `invalid` for what is no time, no zone, over, or farther than a year.
    """
    zone = _zone(schedule.time_zone or office_zone)
    try:
        said = datetime.fromisoformat(schedule.at)
    except ValueError:
        raise Refusal("invalid", "A time looks like 2026-12-01T09:00.", field="schedule.at") from None
    try:
        at = wall_clock.ms(said) if said.tzinfo is not None else wall_clock.moment(said, zone)
    except (OverflowError, ValueError):
        raise Refusal("invalid", "A time looks like 2026-12-01T09:00.", field="schedule.at") from None
    if at <= now:
        raise Refusal("invalid", "That time is over. Choose a later one, or start it now.", field="schedule.at")
    if at > now + FARTHEST_MS:
        raise Refusal("invalid", "That is more than a year ahead.", field="schedule.at")
    return at


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("invalid", f"There is no time zone called {name}.", field="schedule.time_zone") from None
