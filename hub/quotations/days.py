"""Days of the calendar, as the office lives them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal

FIRST, LAST = 2000, 2099  # years a quotation can lie in


def today(office: Configuration, now: int) -> date:
    """The day it is at `now` (ms) in the office's time zone."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(office.time_zone)).date()


def day_of(text: str, field: str) -> date:
    """Raises Refusal `invalid` for what is no day."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not FIRST <= found.year <= LAST:
        raise Refusal("invalid", f"{text} is no day of the calendar.", field=field)
    return found


def valid_from(office: Configuration, now: int) -> str | None:
    """The last day of what is offered now, as the office has it."""
    days = office.quotations.valid_days
    return None if days is None else (today(office, now) + timedelta(days=days)).isoformat()


def still_valid(office: Configuration, now: int, day: str | None) -> str | None:
    """Of a new version: as long as the one before, unless that is over."""
    return day if day is None or day_of(day, "valid_until") >= today(office, now) else valid_from(office, now)
