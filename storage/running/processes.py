"""What each running process says of itself."""

from __future__ import annotations

from msgspec import Struct, structs
from sqlalchemy import delete, select

from storage.database import Connection
from storage.tables import processes


class ProcessRow(Struct, frozen=True, kw_only=True):
    """`roles`: space between; `facts`: JSON; times in ms."""

    id: str
    roles: str
    version: str
    facts: str
    started_at: int
    seen_at: int


async def put(connection: Connection, row: ProcessRow) -> None:
    statement = connection.insert(processes).values(**structs.asdict(row))
    new = {"facts": row.facts, "seen_at": row.seen_at}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new))


async def every(connection: Connection, seen_after: int) -> list[ProcessRow]:
    """Those heard of after `seen_after` (ms), oldest first."""
    statement = select(processes).where(processes.c.seen_at > seen_after).order_by(processes.c.started_at)
    return await connection.rows(statement, ProcessRow)


async def remove(connection: Connection, id: str, silent_since: int) -> None:
    """This one, and those that have not been heard of for so long (ms) that they are gone."""
    await connection.execute(delete(processes).where((processes.c.id == id) | (processes.c.seen_at < silent_since)))
