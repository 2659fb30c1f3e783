"""Messages that were not sent."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import select, tuple_

from storage.database import Connection
from storage.matching import mentions
from storage.tables import messages

FAILED = messages.c.error.is_not(None) & (messages.c.status == "failed")  # by the partial index


class FailedRow(Struct, frozen=True, kw_only=True):
    """`error` is a JSON Fault; `at` in ms."""

    id: str
    at: int
    channel_id: str
    conversation_id: str
    error: str | None


async def failed_sends(
    connection: Connection,
    channels: Collection[str],
    *,
    words: str | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[FailedRow]:
    """Newest first, of these channel accounts; `words`: in the reason."""
    columns = (messages.c.id, messages.c.created_at.label("at"), messages.c.channel_id, messages.c.conversation_id)
    statement = select(*columns, messages.c.error).where(FAILED, messages.c.channel_id.in_(sorted(channels)))
    if words:
        statement = statement.where(mentions(messages.c.error, words))
    if before is not None:
        statement = statement.where(tuple_(messages.c.created_at, messages.c.id) < before)
    newest = statement.order_by(messages.c.created_at.desc(), messages.c.id.desc()).limit(limit)
    return await connection.rows(newest, FailedRow)
