"""A webhook of several numbers stands between what came before it and what came after, whenever anybody looks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from hub.router.feed import Feed
from hub.router.runner import Means, Runner
from hub.router.settler import Settler
from hub.router.sorting import EVERY_NUMBER
from hub.work.clock import Clock
from storage import tables
from storage.database import Connection
from storage.outgoing import endpoints as endpoint_rows
from tests.cast import SALES_ADDRESS, SUPPORT_ADDRESS
from tests.hub.router.conftest import VAULT, House, webhook


async def ours(_: Connection) -> bool:
    return True


@pytest.fixture
async def runner(house: House) -> AsyncIterator[Runner]:
    """Of an endpoint for which sales 1, a webhook of both numbers, sales 2 and support 1 wait, in this order."""
    await house.add("router", "https://example.com/in")
    bodies = [webhook("sales 1"), webhook("both", SALES_ADDRESS, SUPPORT_ADDRESS), webhook("sales 2")]
    await house.store(*bodies, webhook("support 1", SUPPORT_ADDRESS))
    feed = Feed(house.transactions, ours)
    async with house.transactions.database.reading() as connection:
        (row,) = feed.endpoints = await endpoint_rows.every(connection)
    await feed.turn()
    means = Means(
        database=house.transactions.database,
        vault=VAULT,
        settler=Settler(house.transactions, ours),
        clock=Clock(),
        allowed=lambda: (),
        may_send=lambda: True,
    )
    made = Runner(means, row)
    yield made
    await made._carrier.close()


async def places(runner: Runner, lane: str) -> list[int]:
    return [row.place for row in (await runner._load(lane)).rows]


async def test_only_what_came_before_it_may_go(runner: Runner) -> None:
    assert [head.lane for head in await runner._look()] == [SALES_ADDRESS]
    assert await places(runner, SALES_ADDRESS) == [1]
    assert await places(runner, SUPPORT_ADDRESS) == []
    assert await places(runner, EVERY_NUMBER) == []


async def test_then_it_goes_alone_and_then_the_others(runner: Runner, house: House) -> None:
    await settle(house, 1)
    assert await places(runner, EVERY_NUMBER) == [2]
    assert await places(runner, SALES_ADDRESS) == []
    await settle(house, 2)
    assert await places(runner, EVERY_NUMBER) == []
    assert await places(runner, SALES_ADDRESS) == [3]
    assert await places(runner, SUPPORT_ADDRESS) == [4]


async def settle(house: House, place: int) -> None:
    async with house.transactions.begin() as tx:
        changed = update(tables.forwards).where(tables.forwards.c.place == place).values(state="done")
        await tx.connection.execute(changed)
