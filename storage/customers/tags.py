"""Tags: the words themselves. Who has them: storage/customers/facets.py for contacts, storage/inbox/conversation_tags.py for conversations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, or_, select, update

from storage.database import Connection
from storage.tables import conversation_tags, tags

_c = tags.c


class TagRow(Struct, frozen=True, kw_only=True):
    """`key`: the name as it is compared."""

    id: str
    version: int
    name: str
    key: str
    colour: str | None
    created_at: int
    updated_at: int


_COLUMNS = tuple(_c[name] for name in TagRow.__struct_fields__)


async def named(connection: Connection, id_or_key: str, key: str) -> TagRow | None:
    """By its id, else by its name's key."""
    found = await connection.rows(select(*_COLUMNS).where(or_(_c.id == id_or_key, _c.key == key)), TagRow)
    return next((row for row in found if row.id == id_or_key), found[0] if found else None)


async def lock(connection: Connection, ids: Collection[str]) -> dict[str, TagRow]:
    statement = select(*_COLUMNS).where(_c.id.in_(sorted(ids))).order_by(_c.id).with_for_update()
    return {row.id: row for row in await connection.rows(statement, TagRow)}


async def by_keys(connection: Connection, keys: Iterable[str]) -> dict[str, TagRow]:
    statement = select(*_COLUMNS).where(_c.key.in_(sorted(set(keys))))
    return {row.key: row for row in await connection.rows(statement, TagRow)}


async def page(connection: Connection, starts: str, after: str | None, limit: int) -> list[TagRow]:
    """In the order of their keys, those whose key begins so."""
    statement = select(*_COLUMNS).order_by(_c.key).limit(limit)
    if starts:
        statement = statement.where(_c.key.startswith(starts, autoescape=True))
    if after is not None:
        statement = statement.where(_c.key > after)
    return await connection.rows(statement, TagRow)


async def insert(connection: Connection, rows: Sequence[TagRow]) -> list[str]:
    """The ids that went in; one whose key is taken is left out."""
    values = [{name: getattr(row, name) for name in TagRow.__struct_fields__} for row in rows]
    return await connection.insert_many(tags, values, ignore=True, returning="id")


async def change(connection: Connection, tag_id: str, now: int, **values: Any) -> None:
    statement = update(tags).where(_c.id == tag_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, tag_id: str) -> None:
    await connection.execute(delete(tags).where(_c.id == tag_id))


async def in_conversations(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """How many conversations have each of these."""
    tag = conversation_tags.c.tag
    statement = select(tag, func.count()).where(tag.in_(sorted(names))).group_by(tag)
    return dict(await connection.tuples(statement))
