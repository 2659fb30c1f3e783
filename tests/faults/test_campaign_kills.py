"""A campaign to thousands, two workers that both want to start and send it, and kill -9 for both, three times in the middle.

The double of the Cloud API says what arrived: nobody twice. What nobody knows of is told as unknown, and no more than was in flight.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub import ids
from hub.transaction import Transactions
from hub.wire.campaigns import Audience, CampaignContent, Canary
from storage import tables
from tests.hub.work import crowd
from tests.hub.work.fakes import all_rows
from tests.stage import Process, Running, Stage

PEOPLE = 3000
PEOPLE_EMBEDDED = 400  # one process does everything there
KILLS = 3
PATIENCE = 300.0  # seconds
RATE = "250"  # messages a second: what the machine can do, so that some are always claimed and not attempted yet
OPEN = ("accepted_at", "sent_at", "delivered_at", "read_at", "failed_at", "unknown_at")


class Scene:
    def __init__(self, stage: Stage, workers: list[Process], people: int) -> None:
        self.stage = stage
        self.workers = workers
        self.people = people
        self.transactions = Transactions(stage.database, lambda _commit: None)
        self.in_flight: set[str] = set()  # attempts nobody knew the end of when the workers were killed
        self.untried: list[set[str]] = []  # at each kill: messages that waited in the queue

    async def rows(self, table: Any) -> list[dict[str, Any]]:
        async with self.stage.database.reading() as connection:
            return await all_rows(connection, table, *table.primary_key)

    async def taken(self) -> int:
        return len(await self.stage.sends())

    async def recipients(self) -> Counter[str]:
        return Counter(row["state"] for row in await self.rows(tables.campaign_recipients))

    async def kill_all(self) -> None:
        for worker in self.workers:
            worker.kill()
        attempts = await self.rows(tables.attempts)
        self.in_flight |= {row["id"] for row in attempts if all(row[fact] is None for fact in OPEN)}
        tried = {row["message_id"] for row in attempts}
        messages = await self.rows(tables.messages)
        self.untried.append({row["id"] for row in messages if row["due_at"] is not None} - tried)
        for worker in self.workers:
            worker.launch(WHATSAPP_RATE=RATE)
        for worker in self.workers:
            await asyncio.to_thread(worker.await_port)


@pytest.fixture
async def scene(database_url: str, broker_url: str | None, tmp_path: Path) -> Any:
    stage = Stage(database_url, broker_url, tmp_path / "data")
    grown_up = broker_url is not None
    running = Running(stage, grown_up, "--no-window", "--per-second", "100000", "--tier", "TIER_UNLIMITED")
    running.start(WHATSAPP_RATE=RATE)
    workers = [running.work]
    if grown_up:
        workers.append(stage.add("second", "work").start(WHATSAPP_RATE=RATE))
    yield Scene(stage, workers, PEOPLE if grown_up else PEOPLE_EMBEDDED)
    await stage.close()


async def test_kills_of_all_workers_send_nobody_twice_and_lose_nobody(scene: Scene) -> None:
    await schedule(scene)
    for number in range(KILLS):
        goal = scene.people * (number + 1) // (KILLS + 1)
        await eventually(scene, at_least(goal))
        await scene.kill_all()
    await eventually(scene, everybody_had_a_turn)
    await eventually(scene, statuses_came)

    sends = await scene.stage.sends()
    reached = Counter(send["to"].lstrip("+") for send in sends)
    assert max(reached.values()) == 1, "nobody got it twice"
    counted = await scene.recipients()
    assert sum(counted.values()) == scene.people
    assert counted.keys() <= {"delivered", "unknown"}
    assert counted["unknown"] + len(reached) == scene.people, "what was sent, and what nobody can know"
    assert counted["unknown"] <= len(scene.in_flight)
    (campaign,) = await scene.rows(tables.campaigns)
    assert campaign["state"] == "done"
    assert campaign["total"] == scene.people
    moves = [row["act"] for row in await scene.rows(tables.activity) if row["act"].startswith("campaign.")]
    assert sorted(moves) == ["campaign.done", "campaign.running", "campaign.starting"], "started once, by one of two"
    assert any(scene.untried), "some waited in the queue when the workers died, or this test means nothing"
    await went_on(scene)


async def schedule(scene: Scene) -> None:
    """For now: both workers look for what is due."""
    await eventually(scene, is_set_up)
    async with scene.transactions.begin() as tx:
        (channel,) = await all_rows(tx.connection, tables.channels)
        await crowd.crowd(tx, scene.people)
        content = CampaignContent(name="welcome_back", language="en_US", parameters={"1": "friend"})
        encoded = {
            name: msgspec.json.encode(value).decode()
            for name, value in {
                "template": content,
                "audience": Audience(everyone=True),
                "canary": Canary(percent=1, minutes=5),
            }.items()
        }
        row = {"id": ids.new(), "name": "Season", "channel_id": channel["id"], "state": "scheduled", "state_at": tx.now}
        times = {"created_at": tx.now, "updated_at": tx.now, "due_at": tx.now, "starts_at": tx.now}
        await tx.connection.insert_many(tables.campaigns, [row | times | encoded])


async def is_set_up(scene: Scene) -> bool:
    """The account is there, with the templates the provider has."""
    return "welcome_back" in {row["name"] for row in await scene.rows(tables.templates)}


async def went_on(scene: Scene) -> None:
    """What was claimed and not attempted when everybody died was attempted by whoever came next, once."""
    tries = Counter(row["message_id"] for row in await scene.rows(tables.attempts))
    left = {id for waiting in scene.untried for id in waiting}
    assert all(tries[id] == 1 for id in left)


def at_least(goal: int) -> Callable[[Scene], Awaitable[bool]]:
    async def so_many(scene: Scene) -> bool:
        return await scene.taken() >= goal

    return so_many


async def everybody_had_a_turn(scene: Scene) -> bool:
    counted = await scene.recipients()
    return sum(counted.values()) == scene.people and not counted["waiting"] and not counted["claimed"]


async def statuses_came(scene: Scene) -> bool:
    """An unknown one is resolved by its status, for the double tells our tag with it."""
    (campaign,) = await scene.rows(tables.campaigns)
    return campaign["state"] == "done" and (await scene.recipients())["delivered"] == await scene.taken()


async def eventually(scene: Scene, true: Callable[[Scene], Awaitable[bool]]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not await true(scene):
                await asyncio.sleep(0.5)
    except TimeoutError:
        told = [(row["state"], row["state_reason"], row["canary_at"]) for row in await scene.rows(tables.campaigns)]
        raise AssertionError(f"{told}, {await scene.recipients()}, the double has {await scene.taken()}") from None
