"""Gives contacts their facets where they have none yet: those of an older product, or all when facets are derived otherwise."""

from __future__ import annotations

import msgspec

from hub import announce, shaping
from hub.customers import facets, tags
from hub.transaction import Transaction, Transactions
from hub.work.leases import Lease
from storage.customers import contacts as contact_rows
from storage.customers import facets as rows
from storage.inbox import conversations as conversation_rows

BATCH = 500  # contacts of one transaction
_decode = msgspec.json.Decoder(list[str]).decode


class FacetWalk:
    """One process at a time, by lease."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._transactions = transactions
        self._lease = Lease(transactions.database, "facets", holder)

    async def turn(self) -> bool:
        """Goes on through some contacts; whether there are more."""
        async with self._transactions.database.reading() as connection:
            if await rows.walked(connection) == (facets.VERSION, None):
                return False
        if not await self._lease.take():
            return False
        async with self._transactions.begin() as tx:
            return await self._lease.fence(tx.connection) and await _walk_on(tx)

    async def stop(self) -> None:
        await self._lease.give_up()


async def _walk_on(tx: Transaction) -> bool:
    version, position = await rows.walked(tx.connection) or (0, None)
    start = position if version == facets.VERSION and position is not None else ""
    found = await rows.behind(tx.connection, start, BATCH)
    seen = await contact_rows.many(tx.connection, found)
    await tags.take(tx, [tag for row in seen for tag in _decode(row.tags)])
    held = await contact_rows.lock(tx.connection, found)
    there = [row.id for row in held.values() if row.merged_into is None]
    placed = await conversation_rows.channels_of_contacts(tx.connection, there)
    shapes = await shaping.contacts(tx.connection, there)
    await announce.keep(tx, list(shapes.values()), placed=placed)
    more = len(found) == BATCH
    await rows.walk_to(tx.connection, facets.VERSION, found[-1] if more else None)
    return more
