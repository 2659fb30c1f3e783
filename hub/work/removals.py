"""Deletes from the store the files nothing names any more. The row goes when the file has gone: a crash in between tries again."""

from __future__ import annotations

import logging

from hub.transaction import Transactions, milliseconds
from storage.blobs import Blobs
from storage.running import removals

BATCH = 50
AGAIN_MS = 60_000

log = logging.getLogger(__name__)


class Removals:
    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._database = transactions.database
        self._blobs = blobs

    async def turn(self) -> bool:
        """Deletes what is due; whether there may be more. Two processes at the same file do no harm."""
        async with self._database.reading() as connection:
            keys = await removals.due(connection, milliseconds(), BATCH)
        gone = [key for key in keys if await self._delete(key)]
        kept = set(keys) - set(gone)
        if keys:
            async with self._database.writing() as connection:
                await removals.done(connection, gone)
                await removals.put_off(connection, kept, milliseconds() + AGAIN_MS)
        return len(keys) == BATCH and not kept

    async def _delete(self, key: str) -> bool:
        try:
            await self._blobs.delete(key)
        except Exception as error:  # the store is away: whatever it is called, the file may still be there
            log.warning("a file could not be deleted yet: %s", type(error).__name__)
            return False
        return True
