"""Keeps the search index up: one process at a time, by lease."""

from __future__ import annotations

import asyncio

from hub.searching.indexer import Indexer
from hub.transaction import Transactions
from hub.work.leases import RENEW_SECONDS, Lease

GATHER_SECONDS = (
    0.2  # what comes within it is indexed together, so that a busy inbox costs five small transactions a second
)


class Index:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._lease = Lease(transactions.database, "search-index", holder)
        self._indexer = Indexer(transactions.database, self._lease.fence)
        self._asked = -RENEW_SECONDS  # when the lease was last taken or asked for
        self._more = False

    async def turn(self) -> bool:
        """Indexes some of what changed; whether there may be more."""
        more, self._more = self._more, False
        if not more:
            if not await self._indexer.has_work() or not await self._owned():
                return False
            await asyncio.sleep(GATHER_SECONDS)
        self._more = await self._owned() and await self._indexer.step()
        return self._more

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _owned(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._asked >= RENEW_SECONDS:
            self._asked = now
            await self._lease.take()
        return self._lease.held
