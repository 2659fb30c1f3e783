"""An office that offers something to Pim: quotations, the workers that carry them, an intake that hears the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.intake import Intake
from hub.transaction import Transactions
from hub.work import log_reader
from storage.blobs import Blobs
from tests.cast import Cast
from tests.hub.quotation_way.office import Office
from tests.hub.receiving.wire import KnownSecrets
from tests.hub.work.fakes import FakeChannel, Work, set_up_accounts


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reader, "GATHER_SECONDS", 0)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
async def office(cast: Cast, transactions: Transactions, channel: FakeChannel, tmp_path: Path) -> AsyncIterator[Office]:
    blobs = Blobs.open(None, tmp_path)
    work = Work(transactions, await set_up_accounts(transactions), channel, blobs, cast.sales)
    intake = Intake(transactions, KnownSecrets(), Office.parsing())
    await intake.start()
    made = Office(transactions, cast, work, blobs, intake)
    await made.open()
    yield made
    await intake.stop()
