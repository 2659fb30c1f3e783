"""An intake on the database under test, and looks into what it leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.intake import Intake
from hub.receiving.book import Rules
from hub.transaction import Transactions
from storage.database import Database
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import KnownSecrets


@pytest.fixture
def rules() -> Rules:
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
