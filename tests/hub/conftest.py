"""Every verb test acts through `acting`: one transaction, after which Dana, Omar and Ines each hold what they would read afresh."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from hub.transaction import Commit, Transaction, Transactions
from tests.cast import Cast
from tests.hub.replay import replayed

Acting = Callable[[], AbstractAsyncContextManager[Transaction]]


@pytest.fixture
def acting(transactions: Transactions, commits: list[Commit], cast: Cast) -> Acting:
    @asynccontextmanager
    async def act() -> AsyncIterator[Transaction]:
        async with replayed(transactions, commits, cast.dana, cast.omar, cast.ines), transactions.begin() as tx:
            yield tx

    return act
