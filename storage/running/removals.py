"""Files to be deleted from the store: the row is the queue.

A file stands here before it is stored, due in an hour, and no longer once a row names it: a crash in between leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import blob_removals

AT_ONCE = 500  # rows of a statement


async def add(connection: Connection, keys: Iterable[str], due_at: int) -> None:
    """Due at `due_at` (ms)."""
    left = sorted(set(keys))
    while left:
        some, left = left[:AT_ONCE], left[AT_ONCE:]
        statement = connection.insert(blob_removals).values([{"key": key, "due_at": due_at} for key in some])
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"due_at": statement.excluded.due_at})
        )


async def hasten(connection: Connection, keys: Iterable[str], now: int) -> None:
    """Those that stand here go now; what a row names does not."""
    theirs = blob_removals.c.key.in_(sorted(set(keys)))
    await connection.execute(update(blob_removals).where(theirs).values(due_at=now))


async def due(connection: Connection, now: int, limit: int) -> list[str]:
    return await connection.values(
        select(blob_removals.c.key)
        .where(blob_removals.c.due_at <= now)
        .order_by(blob_removals.c.due_at, blob_removals.c.key)
        .limit(limit)
    )


async def put_off(connection: Connection, keys: Iterable[str], until: int) -> None:
    """Tried, and not gone: the store does not answer."""
    statement = update(blob_removals).where(blob_removals.c.key.in_(sorted(set(keys))))
    await connection.execute(statement.values(due_at=until, tries=blob_removals.c.tries + 1))


async def done(connection: Connection, keys: Iterable[str]) -> None:
    await connection.execute(delete(blob_removals).where(blob_removals.c.key.in_(sorted(set(keys)))))
