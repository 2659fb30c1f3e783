"""Real processes killed at every boundary of a send, against the double of the Cloud API: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.office import configuration
from hub.transaction import Transactions
from hub.wire.configuration import WorkingHours
from storage import tables
from storage.database import Database
from storage.running import leases, log_cursors
from tests.cast import Cast
from tests.hub.scenes import customer_writes
from tests.hub.work.fakes import all_rows, fault_of, queue
from tests.stage import Process, Stage
from tests.waiting import until


class Workers:
    """Work processes on one database, with the double as their provider."""

    def __init__(self, stage: Stage, transactions: Transactions) -> None:
        self.stage = stage
        self.transactions = transactions
        stage.start_double(9)  # nobody listens for its webhooks: statuses do not come

    def add(self) -> Process:
        process = Process("worker", ["tests.hub.work.worker"], self.stage.environment(), None)
        self.stage.processes.append(process)
        return process

    async def rows(self, table: Any) -> list[dict[str, Any]]:
        async with self.transactions.database.reading() as connection:
            return await all_rows(connection, table, *table.primary_key)

    async def message(self, id: str) -> dict[str, Any]:
        return next(row for row in await self.rows(tables.messages) if row["id"] == id)

    async def becomes(self, id: str, *statuses: str) -> dict[str, Any]:
        async def there() -> bool:
            return (await self.message(id))["status"] in statuses

        await until(there)
        return await self.message(id)


@pytest.fixture
async def workers(database_url: str, transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Workers]:
    stage = Stage(database_url, None, tmp_path / "data")
    yield Workers(stage, transactions)
    await stage.close()


@pytest.mark.parametrize(("boundary", "sent"), [("after_claim", 0), ("before_send", 0), ("after_provider_200", 1)])
async def test_a_recorded_attempt_without_an_outcome_is_unknown_and_never_resent(
    workers: Workers, cast: Cast, boundary: str, sent: int
) -> None:
    worker = workers.add().start(CRASH_AT=boundary)
    (id,) = await queue(workers.transactions, cast.pims, cast.sales, "hello")
    await until(lambda: is_dead(worker))
    row = await workers.message(id)
    assert row["status"] == "sending"
    (attempt,) = await workers.rows(tables.attempts)
    assert (attempt["accepted_at"], attempt["failed_at"], attempt["unknown_at"]) == (None, None, None)
    worker.start()
    (later,) = await queue(workers.transactions, cast.pims, cast.sales, "and more")
    await workers.becomes(later, "accepted")
    row = await workers.message(id)
    assert (row["status"], row["due_at"], row["claimed_by"]) == ("unknown", None, None)
    assert "may have received it" in fault_of(row)["advice"]
    assert len(await workers.stage.sends()) == sent + 1


async def test_what_was_recorded_before_the_crash_stays(workers: Workers, cast: Cast) -> None:
    worker = workers.add().start(CRASH_AT="after_outcome")
    (id,) = await queue(workers.transactions, cast.pims, cast.sales, "hello")
    await until(lambda: is_dead(worker))
    assert (await workers.message(id))["status"] == "accepted"
    worker.start()
    (later,) = await queue(workers.transactions, cast.pims, cast.sales, "and more")
    await workers.becomes(later, "accepted")
    assert len(await workers.stage.sends()) == 2


async def test_what_was_queued_but_not_claimed_goes_on_after_a_crash(workers: Workers, cast: Cast) -> None:
    worker = workers.add().start(CRASH_AT="after_claim")
    made = await queue(workers.transactions, cast.pims, cast.sales, "first", "second", "third")
    await until(lambda: is_dead(worker))
    worker.start()
    await workers.becomes(made[2], "accepted")
    assert [(await workers.message(id))["status"] for id in made] == ["unknown", "accepted", "accepted"]


async def test_a_second_process_takes_over_from_one_that_was_killed(
    workers: Workers, cast: Cast, database: Database
) -> None:
    processes = {process.start().child: process for process in (workers.add(), workers.add())}
    (first,) = await queue(workers.transactions, cast.pims, cast.sales, "hello")
    await workers.becomes(first, "accepted")
    holder = await holder_of(database, cast)
    owner = next(p for child, p in processes.items() if child is not None and f":{child.pid}:" in holder)
    owner.kill()
    (second,) = await queue(workers.transactions, cast.pims, cast.sales, "still there?")
    await workers.becomes(second, "accepted")
    assert await holder_of(database, cast) != holder


async def test_a_process_told_to_stop_finishes_and_gives_up_its_lease(
    workers: Workers, cast: Cast, database: Database
) -> None:
    worker = workers.add().start()
    made = await queue(workers.transactions, cast.pims, cast.sales, *[f"number {n}" for n in range(5)])
    await workers.becomes(made[0], "accepted")
    assert await asyncio.to_thread(worker.stop) == 0
    assert {(await workers.message(id))["status"] for id in made} <= {"accepted", "queued"}
    async with database.reading() as connection:
        assert await leases.holder_of(connection, f"account:{cast.sales}") is None


async def is_dead(process: Process) -> bool:
    return process.dead


async def holder_of(database: Database, cast: Cast) -> str:
    async with database.reading() as connection:
        return await leases.holder_of(connection, f"account:{cast.sales}") or ""


@pytest.mark.parametrize("boundary", ["before_commit:2", "before_commit:3", "after_commit:3", "after_claim"])
async def test_an_away_reply_is_written_and_sent_once_whenever_the_worker_is_killed(
    workers: Workers, cast: Cast, boundary: str
) -> None:
    async with workers.transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "working_hours", WorkingHours())
        await configuration.change(tx, cast.ines, "away_reply", "We are away.")
        await log_cursors.move(tx.connection, "away replies", 0, tx.now)
    async with workers.transactions.begin() as tx:
        await customer_writes(tx, cast.pims, "Are you there?", "wamid.in")
    worker = workers.add().start(CRASH_AT=boundary)
    await until(lambda: is_dead(worker))
    worker.start()

    async def settled() -> bool:
        return [row["status"] for row in await away_replies_of(workers)] in (["accepted"], ["unknown"])

    await until(settled)
    sent = [each for each in await workers.stage.sends() if "We are away." in str(each)]
    assert len(sent) == (0 if boundary == "after_claim" else 1)


async def away_replies_of(workers: Workers) -> list[dict[str, Any]]:
    return [row for row in await workers.rows(tables.messages) if row["content"] == '{"automatic":"away"}']
