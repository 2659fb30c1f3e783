"""Real processes are killed with -9 in the middle of real traffic. After each: nothing acknowledged is missing or doubled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import websockets

from hub.boundaries import NAMES
from tests.screen import Screen
from tests.stage import Process, Running, deliver, fresh_state, same, text_body

BURST = 20


async def test_twenty_messages_survive_a_kill_in_the_middle_once_and_in_order(running: Running) -> None:
    running.start()
    stage = running.stage
    token = await stage.token("Ines")
    screens = [await stage.screen(running.web, token) for _ in range(3)]
    began = 1_790_000_000

    async def burst() -> None:
        for number in range(BURST):
            await deliver(
                running.web.port or 0,
                text_body([(f"wamid.burst.{number}", f"message {number:02d}")], at=began + number),
            )

    traffic = asyncio.create_task(burst())
    await screens[0].until(lambda: len(screens[0].messages) >= 7)
    running.web.kill()
    running.web.start()
    for screen in screens:
        await screen.back()
    await traffic
    expected = [f"message {number:02d}" for number in range(BURST)]
    for screen in screens:
        await screen.until(lambda screen=screen: len(screen.messages) == BURST)
        assert screen.texts() == expected
    fresh = await fresh_state(stage, running.web, token)
    assert fresh.texts() == expected
    for screen in screens:
        same(screen, fresh)


async def test_the_same_webhook_ten_times_in_parallel_leaves_one_of_everything(running: Running) -> None:
    running.start()
    stage = running.stage
    screen = await stage.screen(running.web, await stage.token("Ines"))
    body = text_body([("wamid.same", "only once")])
    ports = [running.web.port or 0, running.other.port or 0]
    await asyncio.gather(*(deliver(ports[n % 2], body) for n in range(10)))
    await screen.until(lambda: len(screen.messages) == 1)
    assert len(screen.conversations) == 1
    assert [e["type"] for e in screen.heard].count("message.created") == 1
    assert [e["type"] for e in screen.heard].count("conversation.created") == 1


async def test_fifty_sessions_outlive_the_web_process_they_listen_on(running: Running) -> None:
    running.start()
    stage = running.stage
    tokens = [await stage.token(f"Agent{n}") for n in range(5)]
    screens = [await stage.screen(running.web, tokens[n % 5]) for n in range(50)]
    await deliver(running.web.port or 0, text_body([("wamid.before", "before")]))
    await screens[0].until(lambda: len(screens[0].messages) == 1)
    running.web.kill()
    if running.other is not running.web:
        await deliver(running.other.port or 0, text_body([("wamid.between", "while it was dead")]))
    running.web.start()
    await asyncio.gather(*(screen.back() for screen in screens))
    await deliver(running.web.port or 0, text_body([("wamid.after", "after")]))
    expected = 3 if running.other is not running.web else 2
    for screen in screens:
        await screen.until(lambda screen=screen: len(screen.messages) == expected)
    fresh = await fresh_state(stage, running.web, tokens[0])
    for screen in screens:
        same(screen, fresh)


async def test_a_worker_killed_after_the_providers_200_leaves_the_send_unknown_until_its_status(
    running: Running,
) -> None:
    stage = running.stage
    running.start()
    running.work.kill()
    running.work.start(CRASH_AT="after_provider_200")
    screen = await stage.screen(running.other, await stage.token("Dana"))
    if running.other.dead:
        await screen.back()
    await deliver(running.other.port or 0, text_body([("wamid.hello", "hello")]))
    await screen.until(lambda: len(screen.conversations) == 1)
    conversation = next(iter(screen.conversations))
    await screen.ask("message.send", conversation=conversation, client_id="c-0000-0001", text="On its way")
    while not running.work.dead:
        await asyncio.sleep(0.05)
    running.work.start()
    if running.work is running.web:
        await screen.back()
    await screen.until(
        lambda: any(
            m["direction"] == "out" and m["status"] in ("unknown", "delivered", "read", "sent")
            for m in screen.messages.values()
        )
    )
    await screen.until(
        lambda: any(m["direction"] == "out" and m["status"] in ("delivered", "read") for m in screen.messages.values())
    )
    sends = await stage.sends()
    assert len(sends) == 1, "the provider got it once"


@pytest.mark.parametrize("boundary", NAMES)
async def test_a_kill_at_each_boundary_loses_nothing_acknowledged_and_sends_nothing_twice(
    running: Running, boundary: str
) -> None:
    running.start()
    stage = running.stage
    web = running.other
    screen = await stage.screen(web, await stage.token("Dana"))
    await deliver(web.port or 0, text_body([("wamid.first", "first")]))
    await screen.until(lambda: len(screen.conversations) == 1)
    conversation = next(iter(screen.conversations))
    victims = list({id(process): process for process in (web, running.work)}.values())
    for victim in victims:
        victim.kill()
        victim.start(CRASH_AT=f"{boundary}:2")
    async with restarting(victims) as deaths:
        await screen.back()
        for number in range(5):
            await deliver(web.port or 0, text_body([(f"wamid.{number}", f"in {number}")]))
            await send_surely(screen, conversation, f"out {number}")
        await screen.until_surely(lambda: sum(settled(m) for m in screen.messages.values()) == 5)
        assert deaths, "the boundary was crossed, or this test means nothing"
    fresh = await fresh_state(stage, web, screen.token)
    thread = [m for m in fresh.thread(conversation) if m["kind"] == "text"]
    assert sorted(m["text"] for m in thread if m["direction"] == "in") == ["first", *(f"in {n}" for n in range(5))]
    assert sorted(m["text"] for m in thread if m["direction"] == "out") == [f"out {n}" for n in range(5)]
    taken = [str(send) for send in await stage.sends()]
    for number in range(5):
        assert sum(f"out {number}" in send for send in taken) <= 1, "nothing is sent twice"
    same(screen, fresh)


def settled(message: dict[str, Any]) -> bool:
    return (
        message["direction"] == "out"
        and message["kind"] == "text"
        and message["status"] in ("delivered", "read", "unknown", "failed")
    )


async def send_surely(screen: Screen, conversation: str, text: str) -> None:
    """As the console's outbox does: the same client_id until there is an answer."""
    while True:
        try:
            await screen.ask("message.send", conversation=conversation, client_id=f"c-00000000-{text}", text=text)
            return
        except (OSError, TimeoutError, websockets.ConnectionClosed):
            await screen.back()


@contextlib.asynccontextmanager
async def restarting(processes: list[Process]) -> AsyncIterator[list[str]]:
    """What a host does: a process that died is started again. Gives the names of those that died."""
    deaths: list[str] = []

    async def watch() -> None:
        while True:
            for process in processes:
                if process.dead:
                    deaths.append(process.name)
                    await asyncio.to_thread(process.start)
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    try:
        yield deaths
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
