"""Processes that forward webhooks are killed with -9: nothing acknowledged is missing at the endpoint, and each number keeps its order.

What was on its way at the kill comes once more, under the same `webhook-id`: that alone may be doubled.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from hub.boundaries import FORWARDING
from tests.cast import APP_SECRET, SALES_ADDRESS, SUPPORT_ADDRESS
from tests.faults.test_kills import restarting
from tests.hub.router.receiver import Receiver, Taken, receiving
from tests.patience import PATIENCE
from tests.services import free_port
from tests.stage import SECRET_KEY, WEBHOOK, Process, Running, Stage, deliver, text_body

NUMBERS = (SALES_ADDRESS, SUPPORT_ADDRESS)
EACH = 15  # webhooks of each number
ALLOWED = {"ALLOWED_NETWORKS": "127.0.0.0/8"}


@pytest.fixture
async def theirs() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def router(stage: Stage, folder: Path, **more: str) -> Process:
    """`bma router`, with a database of its own."""
    port = free_port()
    environment = {
        "DATABASE_URL": f"sqlite:///{folder / 'router.sqlite'}",
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET_KEY,
        "LOG_LEVEL": "warning",
        "WHATSAPP_APP_SECRET": APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": "verify-me",
        **ALLOWED,
        **more,
    }
    process = Process("router", ["web.cli", "router", "--port", str(port)], environment, port)
    stage.processes.append(process)
    return process


def body_of(number: str, n: int) -> bytes:
    return text_body([(f"wamid.{number}.{n}", f"{n:02d}")], at=1_790_000_000 + n, address=number)


async def traffic(process: Process, numbers: Sequence[str] = NUMBERS) -> None:
    """Each number's webhooks one after the other, as acknowledged; both numbers at once."""

    async def of(number: str) -> None:
        for n in range(EACH):
            await deliver(process.port or 0, body_of(number, n))

    await asyncio.gather(*(of(number) for number in numbers))


def told(taken: list[Taken], number: str) -> list[str]:
    """The texts of a number as they came, without what came again under the same id."""
    seen: set[str] = set()
    texts = []
    for each in taken:
        value = json.loads(each.body)["entry"][0]["changes"][0]["value"]
        if value["metadata"]["phone_number_id"] != number or each.headers["webhook-id"] in seen:
            continue
        seen.add(each.headers["webhook-id"])
        texts.append(value["messages"][0]["text"]["body"])
    return texts


def whole(taken: list[Taken], number: str) -> bool:
    """Meta's own repeats (the intake died between commit and answer) have ids of their own: the first of each text counts."""
    return list(dict.fromkeys(told(taken, number))) == [f"{n:02d}" for n in range(EACH)]


async def until_whole(theirs: Receiver) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not all(len(set(told(theirs.taken, number))) == EACH for number in NUMBERS):
                await asyncio.sleep(0.05)
    for number in NUMBERS:
        assert whole(theirs.taken, number), told(theirs.taken, number)


async def add_endpoint(stage: Stage, process: Process, url: str) -> None:
    headers = {"authorization": f"Bearer {await stage.token('Ines')}"}
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        answer = await client.post(
            f"http://127.0.0.1:{process.port}/api/v1/webhooks/endpoints",
            json={"kind": "router", "name": "Theirs", "url": url},
            headers=headers,
        )
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("boundary", [*FORWARDING, "after_commit", "before_commit"])
async def test_the_product_forwards_everything_whenever_it_dies(
    running: Running, theirs: Receiver, boundary: str
) -> None:
    running.start(**ALLOWED)
    await add_endpoint(running.stage, running.web, theirs.url)
    victim = running.work
    victim.kill()
    victim.start(CRASH_AT=f"{boundary}:6", **ALLOWED)
    victim.environment |= ALLOWED
    async with restarting([victim]) as deaths:
        await traffic(running.web)
        await until_whole(theirs)
        assert deaths, "the boundary was crossed, or this test means nothing"


@pytest.mark.parametrize("boundary", [*FORWARDING, "after_commit", "before_answer"])
async def test_the_router_alone_forwards_everything_whenever_it_dies(
    stage: Stage, theirs: Receiver, tmp_path: Path, boundary: str
) -> None:
    process = router(stage, tmp_path, ROUTER_ENDPOINTS=theirs.url)
    process.start(CRASH_AT=f"{boundary}:6")
    async with restarting([process]) as deaths:
        await traffic(process)
        await until_whole(theirs)
        assert deaths, "the boundary was crossed, or this test means nothing"


async def test_the_inbox_behind_a_router_that_is_killed_misses_nothing(running: Running, tmp_path: Path) -> None:
    running.start()
    stage = running.stage
    hub = f"http://127.0.0.1:{running.web.port}{WEBHOOK}"
    before = router(stage, tmp_path, ROUTER_ENDPOINTS=hub).start()
    screen = await stage.screen(running.web, await stage.token("Ines"))
    sending = asyncio.create_task(traffic(before, [SALES_ADDRESS]))
    await screen.until(lambda: len(screen.messages) >= EACH // 3)
    before.kill()
    before.start()
    await sending
    await screen.until_surely(lambda: len(screen.messages) == EACH)
    assert screen.texts() == [f"{n:02d}" for n in range(EACH)]


async def test_a_router_answers_only_what_is_signed_and_proves_the_address(stage: Stage, tmp_path: Path) -> None:
    process = router(stage, tmp_path).start()
    at = f"http://127.0.0.1:{process.port}{WEBHOOK}"
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        asked = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444"}
        answer = await client.get(at, params=asked)
        assert (answer.status_code, answer.text) == (200, "1158201444")
        assert (await client.get(at, params=asked | {"hub.verify_token": "no"})).status_code == 403
        assert (await client.post(at, content=b"{}")).status_code == 401
        endpoints = f"http://127.0.0.1:{process.port}/api/v1/webhooks/endpoints"
        assert (await client.get(endpoints)).status_code == 401
        assert (await client.get(f"http://127.0.0.1:{process.port}/readyz")).json()["ready"] is True
        assert (await client.get(f"http://127.0.0.1:{process.port}/api/v1/conversations")).status_code == 404
    assert await asyncio.to_thread(process.stop) == 0
