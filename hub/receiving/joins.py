"""Joins parked facts to the messages that have just been committed, beside the intake: several batches' at once when it is busy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from hub.receiving import parked
from hub.receiving.book import Rules
from hub.receiving.parked import Pair
from hub.transaction import Transactions

PAUSE_SECONDS = 0.05  # between two looks: a busy intake commits several batches meanwhile

log = logging.getLogger(__name__)


class Joins:
    """What a crash leaves undone here, or a failure, the sweep finds."""

    def __init__(self, transactions: Transactions, rules: Rules) -> None:
        self._transactions = transactions
        self._rules = rules
        self._joinable: list[Pair] = []
        self._brought: list[Pair] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="joins")

    async def stop(self) -> None:
        """Joins what is left, then ends."""
        await self.idle()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def idle(self) -> None:
        if self._task is not None:
            await self._idle.wait()

    def add(self, joinable: Sequence[Pair], brought: Sequence[Pair]) -> None:
        """`joinable`: known to have something waiting; `brought`: the messages of a batch, committed. Never waits."""
        if joinable or brought:
            self._joinable += joinable
            self._brought += brought
            self._idle.clear()
            self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            joinable, self._joinable = self._joinable, []
            brought, self._brought = self._brought, []
            try:
                pairs = [*joinable, *await parked.wanted(self._transactions.database, brought)]
                if pairs:
                    await parked.join_committed(self._transactions, self._rules, pairs)
            except Exception:
                log.exception("parked facts are left to the sweep")
            if not self._wake.is_set():
                self._idle.set()
            await asyncio.sleep(PAUSE_SECONDS)
