"""Webhooks out: feeds the queue and runs each endpoint's, in one process at a time, by lease."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from msgspec import structs

from hub import metrics
from hub.addresses import Network
from hub.router import trial
from hub.router.feed import Feed
from hub.router.runner import Means, Runner
from hub.router.settler import Settler
from hub.settings import Settings
from hub.transaction import Transactions
from hub.vault import Vault
from hub.work.clock import Clock
from hub.work.forwarding import REST_SECONDS, TOTAL_SECONDS, Carrier
from hub.work.leases import Lease
from storage.failures import DatabaseLost
from storage.outgoing import endpoints as rows
from storage.outgoing.endpoints import EndpointRow

NAME = "forwarding"
LEASE_MS = 30_000
RENEW_SECONDS = 5.0
CALL_MS = int((TOTAL_SECONDS + REST_SECONDS + 1) * 1000)  # a call is begun only when the lease outlasts it
LOOK_SECONDS = 2.0  # for what nobody told of: another process's webhooks, a change of the endpoints
REFRESH_SECONDS = 2.0  # of the endpoints, at most so often
STOP_SECONDS = 15.0
BREATH_SECONDS = 0.03  # between two turns of the feed: under load fewer, larger transactions

log = logging.getLogger(__name__)


class Forwarder:
    """`holder`: this process."""

    def __init__(
        self,
        transactions: Transactions,
        vault: Vault,
        settings: Settings,
        holder: str,
        clock: Clock | None = None,
        carrier: Callable[[], Carrier] = Carrier,
    ) -> None:
        self._transactions = transactions
        self._settings = settings
        self._lease = Lease(transactions.database, NAME, holder, lease_ms=LEASE_MS)
        self._settler = Settler(transactions, self._lease.fence)
        self._feed = Feed(transactions, self._lease.fence)
        self._allowed: tuple[Network, ...] = ()
        self._means = Means(
            database=transactions.database,
            vault=vault,
            settler=self._settler,
            clock=clock or Clock(),
            allowed=lambda: self._allowed,
            may_send=lambda: self._lease.holds_for(CALL_MS),
            carrier=carrier,
        )
        self._runners: dict[str, tuple[Runner, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._asked_at = (
            -RENEW_SECONDS
        )  # when the lease was last asked for; seconds of the loop's clock, as is the next
        self._refreshed_at = -REFRESH_SECONDS
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._settler.start()
        self._task = asyncio.create_task(self._run(), name=NAME)

    def wake(self) -> None:
        """Something was committed: events, webhooks, or a change of the endpoints."""
        self._wake.set()

    def changed(self) -> None:
        """An endpoint was added, changed or removed."""
        self._refreshed_at = -REFRESH_SECONDS
        self._wake.set()

    async def stop(self) -> None:
        """Calls under way end and are written down; then another process goes on at once."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        for runner, _ in self._runners.values():
            runner.stop()
        tasks = [task for _, task in self._runners.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
        await self._settler.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._runners.clear()
        await self._lease.give_up()

    async def _run(self) -> None:
        while not self._stopping:
            more = False
            try:
                more = await self._turn()
            except DatabaseLost:
                log.warning("forwarding: the database does not answer")
            except Exception:
                log.exception("forwarding: a turn failed")
            if more:
                await self._means.clock.pause(BREATH_SECONDS)
            else:
                await self._means.clock.wait(self._wake, LOOK_SECONDS)

    async def _turn(self) -> bool:
        """Whether something was queued: there may be more."""
        now = asyncio.get_running_loop().time()
        self._wake.clear()
        if now - self._refreshed_at >= REFRESH_SECONDS:
            self._refreshed_at = now
            await self._refresh()
        if self._feed.endpoints and now - self._asked_at >= RENEW_SECONDS:
            self._asked_at = now
            await self._lease.take()
        if not self._lease.held:
            self._tend([])
            return False
        self._tend(self._feed.endpoints)
        for id in (fed := await self._feed.turn()):
            if id in self._runners:
                self._runners[id][0].wake()
        return bool(fed)

    async def _refresh(self) -> None:
        async with self._transactions.database.reading() as connection:
            found = await rows.every(connection)
            if found:
                self._allowed = await trial.allowed_networks(connection, self._settings)
                queues = await rows.queues(connection, [row.id for row in found])
                metrics.queue_depth.labels("forwards").set(sum(queue.waiting for queue in queues.values()))
        self._feed.endpoints = found
        for runner, _ in self._runners.values():
            runner.wake()

    def _tend(self, found: Sequence[EndpointRow]) -> None:
        """One runner for each of these endpoints."""
        wanted = {row.id: row for row in found}
        for id, (runner, task) in list(self._runners.items()):
            if task.done():
                del self._runners[id]
            elif id not in wanted:
                runner.stop()
            elif _essence(runner.row) != _essence(wanted[id]):
                runner.change(wanted[id])
        for id, row in wanted.items():
            if id not in self._runners:
                runner = Runner(self._means, row)
                self._runners[id] = (runner, asyncio.create_task(runner.run(), name=f"endpoint {id}"))


def _essence(row: EndpointRow) -> EndpointRow:
    """What people decide: how an endpoint fares makes a new version too."""
    return structs.replace(row, version=0, updated_at=0)
