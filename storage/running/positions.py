"""How far each session has acknowledged the log: what the trace derives "on which screens" from. Written in batches, never per event."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import or_, select

from storage import pruning
from storage.database import Connection
from storage.tables import session_positions

TRACE_SESSIONS = 1000  # of one event


class PositionRow(Struct, frozen=True):
    """`keys`: what the session holds, space between. It heard the log from `started_seq` on and acknowledged it up to `seq`; `marks`
    are the newest acknowledgements, JSON `[[seq, at ms], …]`. Times in ms."""

    id: str
    user_id: str
    keys: str
    started_seq: int
    seq: int
    marks: str
    opened_at: int
    seen_at: int
    closed_at: int | None


async def store(connection: Connection, rows: Sequence[PositionRow]) -> None:
    """Inserts or updates these sessions' positions."""
    if not rows:
        return
    known = set(
        await connection.values(select(session_positions.c.id).where(session_positions.c.id.in_([r.id for r in rows])))
    )
    given = [msgspec.structs.asdict(row) for row in rows]
    await connection.insert_many(session_positions, [row for row in given if row["id"] not in known], ignore=True)
    moved = ("id", "seq", "marks", "seen_at", "closed_at")
    await connection.update_many(session_positions, [{c: row[c] for c in moved} for row in given if row["id"] in known])


async def hearing(connection: Connection, seq: int, at: int) -> list[PositionRow]:
    """Sessions whose span of the log holds event `seq`, which was appended at `at` (ms)."""
    columns = [session_positions.c[name] for name in PositionRow.__struct_fields__]
    statement = (
        select(*columns)
        .where(session_positions.c.started_seq < seq)
        .where(or_(session_positions.c.closed_at.is_(None), session_positions.c.closed_at >= at))
        .order_by(session_positions.c.opened_at)
        .limit(TRACE_SESSIONS)
    )
    return await connection.rows(statement, PositionRow)


async def prune(connection: Connection, before: int, limit: int) -> int:
    """Forgets sessions not seen since `before` (ms), up to `limit`."""
    return await pruning.remove(connection, session_positions, session_positions.c.seen_at < before, limit)
