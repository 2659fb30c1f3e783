"""Blocks: what the provider of each channel account is to know of a contact. The row is the job."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import blocks, channels, contacts, conversations, messages

SILENT = ("unconfigured", "deactivated")  # accounts nothing is told through
_b = blocks.c


class BlockRow(Struct, frozen=True, kw_only=True):
    """`turn` counts what was wanted; times are ms."""

    id: str
    contact_id: str
    channel_id: str
    wanted: bool
    state: str
    reason: str | None
    since: int
    turn: int
    due_at: int | None
    tries: int


_COLUMNS = tuple(_b[name] for name in BlockRow.__struct_fields__)


async def of_contact(connection: Connection, contact_id: str) -> list[BlockRow]:
    statement = select(*_COLUMNS).where(_b.contact_id == contact_id)
    return await connection.rows(statement.order_by(_b.channel_id, _b.id), BlockRow)


async def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.insert_many(blocks, rows)


async def want(connection: Connection, ids: Collection[str], wanted: bool, now: int) -> None:
    """Another wish: it is told as soon as can be."""
    values = {"wanted": wanted, "state": "wanted", "reason": None, "since": now, "due_at": now, "tries": 0}
    await connection.execute(update(blocks).where(_b.id.in_(sorted(ids))).values(turn=_b.turn + 1, **values))


async def due(connection: Connection, now: int, limit: int) -> list[BlockRow]:
    """The oldest first."""
    waiting = _b.due_at.is_not(None) & (_b.due_at <= now)
    return await connection.rows(select(*_COLUMNS).where(waiting).order_by(_b.due_at, _b.id).limit(limit), BlockRow)


async def settle(connection: Connection, row: BlockRow, **values: Any) -> str | None:
    """What came of a wish. The contact whose it is by now; None when something else is wanted since, or it was deleted."""
    statement = update(blocks).where(_b.id == row.id, _b.turn == row.turn, _b.due_at.is_not(None)).values(**values)
    found: str | None = await connection.value(statement.returning(_b.contact_id))
    return found


async def talkable(connection: Connection, channel_ids: Collection[str]) -> list[str]:
    """Those of the accounts that are in use."""
    wanted = channels.c.id.in_(sorted(channel_ids)) & channels.c.state.not_in(SILENT)
    return await connection.values(select(channels.c.id).where(wanted).order_by(channels.c.id))


async def astir(connection: Connection, limit: int) -> list[tuple[str, str]]:
    """Conversations (id, contact) of blocked contacts that are not resolved."""
    statement = (
        select(conversations.c.id, conversations.c.contact_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(contacts.c.blocked_at.is_not(None), conversations.c.state != "resolved")
        .limit(limit)
    )
    return [(id, contact) for id, contact in await connection.tuples(statement)]


async def free(connection: Connection, contact_ids: Collection[str]) -> None:
    """None of these is blocked any more; `want` tells the providers."""
    gone = {"blocked_at": None, "blocked_by": None, "blocked_for": None}
    await connection.execute(update(contacts).where(contacts.c.id.in_(sorted(contact_ids))).values(**gone))


async def unsent(connection: Connection, conversation_ids: Collection[str]) -> list[str]:
    """The messages that wait to go out there and that nobody has in hand. The conversations must be locked."""
    there = messages.c.conversation_id.in_(sorted(conversation_ids)) & (messages.c.status == "queued")
    free = messages.c.due_at.is_not(None) & messages.c.claimed_by.is_(None)
    return await connection.values(select(messages.c.id).where(there, free).order_by(messages.c.id))
