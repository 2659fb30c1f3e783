"""Starts campaigns: those whose time has come, and those somebody sends. One at a time in a process; the audience a stretch a transaction,
so that the inbox never waits for more than a stretch."""

from __future__ import annotations

import asyncio
import logging

from hub.campaigns import freezing, looking, shaping
from hub.campaigns.freezing import Overtaken
from hub.transaction import Transactions, milliseconds
from hub.work import leases
from storage.campaigns import rows
from storage.campaigns.rows import CampaignRow

BREATH_SECONDS = 0.002  # between two stretches: whoever waits to write comes first

log = logging.getLogger(__name__)


class CampaignStarts:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._transactions = transactions
        self._holder = holder
        self._stopping = False
        self.stretch = looking.STRETCH

    async def release_dead(self) -> None:
        """What a process that crashed here was starting goes on at once."""
        await leases.release_dead(self._transactions, rows)

    async def turn(self) -> bool:
        """Starts the campaign that waits longest; whether there was one."""
        async with self._transactions.database.reading() as connection:
            if self._stopping or not await rows.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            row = await freezing.begin(tx, self._holder)
        if row is None:
            return False
        if row.state == "starting":
            try:
                await self._freeze(row)
            except Overtaken:
                log.info("campaign %s is not ours to start any more", row.id)
        return True

    def interrupt(self) -> None:
        """After the present stretch; another process goes on with the next."""
        self._stopping = True

    async def _freeze(self, row: CampaignRow) -> None:
        database, told_at = self._transactions.database, 0
        async with database.reading() as connection:
            asked = await looking.asked(connection, shaping.campaign(row))
        while not self._stopping:
            async with database.reading() as connection:
                found = await looking.stretch(connection, asked, row.frozen_to, limit=self.stretch)
            if not found:
                async with self._transactions.begin() as tx:
                    await freezing.finish(tx, row, self._holder)
                return
            async with self._transactions.begin() as tx:
                row, told_at = await freezing.freeze(tx, row, self._holder, found, told_at)
            await asyncio.sleep(BREATH_SECONDS)
        async with self._transactions.begin() as tx:
            await rows.release(tx.connection, self._holder, tx.now)
