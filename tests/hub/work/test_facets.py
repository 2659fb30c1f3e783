"""Contacts of an older product get what they are filtered by, a batch at a time, once."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from hub.customers import contact_lists
from hub.customers.contact_lists import Wanted
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.work import facets as work
from hub.work.facets import FacetWalk
from storage import tables
from storage.customers import facets as rows
from tests.cast import Cast


async def found(transactions: Transactions, agent: Agent, **wanted: str) -> list[str]:
    async with transactions.database.reading() as connection:
        page, _ = await contact_lists.list_page(connection, agent, Wanted(**wanted), "created", None, 50)
    return [contact.id for contact in page]


async def test_every_contact_is_given_its_facets(
    transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 1)
    async with transactions.begin() as tx:
        old = {"name_source": "agent", "created_at": 1, "updated_at": 1}
        await tx.connection.insert_many(
            tables.contacts, [{"id": id, "name": id, "tags": '["vip"]'} | old for id in "ab"]
        )
    assert await found(transactions, cast.dana, tag="vip") == []
    walk = FacetWalk(transactions, "here")
    assert [await walk.turn() for _ in range(5)] == [True, True, True, True, False]
    assert await found(transactions, cast.dana, tag="vip") == ["a", "b"]
    assert await found(transactions, cast.dana) == ["a", "b", cast.pim]


async def test_who_is_through_does_nothing_until_facets_are_derived_otherwise(
    transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = FacetWalk(transactions, "here")
    assert await walk.turn() is False
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.contacts).values(tags='["vip"]'))
    assert await walk.turn() is False
    assert await found(transactions, cast.dana, tag="vip") == []
    monkeypatch.setattr(work.facets, "VERSION", 2)
    await walk.turn()
    assert await found(transactions, cast.dana, tag="vip") == [cast.pim]
    async with transactions.database.reading() as connection:
        assert await rows.walked(connection) == (2, None)


async def test_another_process_walks_alone(transactions: Transactions, cast: Cast) -> None:
    await FacetWalk(transactions, "there").turn()
    async with transactions.begin() as tx:
        await rows.walk_to(tx.connection, 0, None)
    assert await FacetWalk(transactions, "here").turn() is False
    async with transactions.database.reading() as connection:
        assert await rows.walked(connection) == (0, None)
