from __future__ import annotations

from pathlib import Path

import pytest

from hub.transaction import Transactions
from storage.blobs import Blobs
from tests.cast import Cast
from tests.hub.work.campaign_office import Office
from tests.hub.work.fakes import FakeChannel, Work, set_up_accounts


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.open(None, tmp_path)


@pytest.fixture
async def work(cast: Cast, transactions: Transactions, channel: FakeChannel, blobs: Blobs) -> Work:
    """The sales number's sender."""
    return Work(transactions, await set_up_accounts(transactions), channel, blobs, cast.sales)


@pytest.fixture
def office(work: Work, transactions: Transactions) -> Office:
    return Office(work, transactions)
