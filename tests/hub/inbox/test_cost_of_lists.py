"""A page costs as many statements however much is on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from hub.inbox import bulk, conversations, message_lists, views
from hub.inbox import lists as inbox
from hub.inbox.message_lists import MessageFilter, ThreadPage
from hub.permissions import Agent
from hub.texts import replies
from hub.transaction import Transactions
from hub.wire.commands import ConversationList
from hub.wire.filters import ConversationFilter
from hub.wire.threads import Bulk, NewView
from storage import tables
from storage.database import Connection, Database
from tests.cast import Cast
from tests.hub import scenes

MANY = 30
Page = Callable[[Connection, Agent, int], Awaitable[Any]]

PAGES: dict[str, Page] = {
    "conversations": lambda c, agent, limit: inbox.list_page(c, agent, ConversationList(id=0, limit=limit)),
    "conversations by priority": lambda c, agent, limit: inbox.list_page(
        c, agent, ConversationList(id=0, limit=limit, sort="priority", tag="vip")
    ),
    "messages": lambda c, agent, limit: message_lists.list_page(c, agent, MessageFilter(limit=limit)),
    "messages of a kind": lambda c, agent, limit: message_lists.list_page(
        c, agent, MessageFilter(limit=limit, kind="text")
    ),
    "a thread": lambda c, agent, limit: message_lists.thread_page(
        c, agent, "conversation-pim", ThreadPage(limit=limit)
    ),
    "a thread from its beginning": lambda c, agent, limit: message_lists.thread_page(
        c, agent, "conversation-pim", ThreadPage(limit=limit, sort="oldest")
    ),
    "views": lambda c, agent, limit: views.list_page(c, agent, q=None, after=None, limit=limit),
    "replies": lambda c, agent, limit: replies.list_page(c, agent, q=None, after=None, limit=limit),
}


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked."""
    heard: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    engines = [engine.sync_engine for engine in {database._readers, database._writers}]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    yield heard
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)


@pytest.fixture
async def crowd(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        for n in range(MANY):
            await scenes.customer_writes(tx, cast.pims, f"{n}", f"wamid.{n}")
            await replies.save(tx, cast.ines, shortcut=f"hello-{n}", text="Hello!")
            await views.add(tx, cast.ines, NewView(name=f"{n}", filter=ConversationFilter(priority=n % 4, tag="vip")))
        new = [
            {"id": f"c{n}", "contact_id": cast.pim, "channel_id": cast.sales, "state": "resolved", "last_at": n, "created_at": 1, "updated_at": 1}
            for n in range(MANY)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.conversations, new)
        for n in range(MANY):
            await conversations.tag(tx, cast.ines, f"c{n}", ["vip"])


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
async def test_a_page_costs_as_many_statements_however_long_it_is(
    database: Database, cast: Cast, statements: list[str], page: Page
) -> None:
    costs = []
    for limit in (2, MANY - 1):
        statements.clear()
        async with database.reading() as connection:
            await page(connection, cast.ines, limit)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] <= 6


async def test_a_thousand_are_changed_by_as_many_statements_as_a_few(
    transactions: Transactions, crowd: None, cast: Cast, statements: list[str]
) -> None:
    costs = []
    for count in (2, MANY - 2):
        ids = sorted(f"c{n}" for n in range(MANY))[-count:] if count > 2 else ["c0", "c1"]
        statements.clear()
        async with transactions.begin() as tx:
            asked = Bulk(action="assign", to="dana", ids=ids)
            assert all(result.done for result in await bulk.run(tx, cast.ines, asked, ids))
        costs.append(len(statements))
    assert costs[0] == costs[1]
