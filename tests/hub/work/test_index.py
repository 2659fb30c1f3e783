from __future__ import annotations

import asyncio

from hub.searching import indexing, search
from hub.transaction import Transactions
from hub.work.index import Index
from hub.work.loops import Loop
from storage.searching import indexed
from tests.cast import Cast
from tests.hub import scenes
from tests.patience import PATIENCE


async def test_what_is_committed_is_found_by_itself(transactions: Transactions, cast: Cast) -> None:
    """Old rows first, then what comes while the loop sleeps."""
    index = Index(transactions, "this process")
    loop = Loop("search index", 3600.0, index.turn)
    loop.start()
    await _found(transactions, cast, "pim")
    async with transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "Where is my parcel?", "wamid.1")
    loop.wake()
    await _found(transactions, cast, "parcel")
    await loop.stop()
    await index.stop()


async def test_an_index_that_was_interrupted_goes_on_where_it_stood(transactions: Transactions, cast: Cast) -> None:
    dead = Index(transactions, "dead")
    assert await dead.turn()
    async with transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "Where is my parcel?", "wamid.1")
    await dead.stop()
    await indexing.catch_up(transactions)
    await _found(transactions, cast, "parcel")


async def test_an_idle_index_writes_nothing(transactions: Transactions, cast: Cast) -> None:
    await indexing.catch_up(transactions)
    index = Index(transactions, "this process")
    async with transactions.database.reading() as connection:
        before = await indexed.positions(connection)
    for _ in range(3):
        assert not await index.turn()
    async with transactions.database.reading() as connection:
        assert await indexed.positions(connection) == before


async def _found(transactions: Transactions, cast: Cast, q: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            async with transactions.database.reading() as connection:
                if (await search.search(connection, cast.dana, q, 5)).hits:
                    return
            await asyncio.sleep(0.02)
