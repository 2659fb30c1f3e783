"""Makes the follow-ups that are due, one at a time; hub/work/campaign_starts.py starts them as it starts others."""

from __future__ import annotations

from hub.campaigns import sequences
from hub.transaction import Transactions, milliseconds
from storage.campaigns import rows


class CampaignSteps:
    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def turn(self) -> bool:
        """Whether there was one."""
        async with self._transactions.database.reading() as connection:
            if not await rows.any_following(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            return await sequences.begin(tx)
