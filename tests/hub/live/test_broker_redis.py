"""The broker against a real Redis that is cut, restarted and frozen. The head check is what saves events; here it is asked whether
somebody is told to look."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis as Client

from hub.live import broker_redis
from hub.live.broker import HINTS
from hub.live.broker_redis import RedisBroker
from storage.database import Database
from tests.cast import Cast
from tests.hub.live.house import house
from tests.patience import PATIENCE
from tests.services import Redis


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A server of this test alone, which it may break."""
    server = Redis()
    server.start()
    yield server
    with contextlib.suppress(ProcessLookupError, AssertionError):
        server.thaw()
    server.stop()


class Listening:
    def __init__(self) -> None:
        self.gaps = 0
        self.heard: list[bytes] = []

    def receive(self, topic: str, payload: bytes) -> None:
        self.heard.append(payload)

    def gap(self) -> None:
        self.gaps += 1


@contextlib.asynccontextmanager
async def listening(url: str) -> AsyncIterator[tuple[RedisBroker, Listening]]:
    broker, ear = RedisBroker(url), Listening()
    await broker.start(ear.receive, ear.gap)
    await until(lambda: ear.gaps >= 3)
    yield broker, ear
    await broker.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


async def heard_again(broker: RedisBroker, ear: Listening) -> None:
    """What is published now arrives."""
    ear.heard.clear()
    async with asyncio.timeout(PATIENCE):
        while not ear.heard:
            broker.publish(HINTS, b"again")
            await asyncio.sleep(0.05)


async def test_what_is_published_comes_back_in_order(own_redis: Redis) -> None:
    async with listening(own_redis.url) as (broker, ear):
        for n in range(1000):
            broker.publish(HINTS, b"%d" % n)
        await until(lambda: len(ear.heard) == 1000)
        assert ear.heard == [b"%d" % n for n in range(1000)]
        assert broker.alive()


async def test_a_cut_subscription_is_a_gap(own_redis: Redis) -> None:
    """redis-py would reconnect without a word."""
    async with listening(own_redis.url) as (broker, ear):
        gaps = ear.gaps
        killer: Any = Client.from_url(own_redis.url)
        await killer.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        await killer.aclose()
        await until(lambda: ear.gaps > gaps)
        await heard_again(broker, ear)


async def test_a_restart_is_a_gap_and_then_all_goes_on(own_redis: Redis) -> None:
    async with listening(own_redis.url) as (broker, ear):
        own_redis.stop()
        for n in range(100):
            broker.publish(HINTS, b"%d" % n)  # never waits, never raises
        gaps = ear.gaps
        await asyncio.sleep(0.3)
        own_redis.start()
        await until(lambda: ear.gaps > gaps)
        await heard_again(broker, ear)


async def test_a_frozen_redis_is_noticed_and_left(own_redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_redis, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(broker_redis, "PROOF_SECONDS", 0.2)
    async with listening(own_redis.url) as (broker, ear):
        for _ in range(2):  # an idle one proves itself by probes
            before = broker._proven_at
            await until(lambda before=before: broker._proven_at > before)
        assert broker.alive()
        own_redis.freeze()
        gaps = ear.gaps
        await until(lambda: ear.gaps > gaps)
        await until(lambda: not broker.alive())
        own_redis.thaw()
        await heard_again(broker, ear)
        assert broker.alive()


async def test_events_reach_everybody_while_redis_is_broken(own_redis: Redis, database: Database, cast: Cast) -> None:
    """Two processes over one database. Redis is cut, frozen and restarted; nothing is missed or doubled."""
    async with (
        house(database, RedisBroker(own_redis.url)) as here,
        house(database, RedisBroker(own_redis.url)) as there,
        here.browser(cast.dana) as dana,
        there.browser(cast.ines) as ines,
    ):
        said = 0
        breakings: list[Callable[[], None]] = [own_redis.freeze, own_redis.thaw, own_redis.stop, own_redis.start]
        for breaking in breakings:
            breaking()
            for place in (here, there) * 5:
                await place.say(str(said), "everyone")
                said += 1
        expected = [str(n) for n in range(said)]
        assert await dana.hear(said) == expected
        assert await ines.hear(said) == expected
