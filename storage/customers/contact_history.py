"""What colleagues changed of contacts."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import contact_changes

_c = contact_changes.c


class ChangeRow(Struct, frozen=True, kw_only=True):
    """`changes`: JSON {what: [before, after]}; `at`: ms."""

    id: str
    contact_id: str
    at: int
    user_id: str | None
    user_name: str
    changes: str


_COLUMNS = tuple(_c[name] for name in ChangeRow.__struct_fields__)


async def add(connection: Connection, rows: Iterable[ChangeRow]) -> None:
    names = ChangeRow.__struct_fields__
    await connection.insert_many(contact_changes, [{name: getattr(row, name) for name in names} for row in rows])


async def many(connection: Connection, ids: Iterable[str]) -> list[ChangeRow]:
    return await connection.rows(select(*_COLUMNS).where(_c.id.in_(sorted(set(ids)))), ChangeRow)
