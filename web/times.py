"""Moments in queries and bodies, as msgspec reads them: RFC 3339 with a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms_of(moment: datetime | None) -> int | None:
    """Milliseconds since 1970; below zero before it."""
    return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)
