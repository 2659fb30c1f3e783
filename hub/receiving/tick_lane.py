"""The lane of statuses beside the intake's own: a campaign's come by the thousand, and a person's word must not queue behind them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from hub.receiving import bodies, ticks
from hub.receiving.bodies import Body
from hub.receiving.book import Rules
from hub.transaction import Transactions
from storage.failures import DatabaseLost
from storage.intake import ledger

TICK_BODIES = 128  # committed together: the event loop is busy with them for some milliseconds
TICK_FACTS = 512  # of them all; one body of more goes alone

log = logging.getLogger(__name__)


class TickLane:
    """`told` answers those that are stored; `settle` takes, stores and answers whatever is not a quiet campaign's."""

    def __init__(
        self,
        transactions: Transactions,
        rules: Rules,
        told: Callable[[list[Body], Exception | None], None],
        settle: Callable[[list[Body]], Awaitable[None]],
    ) -> None:
        self._transactions = transactions
        self._rules = rules
        self._told = told
        self._settle = settle
        self._waiting: deque[Body] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self) -> None:
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name="intake of statuses")

    async def stop(self) -> None:
        """Commits what waits, then ends."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
            self._task = None

    def add(self, body: Body) -> None:
        self._waiting.append(body)
        self._wake.set()

    async def _run(self) -> None:
        while self._waiting or not self._stopping:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = bodies.some(self._waiting, TICK_BODIES, TICK_FACTS)
            left = await self._write(batch)
            if left:
                await self._settle(left)

    async def _write(self, batch: list[Body]) -> list[Body]:
        """Stores and answers those of quiet campaigns. Returns the others: all, where anything was in the way."""
        try:
            async with self._transactions.database.asking(steady=True) as connection:
                named, new = await ticks.find(connection, batch, self._rules)
            if not named:
                return batch
            if new:  # by itself, for it locks contacts
                async with self._transactions.begin() as tx:
                    await ticks.learn(tx, new)
            async with self._transactions.begin(steady=True) as tx:
                stored = await ticks.tell(tx, batch, named)
                if stored:
                    await ledger.add(tx.connection, [bodies.row(body) for body in stored])
        except DatabaseLost as error:
            self._told(batch, error)
            return []
        except Exception:
            log.warning("statuses of a campaign are stored one way slower", exc_info=True)
            return batch
        self._told(stored, None)
        there = set(map(id, stored))
        return [body for body in batch if id(body) not in there]
