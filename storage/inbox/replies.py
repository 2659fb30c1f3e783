"""Canned replies: shared by all (`owner_id` null) or one person's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, or_, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import replies


class ReplyRow(Struct, frozen=True, kw_only=True):
    id: str
    version: int
    shortcut: str
    text: str
    owner_id: str | None
    updated_at: int


COLUMNS = tuple(replies.c[name] for name in ReplyRow.__struct_fields__)


async def lock(connection: Connection, reply_id: str) -> ReplyRow | None:
    return await connection.row(select(*COLUMNS).where(replies.c.id == reply_id).with_for_update(), ReplyRow)


async def get(connection: Connection, reply_id: str) -> ReplyRow | None:
    return await connection.row(select(*COLUMNS).where(replies.c.id == reply_id), ReplyRow)


async def page(
    connection: Connection, user_id: str, words: str | None, after: tuple[str, str] | None, limit: int
) -> list[ReplyRow]:
    """Shared replies and the person's own, by shortcut; with `words` those that hold them. `after`: shortcut and id."""
    place = (replies.c.shortcut, replies.c.id)
    statement = select(*COLUMNS).where(or_(replies.c.owner_id.is_(None), replies.c.owner_id == user_id))
    if words:
        statement = statement.where(or_(mentions(replies.c.shortcut, words), mentions(replies.c.text, words)))
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return await connection.rows(statement.order_by(*place).limit(limit), ReplyRow)


async def for_user(connection: Connection, user_id: str) -> list[ReplyRow]:
    """Shared replies and the person's own, by shortcut."""
    theirs = or_(replies.c.owner_id.is_(None), replies.c.owner_id == user_id)
    return await connection.rows(select(*COLUMNS).where(theirs).order_by(replies.c.shortcut, replies.c.id), ReplyRow)


async def with_shortcut(connection: Connection, shortcut: str, owner_id: str | None) -> ReplyRow | None:
    owned = replies.c.owner_id.is_(None) if owner_id is None else replies.c.owner_id == owner_id
    return await connection.row(select(*COLUMNS).where(replies.c.shortcut == shortcut, owned), ReplyRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> None:
    await connection.insert_many(replies, [row])


async def change(connection: Connection, reply_id: str, now: int, *, shortcut: str, text: str) -> None:
    statement = update(replies).where(replies.c.id == reply_id)
    await connection.execute(
        statement.values(version=replies.c.version + 1, shortcut=shortcut, text=text, updated_at=now)
    )


async def remove(connection: Connection, reply_id: str) -> None:
    await connection.execute(delete(replies).where(replies.c.id == reply_id))
