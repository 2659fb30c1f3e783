"""Settings kept in the database, changed in the console."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Connection
from storage.tables import settings


async def every(connection: Connection) -> list[tuple[str, str]]:
    """(key, JSON text) of each."""
    found = await connection.tuples(select(settings.c.key, settings.c.value).order_by(settings.c.key))
    return [(key, value) for key, value in found]
