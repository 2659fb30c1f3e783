"""Small looks at what has become due, which any process may take."""

from __future__ import annotations

from hub import ledger
from hub.inbox import conversations, leaving
from hub.receiving import parked
from hub.receiving.book import Rules
from hub.transaction import Transactions, milliseconds
from hub.work import claims
from storage.inbox import assignments
from storage.inbox import conversations as conversation_rows
from storage.intake import ledger as ledger_rows
from storage.outgoing import deliveries

LEDGER_BATCH = 20
KEPT_BACK_AT_ONCE = 100


class Sweeps:
    """Each tells whether there may be more to do at once."""

    def __init__(self, transactions: Transactions, rules: Rules) -> None:
        self._transactions = transactions
        self._rules = rules

    async def wake_snoozed(self) -> bool:
        async with self._transactions.database.reading() as connection:
            if not await conversation_rows.due_to_wake(connection, milliseconds(), 1):
                return False
        async with self._transactions.begin() as tx:
            return await conversations.wake_due(tx) >= conversations.WAKE_BATCH

    async def keep_back_answered(self) -> bool:
        """Before they are due (a claim looks again), so that nobody counts on what will not go."""
        async with self._transactions.database.reading() as connection:
            answered = await deliveries.answered(connection)
        if not answered:
            return False
        async with self._transactions.begin() as tx:
            await claims.keep_back(tx, answered[:KEPT_BACK_AT_ONCE])
        return len(answered) > KEPT_BACK_AT_ONCE

    async def give_back(self) -> bool:
        async with self._transactions.database.reading() as connection:
            if not await assignments.left_behind(connection, 1):
                return False
        async with self._transactions.begin() as tx:
            return await leaving.sweep(tx) >= leaving.BATCH

    async def apply_pending(self) -> bool:
        async with self._transactions.database.reading() as connection:
            if not await ledger_rows.depth(connection):
                return False
        return await ledger.apply_pending(self._transactions, self._rules, LEDGER_BATCH) >= LEDGER_BATCH

    async def join_parked(self) -> bool:
        return await parked.sweep(self._transactions, self._rules) >= parked.SWEEP_LIMIT
