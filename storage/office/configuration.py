"""The office's configuration, a row a section. One more row counts the changes of all of them and is the lock of who changes any."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import settings

VERSION = "version"


class Kept(Struct, frozen=True):
    """`sections`: (key, JSON text) of each."""

    version: int
    sections: list[tuple[str, str]]


async def every(connection: Connection) -> Kept:
    found = {row[0]: str(row[1]) for row in await connection.tuples(select(settings.c.key, settings.c.value))}
    version = int(found.pop(VERSION, "0"))
    return Kept(version, sorted(found.items()))


async def lock(connection: Connection, now: int) -> None:
    """Until the transaction ends, nobody else changes any of it."""
    new = {"key": VERSION, "value": "0", "updated_at": now}
    await connection.insert_many(settings, [new], ignore=True)
    await connection.execute(update(settings).where(settings.c.key == VERSION).values(updated_at=now))


async def put(connection: Connection, key: str, value: str, now: int) -> None:
    """Under the lock."""
    version = int(await connection.value(select(settings.c.value).where(settings.c.key == VERSION)))
    statement = connection.insert(settings).values(
        [
            {"key": key, "value": value, "updated_at": now},
            {"key": VERSION, "value": str(version + 1), "updated_at": now},
        ]
    )
    new = {"value": statement.excluded.value, "updated_at": statement.excluded.updated_at}
    await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=new))
