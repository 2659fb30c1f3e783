"""What a transaction promises, whichever way its statements are spoken."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from sqlalchemy import insert, select, text

from storage.database import Connection, Database
from storage.failures import raced
from storage.tables import settings


async def put(connection: Connection, key: str) -> None:
    await connection.execute(insert(settings).values(key=key, value="1", updated_at=1))


async def keys(database: Database) -> list[str]:
    async with database.reading() as connection:
        return sorted(await connection.values(select(settings.c.key)))


async def test_both_ways_of_speaking_share_one_transaction(database: Database) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with database.writing() as connection:
            await put(connection, "a")
            await connection.driver("UPDATE settings SET value = '2'")
            await connection.insert_many(settings, [{"key": "b", "value": "1", "updated_at": 1}])
            raise ZeroDivisionError
    assert await keys(database) == []


async def test_whoever_is_cancelled_leaves_nothing_behind(database: Database) -> None:
    reached = asyncio.Event()

    async def write() -> None:
        async with database.writing() as connection:
            await put(connection, "a")
            reached.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await reached.wait()
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    async with database.writing() as connection:
        await put(connection, "b")
    assert await keys(database) == ["b"]


@pytest.mark.parametrize("twice", ["core", "driver"])
async def test_a_unique_row_of_the_same_moment_is_a_race(database: Database, twice: str) -> None:
    with pytest.raises(Exception) as met:  # noqa: PT012 - the block is what is tried
        async with database.writing() as connection:
            await put(connection, "a")
            if twice == "core":
                await put(connection, "a")
            else:
                await connection.insert_many(settings, [{"key": "a", "value": "1", "updated_at": 1}])
    assert raced(met.value)
    assert await keys(database) == []


async def test_a_failed_statement_nobody_noticed_is_never_half_a_commit(database: Database) -> None:
    """PostgreSQL answers such a COMMIT by rolling back without an error; SQLite forgets the statement alone."""

    async def write() -> str:
        async with database.writing() as connection:
            await put(connection, "a")
            with pytest.raises(Exception, match="no_such_table"):
                await connection.driver("SELECT * FROM no_such_table")
        return "committed"

    told = await asyncio.gather(write(), return_exceptions=True)
    assert (await keys(database) == ["a"]) == (told == ["committed"])
    assert (told == ["committed"]) == (database.dialect == "sqlite")


async def test_whoever_gives_up_at_any_moment_leaves_a_connection_behind_that_works(database: Database) -> None:
    async def write() -> None:
        async with database.writing() as connection:
            await connection.value(text("SELECT 1"))

    for steps in range(40):
        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await write()
