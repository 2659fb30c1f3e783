"""Real work processes killed while they draw a quotation's document: it goes once all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.quotations import drafts, sending
from hub.transaction import Transactions
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotation_sends import QuotationSend
from storage import tables
from tests.cast import Cast
from tests.hub.quotation_way.office import ITEM
from tests.hub.work.test_crashes import Workers, is_dead
from tests.stage import Stage
from tests.waiting import until


@pytest.fixture
async def workers(database_url: str, transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Workers]:
    stage = Stage(database_url, None, tmp_path / "data")
    yield Workers(stage, transactions)
    await stage.close()


async def test_a_killed_worker_leaves_a_document_that_the_next_one_sends_once(workers: Workers, cast: Cast) -> None:
    worker = workers.add().start(CRASH_AT="after_drawing")
    async with workers.transactions.begin() as tx:
        made = await drafts.create(tx, cast.dana, NewQuotation(conversation=cast.pims, currency="THB", items=[ITEM]))
        message = await sending.send(tx, cast.dana, made.id, QuotationSend(conversation=cast.pims))
    await until(lambda: is_dead(worker))
    assert (await workers.message(message.id))["status"] == "queued"
    worker.start()
    await workers.becomes(message.id, "accepted")

    async def is_sent() -> bool:
        (row,) = await workers.rows(tables.quotations)
        return bool(row["state"] == "sent")

    await until(is_sent)
    assert len(await workers.rows(tables.attempts)) == 1
    assert len(await workers.rows(tables.attachments)) == 1
