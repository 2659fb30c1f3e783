from __future__ import annotations

from typing import Any

import pytest

from hub.inbox import trace
from hub.transaction import Transactions
from hub.wire.commands import MessageTrace
from hub.wire.errors import Refusal
from storage import tables
from storage.database import Database
from storage.running import positions
from storage.running.positions import PositionRow
from tests.cast import Cast


async def arrived(transactions: Transactions, cast: Cast) -> int:
    """A message of Pim's that came by webhook and was announced; the number of its event."""
    async with transactions.begin() as tx:
        webhook = {"id": "w1", "kind": "whatsapp", "received_at": tx.now - 20, "body": b"{}", "state": "applied"}
        await tx.connection.insert_many(tables.ledger, [webhook])
        row: dict[str, Any] = {
            "id": "m1", "conversation_id": cast.pims, "channel_id": cast.sales, "order": "1", "direction": "in", "kind": "text",
            "text": "hi", "status": "received", "author_kind": "customer", "ledger_id": "w1", "sent_at": 1, "created_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.messages, [row])
        quoting = b'{"type":"message.created","message":{"id":"m0","reply_to":"m1"}}'
        body = b'{"type":"message.created","message":{"id":"m1"}}'
        tx.announced.extend(("message.created", f"channel:{cast.sales}", b) for b in (quoting, body))
    async with transactions.database.reading() as connection:
        head: int = await connection.value(tables.event_head.select().with_only_columns(tables.event_head.c.seq))
    return head


def position(name: str, keys: str, started: int, seq: int, at: int, closed: int | None = None) -> PositionRow:
    return PositionRow(name, name, keys, started, seq, f"[[{seq},{at}]]", at, at, closed)


async def traced(database: Database, cast: Cast, message: str = "m1") -> dict[str, Any]:
    async with database.reading() as connection:
        return await trace.of_message(connection, cast.dana, MessageTrace(id=1, message=message))


async def test_an_inbound_message_is_followed_to_the_sessions(
    database: Database, transactions: Transactions, cast: Cast
) -> None:
    seq = await arrived(transactions, cast)
    sales, later = f"everyone channel:{cast.sales}", 4_000_000_000_000
    async with database.writing() as connection:
        rows = [
            position("heard", sales, seq - 2, seq, later),
            position("sent", sales, seq - 2, seq - 1, later),
            position("came-later", sales, seq, seq, later),
            position("left-before", sales, seq - 2, seq - 2, 5, closed=5),
            position("other-keys", f"channel:{cast.support}", seq - 2, seq, later),
        ]
        await positions.store(connection, rows)
    told = await traced(database, cast)
    assert told["received"]["ledger"] == "w1"
    assert told["received"]["at"] < told["stored_at"]
    assert told["published"]["seq"] == seq
    assert {s["session"]: s["acknowledged"] for s in told["sessions"]} == {"heard": True, "sent": False}
    assert {s["session"]: s["acknowledged_at"] is None for s in told["sessions"]} == {"heard": False, "sent": True}


async def test_a_send_shows_every_attempt(database: Database, transactions: Transactions, cast: Cast) -> None:
    await arrived(transactions, cast)
    async with database.writing() as connection:
        common = {"message_id": "m1", "channel_id": cast.sales}
        failed = {"id": "a1", "number": 1, "started_at": 1000, "failed_at": 2000, "delivered_at": None}
        delivered = {"id": "a2", "number": 2, "started_at": 3000, "failed_at": None, "delivered_at": 4000}
        await connection.insert_many(tables.attempts, [failed | common, delivered | common])
    attempts = (await traced(database, cast))["attempts"]
    assert [list(a["times"]) for a in attempts] == [["started", "failed"], ["started", "delivered"]]


async def test_positions_are_stored_once_and_moved(database: Database) -> None:
    for seq in (1, 2):
        async with database.writing() as connection:
            await positions.store(
                connection, [position("s", "everyone", 0, seq, seq), position(f"n{seq}", "k", 0, 0, 1)]
            )
    async with database.reading() as connection:
        found = {p.id: p.seq for p in await positions.hearing(connection, 1, 0)}
    assert found == {"s": 2, "n1": 0, "n2": 0}


async def test_a_message_of_another_channel_does_not_exist(
    database: Database, transactions: Transactions, cast: Cast
) -> None:
    await arrived(transactions, cast)
    async with database.reading() as connection:
        with pytest.raises(Refusal):
            await trace.of_message(connection, cast.omar, MessageTrace(id=1, message="m1"))
        with pytest.raises(Refusal):
            await trace.of_message(connection, cast.dana, MessageTrace(id=1, message="nothing"))
