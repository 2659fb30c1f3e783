"""No list of conversations or messages looks at a whole table, whatever it is narrowed to."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Select

from hub.transaction import Transactions
from storage.database import Connection
from storage.inbox import lists as inbox
from storage.inbox import message_lists
from storage.inbox.lists import Sort, Wanted
from storage.inbox.message_lists import WantedMessages
from tests.cast import Cast

DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
WAYS: dict[str, list[dict[str, Any]]] = {
    "channels": [{"channels": None}, {"channels": ["channel-sales"]}],
    "state": [{}, {"state": "open"}],
    "assignee": [{}, {"assignees": ["dana"]}, {"assignees": ["dana", "omar"]}, {"unassigned": True}],
    "tag": [{}, {"tag": "vip"}],
    "unread": [{}, {"unread": True}, {"unread": False}],
    "waiting": [{}, {"waiting_before": 5}],
    "window": [{}, {"window_after": 5}, {"window_after": 5, "window_until": 9}, {"window_closed_at": 5}],
    "priority": [{}, {"priority": 0}, {"priority": 2}],
    "contact": [{}, {"contact": "pim"}, {"ids": ["conversation-pim"]}],
}
PLACES: dict[Sort, inbox.Place] = {"last": (5,), "waiting": (5,), "priority": (2, 5)}


async def plan(connection: Connection, statement: Select[Any]) -> str:
    """How the database would go about it; PostgreSQL, whose tables are small here, is to walk one whole only where it must."""
    how = {"compile_kwargs": {"literal_binds": True}, "dialect": DIALECTS[connection.dialect]()}
    sql = str(statement.compile(**how)).replace("%%", "%")
    if connection.dialect == "postgresql":
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        return "\n".join(str(line) for line in await connection.values(text(f"EXPLAIN {sql}")))
    return "\n".join(str(row[3]) for row in await connection.tuples(text(f"EXPLAIN QUERY PLAN {sql}")))


def walked_whole(found: str) -> list[str]:
    """The lines that read a table from end to end. A partial index is not one."""
    partial = "ix_conversations_unread", "ix_conversations_waiting", "ix_conversations_window"
    whole = ("SCAN conversations", "SCAN messages", "Seq Scan on conversations", "Seq Scan on messages")
    lines = [line for line in found.splitlines() if any(words in line for words in whole)]
    return [line for line in lines if not any(name in line for name in partial)]


@pytest.mark.parametrize("sort", ["last", "waiting", "priority"])
async def test_every_combination_of_filters_is_served_by_an_index(
    transactions: Transactions, cast: Cast, sort: Sort
) -> None:
    looked = 0
    async with transactions.begin() as tx:
        for chosen in itertools.product(*WAYS.values()):
            wanted = Wanted(**{name: value for part in chosen for name, value in part.items()})
            for rare, after in ((True, None), (False, (PLACES[sort], "x"))):
                if looked % STEP == 0:
                    statement = inbox.statement_of(
                        tx.connection.dialect, wanted, sort, after, 51, rare and wanted.tag is not None
                    )
                    found = await plan(tx.connection, statement)
                    assert walked_whole(found) == [], f"{wanted}\n{found}"
                looked += 1
    assert looked > 5_000


STEP = 11  # every so many, which no number of ways divides: all ways meet


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"channels": None}, "ix_conversations_state_last"),
        ({"channels": ["channel-sales"]}, "ix_conversations_channel_last"),
        ({"channels": ["channel-sales"], "state": "open", "assignees": ["dana"]}, "ix_conversations_assignee_last"),
        ({"channels": ["channel-sales"], "state": "open", "unassigned": True}, "ix_conversations_assignee_last"),
        ({"channels": ["channel-sales"], "state": "open", "unread": True}, "ix_conversations_unread"),
        ({"channels": ["channel-sales"], "state": "open", "waiting_before": 5}, "ix_conversations_waiting"),
        ({"channels": ["channel-sales"], "window_after": 5, "window_until": 9}, "ix_conversations_window"),
        ({"channels": ["channel-sales"], "state": "open", "priority": 2}, "ix_conversations_priority_last"),
        ({"channels": ["channel-sales"], "contact": "pim"}, "ix_conversations_contact_id"),
        ({"channels": ["channel-sales"], "tag": "vip"}, "conversation_tags"),
    ],
)
async def test_a_list_walks_the_index_made_for_it(
    transactions: Transactions, cast: Cast, dialect: str, wanted: dict[str, Any], index: str
) -> None:
    if dialect == "postgresql":
        pytest.skip("PostgreSQL chooses by how many rows there are")
    async with transactions.begin() as tx:
        statement = inbox.statement_of("sqlite", Wanted(**wanted), "last", None, 51, "tag" in wanted)
        found = await plan(tx.connection, statement)
    assert index in found, found


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"direction": "in"},
        {"status": "failed"},
        {"status": "queued"},
        {"kind": "image", "since": "1", "until": "2"},
        {"conversation": "conversation-pim", "words": "tea"},
        {"ids": ["m1"]},
    ],
)
async def test_messages_are_listed_by_an_index(
    transactions: Transactions, cast: Cast, narrowed: dict[str, Any]
) -> None:
    async with transactions.begin() as tx:
        for channels in (["channel-sales"], ["channel-sales", "channel-support"]):
            for after, horizon in ((None, None), (("1", "x"), "0")):
                wanted = WantedMessages(channels=channels, **narrowed)
                found = await plan(tx.connection, message_lists.statement_of(wanted, after, 51, horizon))
                assert walked_whole(found) == [], found
