from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub.statistics import MINUTE, NOON, count, keep, said
from tests.web.conftest import Bearer
from tests.web.people import add_manager

PATH = "/api/v1/admin/stats"
DAY = {"since": "2026-09-23", "until": "2026-09-23"}


async def test_managers_read_it_and_agents_do_not(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    answer = await client.get(PATH, headers=bearer(await add_manager(transactions)))
    assert answer.status_code == 200
    assert len(answer.json()["days"]) == 30
    assert (await client.get(PATH, headers=bearer(cast.dana))).status_code == 403
    assert (await client.get(PATH)).status_code == 401


async def test_it_is_downloaded_as_a_table_without_formulas(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    await keep(transactions, said(cast, NOON), said(cast, NOON + MINUTE, "dana"))
    async with transactions.begin() as tx:
        evil = tables.users.update().where(tables.users.c.id == "dana").values(name='=HYPERLINK("http://x")')
        await tx.connection.execute(evil)
    await count(transactions)
    answer = await client.get(PATH, params=DAY | {"format": "csv"}, headers=bearer(cast.ines))
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines[0][:4] == ["Day", "Number", "Person", "Received"]
    assert lines[1][:5] == ["2026-09-23", "Sales line", "", "1", "0"]
    assert lines[2][:3] == ["2026-09-23", "Sales line", '\'=HYPERLINK("http://x")']
    assert lines[2][4] == "1"
    assert lines[2][8:11] == ["1", "60", "60"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "2026-09-24", "until": "2026-09-23"}, "since"),
        ({"since": "2020-01-01", "until": "2026-09-23"}, "since"),
        ({"since": "99999-01-01"}, "since"),
        ({"since": "0001-01-01", "until": "0001-01-02"}, "since"),
        ({"until": "9999-12-31"}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"format": "pdf"}, "format"),
        ({"after": "x"}, "after"),
    ],
)
async def test_a_range_that_is_none_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, asked: dict[str, Any], field: str
) -> None:
    answer = await client.get(PATH, params=asked, headers=bearer(cast.ines))
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == field
