"""Segments: saved filters over contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import segments

_c = segments.c


class SegmentRow(Struct, frozen=True, kw_only=True):
    """`key`: the name as it is compared; `filter`: JSON."""

    id: str
    version: int
    name: str
    key: str
    filter: str
    user_id: str
    created_at: int
    updated_at: int


_COLUMNS = tuple(_c[name] for name in SegmentRow.__struct_fields__)


async def every(connection: Connection) -> list[SegmentRow]:
    return await connection.rows(select(*_COLUMNS).order_by(_c.key), SegmentRow)


async def page(connection: Connection, starts: str, after: str | None, limit: int) -> list[SegmentRow]:
    """In the order of their keys, those whose key begins so."""
    statement = select(*_COLUMNS).order_by(_c.key).limit(limit)
    if starts:
        statement = statement.where(_c.key.startswith(starts, autoescape=True))
    if after is not None:
        statement = statement.where(_c.key > after)
    return await connection.rows(statement, SegmentRow)


async def get(connection: Connection, segment_id: str) -> SegmentRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == segment_id), SegmentRow)


async def lock(connection: Connection, segment_id: str) -> SegmentRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == segment_id).with_for_update(), SegmentRow)


async def with_key(connection: Connection, key: str) -> SegmentRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.key == key), SegmentRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the name is taken."""
    statement = connection.insert(segments).values(**row).on_conflict_do_nothing().returning(_c.id)
    return await connection.value(statement) is not None


async def change(connection: Connection, segment_id: str, now: int, **values: Any) -> None:
    statement = update(segments).where(_c.id == segment_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, segment_id: str) -> None:
    await connection.execute(delete(segments).where(_c.id == segment_id))
