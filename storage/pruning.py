"""Deletes what is too old, so many rows at a time: nobody waits long for a lock."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, delete, select, tuple_

from storage.database import Connection


async def remove(connection: Connection, table: Table, old: ColumnElement[bool], limit: int) -> int:
    """Deletes up to `limit` rows that are `old`. Returns how many went."""
    keys = tuple(table.primary_key.columns)
    key = keys[0] if len(keys) == 1 else tuple_(*keys)
    some = select(*keys).where(old).limit(limit)
    return await connection.execute(delete(table).where(key.in_(some)))
