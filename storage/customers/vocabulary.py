"""The guard of the words contacts and conversations are described with. Taken before any other lock.

Whoever describes something takes it shared, whoever renames or removes a word takes it alone: otherwise a word could be given out at
the moment it ceases to be. SQLite has one writer and needs none.
"""

from __future__ import annotations

from sqlalchemy import func, select

from storage.database import Connection

GUARD = 7_120_301  # the number of the lock, of no other meaning


async def use(connection: Connection) -> None:
    """Words stay as they are until the transaction ends."""
    if connection.dialect == "postgresql":
        await connection.value(select(func.pg_advisory_xact_lock_shared(GUARD)))


async def change(connection: Connection) -> None:
    """Nobody uses or changes a word until the transaction ends."""
    if connection.dialect == "postgresql":
        await connection.value(select(func.pg_advisory_xact_lock(GUARD)))
