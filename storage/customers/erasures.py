"""Erasures under way: the row is the queue, and goes when nothing is left to look for."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import erasures


class ErasureRow(Struct, frozen=True, kw_only=True):
    """`traces` is JSON text; `upto`: the log's head when the rows went; times are ms."""

    id: str
    traces: str
    stage: str
    position: str
    upto: int
    due_at: int
    created_at: int


_COLUMNS = tuple(erasures.c[name] for name in ErasureRow.__struct_fields__)


async def add(connection: Connection, row: ErasureRow) -> None:
    await connection.insert_many(erasures, [{name: getattr(row, name) for name in ErasureRow.__struct_fields__}])


async def due(connection: Connection, now: int) -> ErasureRow | None:
    statement = select(*_COLUMNS).where(erasures.c.due_at <= now).order_by(erasures.c.due_at, erasures.c.id).limit(1)
    return await connection.row(statement, ErasureRow)


async def move(connection: Connection, row: ErasureRow, **values: Any) -> bool:
    """False when another process has moved it since."""
    here = (erasures.c.id == row.id) & (erasures.c.stage == row.stage) & (erasures.c.position == row.position)
    statement = update(erasures).where(here, erasures.c.due_at == row.due_at)
    return await connection.execute(statement.values(**values)) == 1


async def done(connection: Connection, id: str) -> None:
    await connection.execute(delete(erasures).where(erasures.c.id == id))


async def waiting(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(erasures)))
