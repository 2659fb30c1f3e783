"""Writes down what became of tries, many at once: whatever came while the last commit ran is the next commit."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

from hub import metrics
from hub.endpoints import verbs as endpoints
from hub.router.outcomes import Outcome
from hub.transaction import Transaction, Transactions
from storage.database import Connection
from storage.failures import DatabaseLost, raced
from storage.outgoing import endpoints as rows
from storage.outgoing import forwards
from storage.outgoing.endpoints import StandingRow
from storage.outgoing.forwards import WaitingRow

LINGER_SECONDS = 0.03  # the intake shares the database: a commit for each webhook would be in its way
FAULT_SECONDS = 1.0
TOLD_MS = 10_000  # open pages hear of dead letters so often at most, for each endpoint

log = logging.getLogger(__name__)


class Settlement(Struct, frozen=True, eq=False):
    endpoint_id: str
    row: WaitingRow
    outcome: Outcome
    settled: asyncio.Future[None]


class Settler:
    """`fence`: whether this process still forwards; what another process does by now is not written over."""

    def __init__(self, transactions: Transactions, fence: Callable[[Connection], Awaitable[bool]]) -> None:
        self._transactions = transactions
        self._fence = fence
        self._waiting: list[Settlement] = []
        self._told: dict[str, int] = {}  # when open pages last heard of an endpoint's dead letters (ms)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="settling forwards")

    async def stop(self) -> None:
        """After the last try; what could not be written is tried once more by whoever follows."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        with contextlib.suppress(DatabaseLost):
            await self._write_all()
        for left in self._waiting:
            left.settled.cancel()

    def settle(self, endpoint_id: str, row: WaitingRow, outcome: Outcome) -> asyncio.Future[None]:
        """Done when it is committed."""
        settled = asyncio.get_running_loop().create_future()
        self._waiting.append(Settlement(endpoint_id, row, outcome, settled))
        self._wake.set()
        return settled

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(LINGER_SECONDS)
            self._wake.clear()
            try:
                await self._write_all()
            except Exception as error:
                if not isinstance(error, DatabaseLost) and not raced(error):
                    log.exception("what became of forwards could not be written")
                await asyncio.sleep(FAULT_SECONDS)
                self._wake.set()

    async def _write_all(self) -> None:
        batch = list(self._waiting)
        if not batch:
            return
        async with self._transactions.begin() as tx:
            if await self._fence(tx.connection):
                await self._write(tx, batch)
        del self._waiting[: len(batch)]
        for each in batch:
            metrics.forwards.labels(each.outcome.state).inc()
            if not each.settled.done():
                each.settled.set_result(None)

    async def _write(self, tx: Transaction, batch: list[Settlement]) -> None:
        """Locks: endpoints, their standings, the queue."""
        told: list[str] = []
        for id in sorted({each.endpoint_id for each in batch}):
            row, standing = await rows.lock(tx.connection, id), await rows.lock_standing(tx.connection, id)
            if row is None or standing is None:
                continue  # removed meanwhile
            outcomes = [each.outcome for each in batch if each.endpoint_id == id]
            values = _standing(standing, outcomes, tx.now)
            await rows.stand(tx.connection, id, values)
            before = endpoints.state_of(row.active, standing.failures, standing.succeeded_at)
            after = endpoints.state_of(row.active, values["failures"], values["succeeded_at"])
            if before != after or self._is_news(id, outcomes, tx.now):
                told.append(id)
        await forwards.settle(tx.connection, [_settled(each, tx.now) for each in batch])
        for id in told:
            await endpoints.announce(tx, id)

    def _is_news(self, id: str, outcomes: list[Outcome], now: int) -> bool:
        if all(outcome.state != "dead" for outcome in outcomes) or now - self._told.get(id, 0) < TOLD_MS:
            return False
        self._told[id] = now
        return True


def _standing(held: StandingRow, told: list[Outcome], now: int) -> dict[str, Any]:
    values = {
        "failures": held.failures,
        "succeeded_at": held.succeeded_at,
        "failed_at": held.failed_at,
        "error": held.error,
    }
    for outcome in told:
        if outcome.state == "done":
            values |= {"failures": 0, "succeeded_at": now}
        else:
            values |= {"failures": int(values["failures"] or 0) + 1, "failed_at": now, "error": outcome.error}
    return values


def _settled(each: Settlement, now: int) -> Mapping[str, Any]:
    outcome = each.outcome
    return {
        "id": each.row.id,
        "state": outcome.state,
        "due_at": outcome.due_at,
        "tries": each.row.tries + 1,
        "settled_at": None if outcome.state == "waiting" else now,
        "status": outcome.status,
        "error": outcome.error,
    }
