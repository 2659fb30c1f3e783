"""Numbers that took long to count are given again while they are young; the others are counted for everybody who asks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.campaigns import figures, states
from hub.campaigns.counted import Counted
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from tests.cast import Cast
from tests.hub.work import crowd


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow:
    """Counts what is asked, and lets the clock pass."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.asked = 0
        self._clock, self._seconds, self._count = clock, seconds, figures.analytics

    async def __call__(self, *given: Any) -> Any:
        self.asked += 1
        self._clock.now += self._seconds
        return await self._count(*given)


@pytest.fixture
async def campaign(transactions: Transactions, cast: Cast) -> str:
    async with transactions.begin() as tx:
        return await crowd.running(tx, cast.sales, await crowd.crowd(tx, 2))


@pytest.mark.parametrize(("seconds", "asked"), [(1.0, 1), (0.1, 3)])
async def test_what_takes_long_is_counted_once_for_all(
    transactions: Transactions, cast: Cast, campaign: str, monkeypatch: pytest.MonkeyPatch, seconds: float, asked: int
) -> None:
    clock = Clock()
    slow = Slow(clock, seconds)
    monkeypatch.setattr("hub.campaigns.figures.analytics", slow)
    counted = Counted(clock)
    calls = (counted.analytics(transactions.database, cast.ines, campaign, None) for _ in range(3))
    assert len({each.total for each in await asyncio.gather(*calls)}) == 1
    assert slow.asked == asked
    clock.now += 11
    await counted.analytics(transactions.database, cast.ines, campaign, None)
    assert slow.asked == asked + 1


async def test_a_new_state_is_told_at_once_and_rights_are_asked_each_time(
    transactions: Transactions, cast: Cast, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("hub.campaigns.figures.analytics", Slow(clock, 1.0))
    counted = Counted(clock)
    await counted.analytics(transactions.database, cast.ines, campaign, None)
    async with transactions.begin() as tx:
        await states.move(tx, campaign, "paused", by=cast.ines)
    assert (await counted.analytics(transactions.database, cast.ines, campaign, None)).state == "paused"
    with pytest.raises(Refusal):
        await counted.analytics(transactions.database, cast.omar, campaign, None)
