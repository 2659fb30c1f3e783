"""When a scheduled campaign starts: what a clock somewhere shows, as a moment. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.wire.campaigns import Schedule
from hub.wire.errors import Refusal

MINUTE_MS = 60_000
FARTHEST_MS = 366 * 24 * 60 * MINUTE_MS  # ahead: farther is a slip of the keyboard
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
        at = _ms(said) if said.tzinfo is not None else _shown(said, zone)
    except (OverflowError, ValueError):
        raise Refusal("invalid", "A time looks like 2026-12-01T09:00.", field="schedule.at") from None
    if at <= now:
        raise Refusal("invalid", "That time is over. Choose a later one, or start it now.", field="schedule.at")
    if at > now + FARTHEST_MS:
        raise Refusal("invalid", "That is more than a year ahead.", field="schedule.at")
    return at


def _shown(wall: datetime, zone: ZoneInfo) -> int:
    """When a clock there first shows this; what it jumps over is when it jumps."""
    first, last = (_ms(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    return first if first <= last else _jump(zone, last, first)


def _jump(zone: ZoneInfo, before: int, after: int) -> int:
    """The moment between the two (ms) at which the zone's offset changes."""
    offset = _local(zone, before).utcoffset()
    while after - before > MINUTE_MS:
        middle = before + (after - before) // (2 * MINUTE_MS) * MINUTE_MS
        if _local(zone, middle).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("invalid", f"There is no time zone called {name}.", field="schedule.time_zone") from None


def _local(zone: ZoneInfo, at: int) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def _ms(when: datetime) -> int:
    return (when - _EPOCH) // timedelta(milliseconds=1)
