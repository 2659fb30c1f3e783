from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.live import hint
from hub.live.broker import HINTS
from hub.live.ring import Ring
from hub.live.tail import Tail
from storage import event_log
from storage.database import Connection, Database
from storage.event_log import Entry
from storage.failures import DatabaseLost
from tests.patience import PATIENCE


async def append(database: Database, count: int, at: int = 1) -> list[Entry]:
    async with database.writing() as connection:
        _, entries = await event_log.append(connection, [("t", "everyone", b'{"type":"t"}')] * count, at)
    return entries


@asynccontextmanager
async def tail_of(database: Database, **ring: int) -> AsyncIterator[Tail]:
    tail = Tail(database, Ring(**ring))
    await tail.start()
    yield tail
    await tail.stop()


async def until_head(tail: Tail, seq: int) -> None:
    assert await tail.reach(tail.epoch, seq, 20)


async def test_the_ring_is_warm_before_anybody_comes(database: Database) -> None:
    await append(database, 50)
    async with tail_of(database, most_events=20) as tail:
        assert (tail.head, tail.ring.floor) == (50, 30)


async def test_a_hint_advances_at_once_and_a_hole_is_filled(database: Database) -> None:
    async with tail_of(database) as tail:
        first, second, third = [await append(database, 1) for _ in range(3)]
        tail.receive(HINTS, hint.encode(tail.epoch, first))
        assert tail.head == 1
        tail.receive(HINTS, hint.encode(tail.epoch, third))
        assert tail.head == 1
        tail.receive(HINTS, hint.encode(tail.epoch, second))
        assert tail.head == 3  # the one that came early was kept
        await append(database, 1)
        tail.receive(HINTS, hint.encode(tail.epoch, await append(database, 1)))
        await until_head(tail, 5)


async def test_nonsense_from_the_broker_harms_nothing(database: Database) -> None:
    async with tail_of(database) as tail:
        for payload in (b"", b"\xc1", hint.encode("another epoch", [Entry(1, "t", "everyone", b"{}", 1)])):
            tail.receive(HINTS, payload)
        tail.receive("whispers", b"x")
        assert tail.head == 0
        await append(database, 1)
        await until_head(tail, 1)


async def test_more_than_one_reading_holds_is_read_on(database: Database) -> None:
    async with tail_of(database) as tail:
        await append(database, 4500)
        await until_head(tail, 4500)


async def test_too_far_behind_loads_afresh(database: Database) -> None:
    async with tail_of(database, most_events=50) as tail:
        resets: list[int] = []
        tail.follow(lambda: None, lambda: resets.append(tail.head))
        await append(database, 500)
        await until_head(tail, 500)
        assert resets == [500]
        assert len(tail.ring) == 50


@pytest.mark.parametrize("lost", [True, False])
async def test_another_epoch_or_a_lower_head_voids_all_positions(database: Database, lost: bool) -> None:
    await append(database, 5)
    async with tail_of(database) as tail:
        reset = asyncio.Event()
        tail.follow(lambda: None, reset.set)
        async with database.writing() as connection:
            if lost:
                await connection.driver("DELETE FROM event_log WHERE seq > 3")
                await connection.driver("UPDATE event_head SET seq = 3")
            else:
                await event_log.renew_epoch(connection)
        await asyncio.wait_for(reset.wait(), PATIENCE)
        assert tail.head == (3 if lost else 5)
        await append(database, 1)
        await until_head(tail, 4 if lost else 6)


class Breakable:
    """A database that can go away."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.away = False
        self.readings = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        if self.away:
            raise DatabaseLost("gone")
        self.readings += 1
        async with self.database.reading() as connection:
            yield connection


async def test_a_lost_database_is_waited_for(database: Database) -> None:
    breakable: Any = Breakable(database)
    async with tail_of(breakable) as tail:
        breakable.away = True
        await append(database, 3)
        assert await tail.reach(tail.epoch, 3, 0.5) is False
        assert tail.check_age > 0.4
        breakable.away = False
        await until_head(tail, 3)


async def test_sessions_at_neighbouring_positions_share_one_reading(database: Database) -> None:
    await append(database, 300)
    breakable: Any = Breakable(database)
    tail = Tail(breakable)
    spans = await asyncio.gather(*(tail.replay(n) for n in range(10, 60)))
    assert [span[0].seq for span in spans] == list(range(11, 61))
    assert breakable.readings == 1
    await tail.stop()


async def test_events_that_were_pruned_before_they_were_seen_void_all_positions(database: Database) -> None:
    async with tail_of(database) as tail:
        reset = asyncio.Event()
        tail.follow(lambda: None, reset.set)
        async with database.writing() as connection:
            await event_log.append(connection, [("t", "everyone", b'{"type":"t"}')] * 3, 1)
            await connection.driver("DELETE FROM event_log")
        await asyncio.wait_for(reset.wait(), PATIENCE)
        assert tail.head == 3
