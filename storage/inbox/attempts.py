"""Attempts: each try to send is a row, recorded before the call. Facts are written once, each with its time (ms)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import attempts


class AttemptRow(Struct, frozen=True, kw_only=True):
    """`id` is our tag at the provider; `error` and `beside` are JSON text."""

    id: str
    message_id: str
    channel_id: str
    number: int
    provider_id: str | None
    started_at: int
    accepted_at: int | None
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None
    played_at: int | None
    failed_at: int | None
    unknown_at: int | None
    error: str | None
    pricing: str | None
    call: str | None = None
    beside: str | None = None


COLUMNS = tuple(attempts.c[name] for name in AttemptRow.__struct_fields__)


async def of_messages(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[AttemptRow]]:
    """By message, first try first."""
    statement = select(*COLUMNS).where(attempts.c.message_id.in_(sorted(set(message_ids)))).order_by(attempts.c.number)
    found: dict[str, list[AttemptRow]] = {}
    for row in await connection.rows(statement, AttemptRow):
        found.setdefault(row.message_id, []).append(row)
    return found


async def of_call(connection: Connection, call: str) -> list[str]:
    """The messages that may have been taken in this call."""
    return await connection.values(select(attempts.c.message_id).where(attempts.c.call == call).distinct())


async def leave_calls(connection: Connection, message_ids: Iterable[str]) -> None:
    """Whatever calls these messages were in are settled, or nobody can make them again."""
    if ids := sorted(set(message_ids)):
        held = attempts.c.message_id.in_(ids) & attempts.c.call.is_not(None)
        await connection.execute(update(attempts).where(held).values(call=None, beside=None))
