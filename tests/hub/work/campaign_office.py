"""Campaigns driven as a worker drives them, with a channel whose wire is a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from hub.transaction import Transactions
from hub.work.campaigns import Campaigns
from tests.hub.work import crowd
from tests.hub.work.fakes import Work


class Office:
    """The account's sender and the loop that looks after campaigns."""

    def __init__(self, work: Work, transactions: Transactions) -> None:
        self.work = work
        self.transactions = transactions
        self.campaigns = Campaigns(transactions, "this process")

    async def start(self, count: int, **values: Any) -> str:
        async with self.transactions.begin() as tx:
            return await crowd.running(tx, self.work.account, await crowd.crowd(tx, count), **values)

    async def look(self) -> None:
        self.campaigns._told.clear()  # as if a second had passed
        while await self.campaigns.turn():
            pass

    async def states(self, campaign_id: str) -> Counter[str]:
        return Counter(row["state"] for row in await crowd.recipients(self.transactions, campaign_id))

    async def until(self, done: Callable[[], Awaitable[bool]], per_second: float = 1000.0) -> None:
        async def looked() -> bool:
            await self.look()
            return await done()

        await self.work.until(looked, per_second)

    async def until_state(self, campaign_id: str, state: str, per_second: float = 1000.0) -> dict[str, Any]:
        async def there() -> bool:
            return bool((await crowd.campaign(self.transactions, campaign_id))["state"] == state)

        await self.until(there, per_second)
        return await crowd.campaign(self.transactions, campaign_id)
