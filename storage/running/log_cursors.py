"""How far pieces of background work have come in the event log."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Connection
from storage.tables import log_cursors


async def get(connection: Connection, name: str) -> int | None:
    """The last number `name` has dealt with; None when it never began."""
    found: int | None = await connection.value(select(log_cursors.c.seq).where(log_cursors.c.name == name))
    return found


async def move(connection: Connection, name: str, seq: int, now: int) -> None:
    statement = connection.insert(log_cursors).values(name=name, seq=seq, updated_at=now)
    values = {"seq": seq, "updated_at": now}
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
