"""How long what went to endpoints is kept, and that nobody reads the whole queue."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hub import ids
from hub.router import pruning
from hub.transaction import milliseconds
from storage import tables
from storage.intake import ledger
from storage.outgoing import endpoints as endpoint_rows
from storage.outgoing import forwards
from tests.hub.router.conftest import House, webhook

HOUR_MS = 3_600_000


async def keep(house: House, id: str, *rows: dict[str, Any]) -> None:
    """Rows of the queue, each with a place behind the one before."""
    whole = {"endpoint_id": id, "topic": "messages", "lane": "1", "tries": 1, "state": "waiting", "settled_at": None}
    now = milliseconds()
    times = {"due_at": now, "since": now, "created_at": now}
    made = [
        whole | times | {"id": ids.new(), "source": f"s{place}", "place": place} | row
        for place, row in enumerate(rows, 1)
    ]
    async with house.transactions.begin() as tx:
        await tx.connection.insert_many(tables.forwards, made)


async def left(house: House) -> list[int]:
    async with house.transactions.database.reading() as connection:
        return sorted(await connection.values(tables.forwards.select().with_only_columns(tables.forwards.c.place)))


async def test_what_was_taken_is_kept_a_day_and_dead_letters_a_month(house: House) -> None:
    made = await house.add("router", "https://example.com/in")
    now = milliseconds()
    await keep(
        house,
        made.endpoint.id,
        {"state": "done", "settled_at": now - 25 * HOUR_MS},
        {"state": "done", "settled_at": now - 23 * HOUR_MS},
        {"state": "dead", "settled_at": now - 31 * 24 * HOUR_MS},
        {"state": "dead", "settled_at": now - 29 * 24 * HOUR_MS},
        {"created_at": now - 400 * 24 * HOUR_MS},
    )
    await pruning.prune(house.transactions.database, now)
    assert await left(house) == [2, 4, 5]


async def test_of_what_was_taken_the_newest_are_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    monkeypatch.setitem(pruning.KEPT, "done", (24 * HOUR_MS, 3))
    made = await house.add("router", "https://example.com/in")
    done = {"state": "done", "settled_at": milliseconds()}
    await keep(house, made.endpoint.id, *[done] * 9, {})
    await pruning.prune(house.transactions.database, milliseconds())
    assert await left(house) == [7, 8, 9, 10]


async def test_a_body_that_waits_to_be_forwarded_outlives_the_ledgers_days(house: House) -> None:
    made = await house.add("router", "https://example.com/in")
    waits, went = await house.store(webhook("waits"), webhook("went"))
    await keep(house, made.endpoint.id, {"source": waits}, {"source": went, "state": "done", "settled_at": 1})
    async with house.transactions.begin() as tx:
        assert await ledger.prune(tx.connection, tx.now + 1, 100) == 1
    async with house.transactions.database.reading() as connection:
        assert set(await forwards.bodies(connection, [waits, went])) == {waits}


LOOKS = (forwards._HEADS, forwards._FIRST_OF_LANE, forwards._OF_LANE, endpoint_rows._QUEUES)


@pytest.mark.parametrize("sql", LOOKS, ids=["heads", "first", "lane", "counts"])
async def test_no_look_at_the_queue_reads_it_whole(house: House, sql: str) -> None:
    """Each has an index to go by, also when there is next to nothing in the table."""
    async with house.transactions.database.reading() as connection:
        given = ["x", "x", 7, 7][: len(set(re.findall(r"\$\d", sql)))]
        if connection.dialect == "postgresql":
            await connection.driver("SET LOCAL enable_seqscan = off")
            words = "EXPLAIN " + sql.format(by_lane="", among="IN ('x')")
        else:
            words = sql.format(by_lane="INDEXED BY ix_forwards_lane", among="IN ('x')").replace("$", "?")
            words = "EXPLAIN QUERY PLAN " + words
        plan = [str(step[-1]) for step in await connection.driver(words, given)]
    assert [step for step in plan if re.search(r"Seq Scan on forwards|SCAN (forwards|f)\b", step)] == []
    assert any("ix_forwards" in step for step in plan)
