"""What holds of every list: no statement reads a whole table, and a longer page takes no more statements than a short one."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from hub.assembly import Hub
from hub.searching import indexing
from hub.transaction import Transactions
from storage import tables
from tests import lists, plans
from tests.benchmarks.million import Office, conversation_id
from tests.cast import Cast
from tests.web.conftest import Bearer
from web.operations import Operation

EACH_KIND = 3  # a longer page may hold kinds of things a short one lacks, each read by a statement
API = "/api/v1"
INDEXED_BY = {  # how each database names it
    "search_postings": ("pk_search_postings", "SEARCH p USING PRIMARY KEY (chunk=? AND token"),
    "search_entries": ("pk_search_entries", "SEARCH search_entries USING INTEGER PRIMARY KEY"),
    "search_chunks": ("ix_search_chunks_last",),
    "search_tail": ("ix_search_tail_at", "sqlite_autoindex_search_tail_1"),
}


@pytest.fixture
async def office(hub: Hub, transactions: Transactions, cast: Cast) -> Office:
    """Some of everything, indexed."""
    made = Office(scale=0.002)
    rows = {table: [dict(zip(columns, row, strict=True)) for row in given] for table, columns, given in made.tables()}
    async with hub.database.writing() as connection:
        for table in (*made.FIRST, *(name for name in rows if name not in made.FIRST)):
            await connection.insert_many(tables.metadata.tables[table], rows[table])
    await indexing.catch_up(transactions)
    await plans.pretend_large(hub.database)
    return made


@pytest.fixture
async def known(office: Office, client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> dict[str, str]:
    """By the first words of an address, the id of one such thing."""
    ids = {"channels": "channel-1", "contacts": office.contact(3), "conversations": conversation_id(0)}
    for address, body in lists.MADE.items():
        answer = await client.post(f"{API}/{address}", json=lists.told(body, ids), headers=bearer(cast.ines))
        assert answer.status_code == 201, answer.text
        ids[address] = lists.made_id(answer.json())
    return ids


async def ask(
    client: httpx.AsyncClient,
    operation: Operation,
    known: dict[str, str],
    query: dict[str, str],
    headers: dict[str, str],
) -> dict[str, Any]:
    given = lists.told(query, known)
    answer = await client.get(API + lists.address(operation, known), params=given, headers=headers)
    assert answer.status_code == 200, (operation.path, query, answer.text)
    page: dict[str, Any] = answer.json()
    return page


async def test_no_list_reads_a_whole_table(
    hub: Hub, office: Office, known: dict[str, str], client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    found: dict[str, str] = {}
    for operation in lists.every():
        for agent in (cast.ines, cast.dana):
            if agent.role not in (operation.roles or ()):
                continue
            for query in lists.variants(operation):
                after: dict[str, str] = {}
                while True:  # the first page and the second
                    with plans.watched(hub.database) as statements:
                        page = await ask(client, operation, known, query | after, bearer(agent))
                    for fault in await plans.faults(hub.database, statements, from_top=not after):
                        found.setdefault(fault, f"{operation.path} {query | after}")
                    if after or not page.get("next"):
                        break
                    after = {"after": page["next"]}
    assert not found, "\n\n".join(f"{where}\n  {fault}" for fault, where in found.items())


async def test_a_longer_page_takes_no_more_statements(
    hub: Hub, office: Office, known: dict[str, str], client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    for operation in lists.every():
        if "limit" not in operation.query.__struct_fields__:
            continue
        counts = {}
        for limit in ("2", "100"):
            with plans.watched(hub.database) as statements:
                query = next(iter(lists.variants(operation))) | {"limit": limit}
                await ask(client, operation, known, query, bearer(cast.ines))
            counts[limit] = len(statements)
        assert counts["100"] <= counts["2"] + EACH_KIND, f"{operation.path}: {counts}"


async def test_the_search_walks_its_index(
    hub: Hub, office: Office, client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    with plans.watched(hub.database) as statements:
        await client.get(f"{API}/search", params={"q": "ราคา"}, headers=bearer(cast.ines))
    asked = {table: statement for statement in statements for table in INDEXED_BY if f"{table} " in statement.sql + " "}
    assert set(asked) == set(INDEXED_BY)
    for table, statement in asked.items():
        async with hub.database.reading() as connection:
            told = await plans.plan(connection, statement)
        assert any(name in told for name in INDEXED_BY[table]), told
