"""Every verb test acts through `acting`: one transaction, after which Dana, Omar and Ines each hold what they would read afresh. Webhooks
come in by `intake`, and `look` sees what they leave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.intake import Intake
from hub.receiving.book import Rules
from hub.transaction import Commit, Transaction, Transactions
from storage.database import Database
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import KnownSecrets
from tests.hub.replay import replayed

Acting = Callable[[], AbstractAsyncContextManager[Transaction]]


@pytest.fixture
def acting(transactions: Transactions, commits: list[Commit], cast: Cast) -> Acting:
    @asynccontextmanager
    async def act() -> AsyncIterator[Transaction]:
        async with replayed(transactions, commits, cast.dana, cast.omar, cast.ines), transactions.begin() as tx:
            yield tx

    return act


@pytest.fixture
def rules() -> Rules:
    """With the channels whose webhooks come in."""
    return Rules(channels={"whatsapp": WhatsApp(Transport())})


@pytest.fixture
async def intake(transactions: Transactions, cast: Cast, rules: Rules) -> AsyncIterator[Intake]:
    made = Intake(transactions, KnownSecrets(), rules.channels)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def look(database: Database) -> Look:
    return Look(database)
