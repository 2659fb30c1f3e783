"""Messages that were not sent, and webhooks out that nobody took."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import select, text, tuple_

from storage.database import Connection
from storage.matching import mentions
from storage.tables import endpoints, forwards, messages

FAILED = messages.c.error.is_not(None) & (messages.c.status == "failed")  # by the partial index
DEAD = text("forwards.state = 'dead'")  # in the words of the partial index


class FailedRow(Struct, frozen=True, kw_only=True):
    """`error` is a JSON Fault; `at` in ms."""

    id: str
    at: int
    channel_id: str
    conversation_id: str
    error: str | None


class UndeliveredRow(Struct, frozen=True, kw_only=True):
    """What an endpoint did not take; `at` in ms."""

    id: str
    at: int
    endpoint_id: str
    name: str
    topic: str
    status: int | None
    error: str | None


async def undelivered(
    connection: Connection, *, words: str | None, before: tuple[int, str] | None, limit: int
) -> list[UndeliveredRow]:
    """Dead letters of every endpoint there is, newest first; `words`: in the reason."""
    columns = (forwards.c.id, forwards.c.settled_at.label("at"), forwards.c.endpoint_id, endpoints.c.name)
    statement = (
        select(*columns, forwards.c.topic, forwards.c.status, forwards.c.error)
        .join(endpoints, endpoints.c.id == forwards.c.endpoint_id)
        .where(DEAD, forwards.c.settled_at.is_not(None))
    )
    if words:
        statement = statement.where(mentions(forwards.c.error, words))
    if before is not None:
        statement = statement.where(tuple_(forwards.c.settled_at, forwards.c.id) < before)
    newest = statement.order_by(forwards.c.settled_at.desc(), forwards.c.id.desc()).limit(limit)
    return await connection.rows(newest, UndeliveredRow)


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
