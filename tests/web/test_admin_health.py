from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import update

from hub import metrics
from hub.accounts import number_health
from hub.assembly import Hub
from hub.live.broker import LocalBroker
from hub.running import reports
from hub.searching import indexing
from hub.transaction import Transactions, milliseconds
from storage import tables
from storage.accounts import channels
from storage.running import processes
from storage.running.processes import ProcessRow
from tests.cast import Cast
from tests.hub.statistics import DAY, HOUR, MINUTE, count, keep, said
from tests.web.conftest import Bearer
from tests.web.people import add_manager

PATH = "/api/v1/admin/health"


async def _fares(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get(PATH, headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _part(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(part for part in told["parts"] if part["name"] == name)
    return found


async def test_managers_read_it_and_agents_do_not(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    told = await _fares(client, bearer(await add_manager(transactions)))
    assert {number["channel"] for number in told["numbers"]} == {cast.sales, cast.support}
    assert (await client.get(PATH, headers=bearer(cast.dana))).status_code == 403


async def test_every_part_is_told(client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub) -> None:
    await hub.reports.tell()
    told = await _fares(client, bearer(cast.ines))
    for name in ("database", "broker", "storage"):
        assert _part(told, name)["state"] == "ok", told["parts"]
    assert ("needs no Redis" in _part(told, "broker")["finding"]) is isinstance(hub.broker, LocalBroker)
    work = _part(told, "background work")
    assert (work["state"], "bma work" in work["finding"]) == ("failed", True)  # this hub plays the web's part alone
    assert [process["roles"] for process in told["processes"]] == [["web"]]


async def test_the_speed_is_that_of_all_processes_together(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub, transactions: Transactions
) -> None:
    await hub.reports.tell()
    for _ in range(98):
        metrics.webhook_to_socket.observe(0.004)
    await hub.reports.tell()
    slow = [0] * (len(metrics.SECONDS) + 1)
    slow[metrics.SECONDS.index(1.0)] = 2
    async with transactions.begin() as tx:
        facts = f'{{"screen":{slow},"sessions":3,"tail_lag":0}}'
        other = ProcessRow(id="x", roles="web", version="1", facts=facts, started_at=tx.now, seen_at=tx.now)
        await processes.put(tx.connection, other)
    screen = (await _fares(client, bearer(cast.ines)))["screen"]
    assert screen["count"] >= 100
    assert 2.5 <= screen["p50_ms"] <= 5
    assert 500 <= screen["p99_ms"] <= 1000


async def test_what_is_due_and_not_done_is_lag(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub, transactions: Transactions
) -> None:
    now = milliseconds()
    await keep(
        transactions,
        said(cast, now, "dana", status="queued", due_at=now - 5 * MINUTE),
        said(cast, now + 1, "dana", status="queued", due_at=now + HOUR),
    )
    async with transactions.begin() as tx:
        worker = ProcessRow(id="w", roles="work", version="1", facts=_EMPTY, started_at=tx.now, seen_at=tx.now)
        await processes.put(tx.connection, worker)
    told = await _fares(client, bearer(cast.ines))
    sending = next(queue for queue in told["queues"] if queue["name"] == "sending")
    assert (sending["waiting"], sending["lag_seconds"] >= 300) == (1, True)
    assert _part(told, "background work")["state"] == "slow"


_EMPTY = f'{{"screen":{[0] * (len(metrics.SECONDS) + 1)},"sessions":0,"tail_lag":0}}'


@pytest.mark.parametrize(
    ("weeks", "age", "unusual"),
    [
        (range(1, 9), 100, True),  # always somebody wrote
        (range(1, 7), 100, True),  # six of eight
        (range(1, 6), 100, False),
        ((), 100, False),
        (range(1, 4), 25, None),  # too young to tell
        (range(1, 5), 30, True),
    ],
)
async def test_a_silence_is_compared_with_the_same_span_of_past_weeks(
    transactions: Transactions, cast: Cast, weeks: range, age: int, unusual: bool | None
) -> None:
    now = milliseconds()
    last = now - 3 * HOUR
    await keep(transactions, said(cast, last), *(said(cast, now - HOUR - week * 7 * DAY) for week in weeks))
    # in the morning of those days nobody is silent yet: it must not count
    await keep(transactions, *(said(cast, now - 5 * HOUR - week * 7 * DAY) for week in range(1, 9)))
    await count(transactions)
    async with transactions.begin() as tx:
        old = update(tables.channels).where(tables.channels.c.id == cast.sales)
        await tx.connection.execute(old.values(created_at=now - age * DAY))
        row = await channels.get(tx.connection, cast.sales)
        assert row is not None
        told = await number_health.silence(tx.connection, row, last, now)
    assert told.unusual is unusual
    assert told.seconds == 3 * 3600
    assert told.weeks_with_messages == len(weeks)


async def test_a_token_that_ends_soon_is_told(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    for days, soon in ((3, True), (30, False)):
        async with transactions.begin() as tx:
            ends = update(tables.channels).where(tables.channels.c.id == cast.sales)
            await tx.connection.execute(ends.values(token_expires_at=tx.now + days * DAY))
        numbers = (await _fares(client, bearer(cast.ines)))["numbers"]
        assert next(n for n in numbers if n["channel"] == cast.sales)["token_expires_soon"] is soon


async def test_a_process_that_stops_takes_its_report_along(hub: Hub, transactions: Transactions) -> None:
    await hub.reports.tell()
    await hub.reports.stop()
    async with transactions.database.reading() as connection:
        assert await processes.every(connection, 0) == []


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [([0, 0], 0.5, None), ([4], 0.5, 0.0005), ([0, 10], 1.0, 0.0025), ([1, 0, 1], 0.99, 0.0049)],
)
def test_a_quantile_lies_within_its_bucket(counts: list[int], share: float, seconds: float | None) -> None:
    found = reports.quantile(counts + [0] * (len(metrics.SECONDS) + 1 - len(counts)), share)
    assert found == (None if seconds is None else pytest.approx(seconds, rel=0.02))


async def test_it_is_said_when_the_search_is_behind(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub, transactions: Transactions
) -> None:
    before = await _fares(client, bearer(cast.ines))
    assert _part(before, "search")["state"] == "slow"
    await indexing.catch_up(transactions)
    async with transactions.begin() as tx:
        await indexing.contacts(tx, [cast.pim])
    after = await _fares(client, bearer(cast.ines))
    assert _part(after, "search")["state"] == "ok"
    assert next(each for each in after["queues"] if each["name"] == "search index")["waiting"] == 1
