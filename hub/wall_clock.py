"""What a clock somewhere shows, and the moments (ms) at which it does. Pure.

Where clocks go back they show an hour twice; what they jump over they never show: that is when they jump.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.durations import MINUTE_MS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> int:
    """When a clock there first shows `wall`, whatever zone that names; `last`: for the last time."""
    first_shown, last_shown = (ms(wall.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if first_shown > last_shown:  # jumped over: the two readings lie on either side of the jump
        return _jump(zone, last_shown, first_shown)
    return last_shown if last else first_shown


def shown(at: int, zone: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def ms(when: datetime) -> int:
    return (when - _EPOCH) // timedelta(milliseconds=1)


def _jump(zone: ZoneInfo, before: int, after: int) -> int:
    """The moment between the two at which the zone's offset changes."""
    offset = shown(before, zone).utcoffset()
    while after - before > MINUTE_MS:
        middle = before + (after - before) // (2 * MINUTE_MS) * MINUTE_MS
        if shown(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
