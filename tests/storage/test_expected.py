"""Writes that build on what was remembered: the database compares, and all of it fails where something has changed."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from hub.permissions import EVERYONE
from storage import event_log
from storage.database import Connection, Database
from storage.failures import Overtaken
from storage.tables import event_head, settings

CHANGE = {"key": "a", "was_updated_at": 1, "value": "2", "updated_at": 2}


@pytest.fixture
async def kept(database: Database) -> Database:
    async with database.writing() as connection:
        rows = [{"key": key, "value": "1", "updated_at": 1} for key in ("a", "b")]
        await connection.insert_many(settings, rows)
    return database


async def say(connection: Connection, *, last: bool) -> None:
    await event_log.append(connection, [("reply.removed", EVERYONE, b"{}")], 1, last=last)


async def standing(database: Database) -> tuple[list[str], int]:
    """The values, and where the log stands."""
    async with database.reading() as connection:
        values = await connection.values(select(settings.c.value).order_by(settings.c.key))
        return values, (await event_log.head(connection)).seq


@pytest.mark.parametrize("steady", [True, False])
@pytest.mark.parametrize("last", [True, False])
async def test_what_is_as_expected_is_written_whole(kept: Database, steady: bool, last: bool) -> None:
    async with kept.writing(steady=steady) as connection:
        await connection.update_expected(settings, [CHANGE], key="key")
        await say(connection, last=last)
    assert await standing(kept) == (["2", "1"], 1)


@pytest.mark.parametrize("steady", [True, False])
@pytest.mark.parametrize("end", ["log", "statement", "commit"])
async def test_one_row_that_has_changed_leaves_nothing_behind(kept: Database, steady: bool, end: str) -> None:
    with pytest.raises(Overtaken):  # noqa: PT012 - the block is what is tried
        async with kept.writing(steady=steady) as connection:
            await connection.insert_later(event_head, [{"id": 2, "epoch": "e", "seq": 0}])
            await connection.update_expected(settings, [CHANGE, CHANGE | {"key": "b", "was_updated_at": 0}], key="key")
            if end == "log":
                await say(connection, last=True)
            elif end == "statement":
                await connection.value(select(settings.c.value))
    assert await standing(kept) == (["1", "1"], 0)


async def test_what_is_only_looked_at_must_be_as_expected_too(kept: Database) -> None:
    async def look(at: int) -> None:
        async with kept.writing(steady=True) as connection:
            await connection.expect(settings, [{"key": "b", "was_updated_at": at}], key="key")
            await say(connection, last=True)

    with pytest.raises(Overtaken):
        await look(7)
    assert await standing(kept) == (["1", "1"], 0)
    await look(1)
    assert await standing(kept) == (["1", "1"], 1)


@pytest.mark.grown_up
async def test_nothing_follows_the_statement_that_is_the_transaction(kept: Database) -> None:
    with pytest.raises(RuntimeError, match="has ended"):  # noqa: PT012 - the block is what is tried
        async with kept.writing(steady=True) as connection:
            await say(connection, last=True)
            assert connection.over
            await connection.driver("DELETE FROM settings")
    assert await standing(kept) == (["1", "1"], 1)


@pytest.mark.grown_up
async def test_whoever_gives_up_in_it_leaves_a_connection_that_works(kept: Database) -> None:
    async def write() -> None:
        async with kept.writing(steady=True) as connection:
            await connection.update_expected(settings, [CHANGE | {"was_updated_at": 2}], key="key")
            await say(connection, last=True)

    async with kept.writing() as connection:
        await connection.update_many(settings, [{"key": "a", "updated_at": 2}], key="key")
    for steps in range(0, 40, 3):
        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await write()
