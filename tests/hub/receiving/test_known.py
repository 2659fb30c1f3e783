"""The short way of those who wrote lately leaves what the long way leaves, and gives way where anything is not as it was remembered."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.intake import Intake
from hub.receiving import known
from hub.receiving.book import Book, Rules
from hub.receiving.lately import Lately
from hub.transaction import Transactions
from storage.customers import contacts
from storage.database import Database
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, KnownSecrets, messages, send, text

ONE, OTHER = "66800000001", "66800000002"
OWN = re.compile(
    rf"[0-9a-f]{{8}}-[0-9a-f-]{{27}}|{ONE}|{OTHER}|\+66 80 000 000\d|P1|P2|wamid\.[0-9.]+|[0-9]{{13,}}|sha256=[0-9a-f]+|20[0-9-]{{8}}T[0-9:.]+Z"
)
CHANNELS = {"whatsapp": WhatsApp(Transport())}


@pytest.fixture
def rules() -> Rules:
    return Rules(channels=CHANNELS)


@pytest.fixture
async def neighbour(database_url: str, cast: Cast) -> AsyncIterator[Intake]:
    """The intake of a second process, which remembers nobody."""
    database = Database.open(database_url)
    made = Intake(Transactions(database, lambda commit: None), KnownSecrets(), CHANNELS, remembered=0)
    await made.start()
    yield made
    await made.stop()
    await database.close()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of every batch that went the short way: whether it came through."""
    went: list[bool] = []
    apply = known.apply

    async def watched(*given: Any) -> Book:
        went.append(False)
        book = await apply(*given)
        book.tx.afterwards(lambda: went.append(went.pop() or True))
        return book

    monkeypatch.setattr("hub.intake.known.apply", watched)
    return went


def said(words: str, phone: str, number: int, **more: Any) -> dict[str, Any]:
    name = "P1" if phone == ONE else "P2"
    return messages(text(words, id=f"wamid.{phone}.{number}", phone=phone, at=NOON + number), name=name, phone=phone)


def plain(rows: list[dict[str, Any]]) -> list[str]:
    """Rows without what is a row's own: ids, numbers, times."""
    return [OWN.sub("·", str({name: str(value) for name, value in row.items() if name != "seq"})) for row in rows]


async def test_both_ways_leave_the_same(intake: Intake, neighbour: Intake, look: Look, short: list[bool]) -> None:
    told: dict[str, list[str]] = {}
    for each, phone in ((intake, ONE), (neighbour, OTHER)):
        before = await look.count("event_log")
        for number in (2, 3, 1):  # the last is a latecomer
            await send(each, said(f"word {number}", phone, number))
        told[phone] = plain((await look.rows("event_log", order="seq"))[before:])
        for table in ("messages", "conversations", "contacts", "ledger"):
            told[phone] += plain((await look.rows(table))[-3 if table in ("messages", "ledger") else -1 :])
    assert short == [True, True]
    assert told[ONE] == told[OTHER]


async def test_what_another_process_stored_meanwhile_is_not_lost(
    intake: Intake, neighbour: Intake, look: Look, short: list[bool]
) -> None:
    for number, each in enumerate((intake, intake, neighbour, intake, intake)):
        await send(each, said(f"word {number}", ONE, number))
    assert short == [True, False, True]
    conversation = await look.row("conversations", "unread > 0")
    assert (conversation["unread"], conversation["version"]) == (5, 5)
    assert [row["text"] for row in await look.rows("messages", order="order")] == [f"word {n}" for n in range(5)]


async def test_a_contact_changed_meanwhile_is_told_as_it_is(
    intake: Intake, look: Look, transactions: Transactions, short: list[bool]
) -> None:
    await send(intake, said("one", ONE, 1))
    contact = await look.row("contacts", "name = 'P1'")
    async with transactions.begin() as tx:
        await contacts.change(tx.connection, contact["id"], tx.now, name="Pim", name_source="agent")
    await send(intake, said("two", ONE, 2))
    assert short == [False]
    assert b'"name":"Pim"' in (await look.rows("event_log", "type = 'conversation.changed'", order="seq"))[-1]["body"]


async def test_what_is_there_already_is_not_counted_again(intake: Intake, look: Look, short: list[bool]) -> None:
    for number in (1, 2, 2):
        await send(intake, said(f"word {number}", ONE, number))
    await asyncio.gather(*[send(intake, said("word 3", ONE, 3)) for _ in range(5)])
    assert short[:2] == [True, False]
    assert (await look.row("conversations", "unread > 0"))["unread"] == 3
    assert len(await look.rows("messages", "direction = 'in'")) == 3
    assert await look.count("ledger", "state <> 'applied'") == 0


async def test_the_longest_silent_are_forgotten(intake: Intake, short: list[bool]) -> None:
    intake._lately = Lately(most=1)
    for number, phone in enumerate((ONE, OTHER, ONE, ONE)):
        await send(intake, said("word", phone, number))
    assert short == [True]
