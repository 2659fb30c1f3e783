from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.intake import Intake
from hub.transaction import Transactions
from tests.cast import Cast
from tests.hub.receiving.wire import KnownSecrets


@pytest.fixture
async def intake(transactions: Transactions, cast: Cast) -> AsyncIterator[Intake]:
    made = Intake(transactions, KnownSecrets(), {"whatsapp": WhatsApp(Transport())})
    await made.start()
    yield made
    await made.stop()
