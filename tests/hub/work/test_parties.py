"""Several messages in one call, and what happens to them when nobody knows what became of it: against LINE's double, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from channels.sandbox.model import Fault
from hub import ids
from hub.inbox import messages
from hub.transaction import Transactions
from hub.vault import Vault
from hub.wire.commands import MessageRetry
from hub.work import doubts, outcomes
from storage import tables
from tests.cast import Cast
from tests.hub.work.line_desk import Desk, opened
from tests.stage import Process, Stage
from tests.waiting import until


@pytest.fixture
async def desk(transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(transactions, cast, tmp_path) as found:
        yield found


async def test_what_waits_together_leaves_in_one_call_and_each_has_its_own_outcome(desk: Desk) -> None:
    made = await desk.says(*[f"{n}" for n in range(7)])
    await desk.send()
    assert desk.calls == [("push", ["0", "1", "2", "3", "4"]), ("push", ["5", "6"])]
    ids = [id for send in desk.double.platform.sends for id in send.ids]
    assert [row["provider_id"] for row in await desk.rows()] == ids
    assert {attempt["message_id"]: attempt["provider_id"] for attempt in await desk.attempts()} == dict(
        zip(made, ids, strict=True)
    )
    assert desk.double.platform.bot.used == 2


async def test_one_token_answers_with_all_of_them_for_nothing(desk: Desk) -> None:
    await desk.token()
    await desk.says("one", "two", "three")
    await desk.send()
    assert (desk.calls, desk.double.platform.bot.used) == ([("reply", ["one", "two", "three"])], 0)
    assert {attempt["pricing"] for attempt in await desk.attempts()} == {outcomes.FREE}


async def test_what_line_would_refuse_holds_up_none_of_its_neighbours(desk: Desk) -> None:
    await desk.says("one")
    await desk.says("", content='{"latitude": 1000, "longitude": 0}', kind="location")
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("push", ["one", "two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "failed", "accepted"]


async def test_what_line_does_refuse_fails_alone(desk: Desk) -> None:
    wrong = {"form": "link", "body": "x", "button": "y", "url": "https://double.example/refused"}
    await desk.says("one")
    await desk.says("", content=msgspec.json.encode(wrong).decode(), kind="interactive")
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("push", ["one"]), ("push", ["two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "failed", "accepted"]


async def test_a_lost_call_is_made_again_as_it_was_whatever_came_meanwhile(desk: Desk) -> None:
    await desk.says("one", "two")
    desk.double.platform.faults.append(Fault(kind="cut_after"))
    await desk.send(until=desk.tried)
    await desk.token()  # a free answer would be one LINE has no key of: it went out already
    await desk.says("three")
    await desk.send()
    assert desk.calls == [("push", ["one", "two"]), ("reply", ["three"])]
    rows = [row for row in await desk.rows() if row["direction"] == "out"]
    assert [row["status"] for row in rows] == ["accepted"] * 3
    assert [row["provider_id"] for row in rows[:2]] == list(desk.double.platform.sends[0].ids)


async def test_a_refusal_that_is_certain_ends_the_call_and_its_messages_may_be_free(desk: Desk) -> None:
    desk.double.platform.bot.token = "another"
    await desk.says("one")
    await desk.send(until=desk.paused)
    desk.double.platform.bot.token = "t"
    async with desk.transactions.begin() as tx:
        await tx.connection.execute(
            tables.channels.update().values(state="active", version=tables.channels.c.version + 1)
        )
    await desk.parts.accounts.refresh()
    await desk.token()
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("reply", ["one", "two"])]


async def test_an_agents_second_try_takes_along_what_was_in_the_call(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "TRIED_MS", 20_000)
    first, _ = await desk.says("one", "two")
    desk.double.platform.faults.append(Fault(kind="fail_before", times=100))
    await desk.send()
    assert [row["status"] for row in await desk.rows()] == ["unknown", "unknown"]
    desk.double.platform.faults.clear()
    ines = replace(cast.ines, channels=frozenset({"line"}))
    async with desk.transactions.begin() as tx:
        await messages.retry(tx, ines, MessageRetry(id=1, message=first, client_id=ids.new()))
    await desk.send()
    assert desk.calls == [("push", ["one", "two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("boundary", "free"), [("after_claim", False), ("after_provider_200", False), ("after_provider_200", True)]
)
async def test_a_push_survives_a_kill_and_goes_once_and_a_reply_says_that_nobody_knows(
    desk: Desk, database_url: str, tmp_path: Path, boundary: str, free: bool
) -> None:
    if free:
        await desk.token()
    await desk.says("one", "two")
    await killed_at(desk, database_url, tmp_path, boundary)
    assert await outcomes_of(desk) == ["unknown" if free else "accepted"] * 2
    assert desk.calls == [("reply" if free else "push", ["one", "two"])]


@pytest.mark.parametrize("boundary", ["after_outcome", "after_provider_200"])
async def test_what_goes_apart_survives_a_kill_and_goes_once(
    desk: Desk, database_url: str, tmp_path: Path, boundary: str
) -> None:
    wrong = {"form": "link", "body": "x", "button": "y", "url": "https://double.example/refused"}
    await desk.says("one")
    await desk.says("", content=msgspec.json.encode(wrong).decode(), kind="interactive")
    await desk.says("two")
    await killed_at(desk, database_url, tmp_path, boundary)
    assert await outcomes_of(desk) == ["accepted", "failed", "accepted"]
    assert desk.calls == [("push", ["one"]), ("push", ["two"])]


async def killed_at(desk: Desk, database_url: str, tmp_path: Path, boundary: str) -> None:
    """A worker that is killed there and started again, until nothing is left to do."""
    stage = Stage(database_url, None, tmp_path / "data")
    async with desk.transactions.begin() as tx:
        sealed = Vault(stage.environment()["SECRET_KEY"]).seal({"access_token": "t", "app_secret": "s"})
        mine = tables.channels.c.id == "line"
        await tx.connection.execute(tables.channels.update().where(mine).values(credentials=sealed))
    worker = Process("worker", ["tests.hub.work.worker"], stage.environment(), None).start(CRASH_AT=boundary)
    stage.processes.append(worker)
    await until(lambda: worker.dead)
    worker.start()
    await until(desk.idle)
    await stage.close()


async def outcomes_of(desk: Desk) -> list[str]:
    return [row["status"] for row in await desk.rows() if row["direction"] == "out"]
