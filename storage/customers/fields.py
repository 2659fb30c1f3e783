"""The fields an office gave its contacts. Their values stand in contacts.fields, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import fields

_c = fields.c


class FieldRow(Struct, frozen=True, kw_only=True):
    """`choices`: JSON list of text."""

    id: str
    version: int
    key: str
    name: str
    kind: str
    choices: str
    position: int
    created_at: int
    updated_at: int


_COLUMNS = tuple(_c[name] for name in FieldRow.__struct_fields__)


async def every(connection: Connection) -> list[FieldRow]:
    """All of them, in the order they are shown."""
    return await connection.rows(select(*_COLUMNS).order_by(_c.position, _c.id), FieldRow)


async def get(connection: Connection, field_id: str) -> FieldRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == field_id), FieldRow)


async def lock(connection: Connection, field_id: str) -> FieldRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == field_id).with_for_update(), FieldRow)


async def last_position(connection: Connection) -> int:
    return int(await connection.value(select(func.max(_c.position))) or 0)


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the key is taken."""
    statement = connection.insert(fields).values(**row).on_conflict_do_nothing().returning(_c.id)
    return await connection.value(statement) is not None


async def change(connection: Connection, field_id: str, now: int, **values: Any) -> None:
    statement = update(fields).where(_c.id == field_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, field_id: str) -> None:
    await connection.execute(delete(fields).where(_c.id == field_id))
