"""What befell a mailbox, in words for administrators: beside what providers say of their accounts."""

from __future__ import annotations

import hashlib

from hub import ids
from storage.accounts import news
from storage.database import Connection


async def tell(
    connection: Connection, channel_id: str, event: str, summary: str, now: int, severity: str = "info"
) -> None:
    """The same words about the same mailbox are told once. `severity`: info, warning or alarm."""
    row = {
        "id": ids.new(),
        "channel_id": channel_id,
        "business": None,
        "field": "mailbox",
        "event": event,
        "severity": severity,
        "summary": summary,
        "detail": "{}",
        "at": now,
        "dedupe": hashlib.sha256(f"{channel_id} {event} {summary}".encode()).hexdigest(),
        "created_at": now,
    }
    await news.add(connection, [row])
