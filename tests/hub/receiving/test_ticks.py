"""Statuses of a campaign nobody has answered: stored by the hundred, heard by nobody, and in no person's way."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import pytest
from sqlalchemy import text as sql

from hub.campaigns import sending
from hub.campaigns.entering import Hand
from hub.intake import Intake
from hub.receiving import bodies, ticks
from hub.transaction import Transactions
from storage import tables
from tests.cast import SALES
from tests.hub.campaigns.sent import BUSY
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, messages, send, status, statuses, text
from tests.hub.work import crowd
from tests.waiting import until

ALL = ("sent", "delivered", "read")


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bodies of statuses went the long way, batch by batch."""
    went: list[int] = []
    settle = Intake._settle_ticks

    async def watched(self: Intake, batch: list[Any]) -> None:
        went.append(len(batch))
        await settle(self, batch)

    monkeypatch.setattr(Intake, "_settle_ticks", watched)
    return went


@pytest.fixture
async def intake(slow: list[int], intake: Intake) -> Intake:
    """Knows the account."""
    await send(intake, messages(text("Hello", phone="66811111111"), phone="66811111111"))
    return intake


async def gone_out(transactions: Transactions, look: Look, people: int) -> list[dict[str, Any]]:
    """The attempts of a campaign's messages: nobody has answered."""
    async with transactions.begin() as tx:
        id = await crowd.running(tx, SALES, await crowd.crowd(tx, people))
    async with transactions.begin() as tx:
        handed = (await sending.take(tx, id, people, BUSY, Hand("a worker", lambda person: True))).handed
        tried = [{"id": each.attempt_id, "message_id": each.message_id} for each in handed]
        rest = {"channel_id": SALES, "number": 1, "started_at": tx.now}
        await tx.connection.insert_many(tables.attempts, [each | rest for each in tried])
    return await look.rows("attempts")


def told(attempt: dict[str, Any], word: str, **more: Any) -> dict[str, Any]:
    at = NOON + ALL.index(word) if word in ALL else NOON
    return statuses(status(f"wamid.{attempt['id']}", word, tag=attempt["id"], at=at, **{"recipient_id": ""} | more))


async def test_every_order_comes_to_the_same_and_nobody_hears_of_it(
    intake: Intake, transactions: Transactions, look: Look, slow: list[int]
) -> None:
    attempts = await gone_out(transactions, look, 6)
    before, heard = await look.rows("conversations"), await look.count("event_log")
    orders = list(itertools.permutations(ALL))
    await asyncio.gather(
        *[send(intake, told(a, w)) for a, order in zip(attempts, orders, strict=True) for w in (*order, order[0])]
    )
    assert slow == []
    assert {row["status"] for row in await look.rows("messages", "campaign_id IS NOT NULL")} == {"read"}
    for row in await look.rows("attempts"):
        assert [row[f"{word}_at"] for word in ALL] == [(NOON + n) * 1000 for n in range(3)]
        assert row["provider_id"] == f"wamid.{row['id']}"
    assert await look.rows("conversations") == before
    assert await look.count("event_log") == heard
    assert {row["message_id"] for row in await look.rows("recipient_news")} == {row["message_id"] for row in attempts}
    ledger = await look.rows("ledger", "items LIKE '%status%'")
    assert {row["state"] for row in ledger} == {"applied"}
    assert sorted(json.loads(row["items"])[0]["state"] for row in ledger) == ["duplicate"] * 6 + ["stored"] * 18


async def introduced(look: Look, attempt: dict[str, Any], word: str, user: str) -> tuple[dict[str, Any], str]:
    """A status that names a person by two aliases, and the id of the contact it is about."""
    message = await look.row("messages", "id = :id", id=attempt["message_id"])
    conversation = await look.row("conversations", "id = :id", id=message["conversation_id"])
    (known,) = await look.rows("identities", "contact_id = :id AND kind = 'phone'", id=conversation["contact_id"])
    return told(attempt, word, recipient_id=known["value"], recipient_user_id=user), conversation["contact_id"]


async def test_a_failure_goes_the_long_way(
    intake: Intake, transactions: Transactions, look: Look, slow: list[int]
) -> None:
    (attempt,) = await gone_out(transactions, look, 1)
    body, _ = await introduced(look, attempt, "failed", "TH.12345")
    await send(intake, body)
    assert slow == [1]
    (message,) = await look.rows("messages", "campaign_id IS NOT NULL")
    assert message["status"] == "failed"


async def test_a_new_name_of_somebody_is_learned(
    intake: Intake, transactions: Transactions, look: Look, slow: list[int]
) -> None:
    one, other = await gone_out(transactions, look, 2)
    body, contact = await introduced(look, one, "sent", "TH.12345")
    await asyncio.gather(send(intake, body), send(intake, body))
    assert slow == []
    assert (await look.row("identities", "value = 'TH.12345'"))["contact_id"] == contact
    body, second = await introduced(look, other, "sent", "TH.12345")  # the same person after all
    await send(intake, body)
    assert slow == [1]
    assert await look.count("contacts", "merged_into IS NOT NULL AND id IN (:a, :b)", a=contact, b=second) == 1


async def test_what_is_written_while_somebody_answers_is_in_what_is_told(
    intake: Intake, transactions: Transactions, look: Look, slow: list[int]
) -> None:
    (attempt,) = await gone_out(transactions, look, 1)
    raw = json.dumps(told(attempt, "read")).encode()
    body = bodies.read(intake.rules, "whatsapp", raw, {}, "ledger-1", 0.0, lambda failure: None)
    async with transactions.begin() as tx:
        named, _ = await ticks.find(tx.connection, [body], intake.rules)
        assert await ticks.tell(tx, [body], named) == [body]
        (message,) = await look.rows("messages", "campaign_id IS NOT NULL")
        conversation = await look.row("conversations", "id = :id", id=message["conversation_id"])
        (known,) = await look.rows("identities", "contact_id = :id", id=conversation["contact_id"])
        answer = asyncio.create_task(send(intake, messages(text("Yes", phone=known["value"]), phone=known["value"])))
        await until(lambda: waits_for_a_lock(transactions, answer))
    await answer
    created = await look.rows("event_log", "type = 'message.created'", order="seq")
    theirs = [row["body"] for row in created if message["id"].encode() in row["body"]]
    assert b'"status":"read"' in theirs[0]
    await send(intake, told(attempt, "delivered"))
    assert slow == [1], "somebody hears of it now"


async def waits_for_a_lock(transactions: Transactions, answer: asyncio.Task[None]) -> bool:
    """SQLite has one lock, which whoever holds a transaction has: there it is enough that the answer was begun."""
    assert not answer.done()
    if transactions.database.dialect == "sqlite":
        await asyncio.sleep(0)
        return True
    async with transactions.database.reading() as connection:
        return bool(await connection.value(sql("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.grown_up
async def test_nobody_waits_for_statuses_that_wait(
    intake: Intake, transactions: Transactions, look: Look, slow: list[int]
) -> None:
    (attempt,) = await gone_out(transactions, look, 1)
    async with transactions.begin() as tx:
        await tx.connection.driver("SELECT id FROM messages WHERE id = $1 FOR UPDATE", [attempt["message_id"]])
        waiting = asyncio.create_task(send(intake, told(attempt, "read")))
        await send(intake, messages(text("Hello again", phone="66811111111"), phone="66811111111"))
        assert not waiting.done()
    await waiting
    assert await look.count("messages", "text = 'Hello again'") == 1
