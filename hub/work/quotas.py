"""Asks providers that count a month's messages how many are used. What goes out in between is counted here."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from channels.channel import Channel, ChannelError
from channels.line.channel import Line
from hub.accounts import channels
from hub.accounts.at_hand import Accounts
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow

OLD_MS = 15 * 60_000  # others send for the account too: campaigns in the provider's own console
AGAIN_MS = 60_000  # after an answer that did not come

log = logging.getLogger(__name__)


class Quotas:
    """One process at a time, by lease."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, channels: Mapping[str, Channel], holder: str
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._lease = Lease(transactions.database, "quotas", holder)
        self._due: dict[str, int] = {}  # by account

    async def turn(self) -> bool:
        now = milliseconds()
        wanting = [row for row in self._accounts.every() if self._wants(row, now)]
        if not wanting or not await self._lease.take():
            return False
        for row in wanting:
            self._due[row.id] = now + AGAIN_MS
            try:
                await self._ask(row)
                self._due[row.id] = now + OLD_MS
            except (ChannelError, LookupError) as error:
                log.info("channel account %s: the month's messages are not known: %s", row.id, error)
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    def _wants(self, row: AccountRow, now: int) -> bool:
        usable = row.state in ("active", "paused") and isinstance(self._channels.get(row.kind), Line)
        return usable and row.credentials is not None and self._due.get(row.id, 0) <= now

    async def _ask(self, row: AccountRow) -> None:
        channel = self._channels[row.kind]
        if not isinstance(channel, Line):
            return
        told = await channel.quota(self._accounts.account(row.id))
        async with self._transactions.begin() as tx:
            values = {"quota_allowed": told.allowed, "quota_used": told.used, "quota_at": tx.now}
            before = await rows.lock(tx.connection, row.id)
            if before is None or (before.quota_allowed, before.quota_used) == (told.allowed, told.used):
                await rows.note(tx.connection, row.id, values)
            else:  # every screen that says what an answer costs reads it again
                await channels.alter(tx, before, values)
