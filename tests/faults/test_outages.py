"""The database, the broker and the network go away in the middle of traffic, and come back."""

from __future__ import annotations

import asyncio

import pytest

from hub.transaction import milliseconds
from storage import event_log
from storage.database import Database
from tests.services import Postgres, Redis
from tests.stage import Process, Running, deliver, fresh_state, same, text_body


async def traffic(running: Running, first: int, last: int) -> None:
    for number in range(first, last):
        port = (running.web if number % 2 else running.other).port or 0
        await deliver(port, text_body([(f"wamid.{number}", f"message {number:03d}")], at=1_790_000_000 + number))


@pytest.mark.grown_up
async def test_redis_stops_and_comes_back_and_nobody_misses_anything(
    running: Running, request: pytest.FixtureRequest
) -> None:
    redis: Redis = request.getfixturevalue("redis")
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    screens = [await stage.screen(running.web, token), await stage.screen(running.other, token)]
    sending = asyncio.create_task(traffic(running, 0, 60))
    await screens[0].until(lambda: len(screens[0].messages) >= 10)
    redis.stop()
    await screens[0].until(lambda: len(screens[0].messages) >= 30)
    redis.start()
    await sending
    for screen in screens:
        await screen.until(lambda screen=screen: len(screen.messages) == 60)
    fresh = await fresh_state(stage, running.web, token)
    for screen in screens:
        same(screen, fresh)


@pytest.mark.grown_up
async def test_postgresql_restarts_and_nothing_acknowledged_is_lost(
    running: Running, request: pytest.FixtureRequest
) -> None:
    postgres: Postgres = request.getfixturevalue("postgres")
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    screen = await stage.screen(running.web, token)
    sending = asyncio.create_task(traffic(running, 0, 40))
    await screen.until(lambda: len(screen.messages) >= 10)
    await asyncio.to_thread(postgres.stop, "fast")
    await asyncio.to_thread(postgres.start)
    await sending
    await screen.until_surely(lambda: len(screen.messages) == 40)
    assert screen.texts() == [f"message {number:03d}" for number in range(40)]
    same(screen, await fresh_state(stage, running.other, token))


@pytest.mark.parametrize("missed", [3, 400, 2_500], ids=["ten_seconds", "five_minutes", "overnight"])
async def test_a_cut_socket_comes_back_to_what_a_fresh_load_shows(running: Running, missed: int) -> None:
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    screen = await stage.screen(running.web, token)
    await deliver(running.web.port or 0, text_body([("wamid.first", "first")]))
    await screen.until(lambda: len(screen.messages) == 1)
    screen.cut()
    for start in range(0, missed, 100):
        texts = [(f"wamid.away.{n}", f"away {n:04d}") for n in range(start, min(start + 100, missed))]
        await deliver(running.other.port or 0, text_body(texts))
    await screen.back()
    await screen.until(lambda: len(screen.messages) == missed + 1)
    same(screen, await fresh_state(stage, running.web, token))


async def test_a_pruned_log_makes_a_late_screen_start_afresh(running: Running) -> None:
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    screen = await stage.screen(running.web, token)
    await deliver(running.web.port or 0, text_body([("wamid.first", "first")]))
    await screen.until(lambda: len(screen.messages) == 1)
    screen.cut()
    await deliver(running.web.port or 0, text_body([("wamid.second", "second")]))
    await forget_the_log(stage.database)
    restart(running.web)
    await screen.back()
    await screen.until_surely(lambda: len(screen.messages) == 2)
    assert screen.welcomes[-1]["resumed"] is False
    same(screen, await fresh_state(stage, running.web, token))


async def test_a_screen_that_stops_reading_costs_the_others_nothing_and_catches_up(running: Running) -> None:
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    frozen, lively = await stage.screen(running.web, token), await stage.screen(running.web, token)
    frozen.freeze()
    for start in range(0, 600, 100):
        texts = [(f"wamid.flood.{n}", "x" * 4000) for n in range(start, start + 100)]
        await deliver(running.web.port or 0, text_body(texts))
    await lively.until(lambda: len(lively.messages) == 600)
    frozen.cut()
    await frozen.back()
    await frozen.until(lambda: len(frozen.messages) == 600)
    fresh = await fresh_state(stage, running.web, token)
    same(frozen, fresh)
    same(lively, fresh)


async def forget_the_log(database: Database) -> None:
    async with database.writing() as connection:
        while await event_log.prune(connection, before=milliseconds() + 60_000, batch=1000):
            pass


def restart(process: Process) -> None:
    process.kill()
    process.start()
