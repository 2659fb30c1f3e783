from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.channel import Fact, Received
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub import ledger
from hub.intake import BadSignature, Intake
from hub.receiving.book import Rules
from hub.transaction import Commit, Transactions
from hub.wire.errors import Refusal
from storage.database import Database
from storage.failures import DatabaseLost
from storage.intake import ledger as ledger_rows
from storage.intake import parked
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.test_changes import reaction
from tests.hub.receiving.wire import NOON, KnownSecrets, messages, send, send_raw, status, statuses, text

POISON = "poison"


class Poisoned(WhatsApp):
    """Reads one word as a message of which no row can be made."""

    def parse(self, raw: bytes) -> list[Fact]:
        facts = super().parse(raw)
        return [self._spoilt(fact) if isinstance(fact, Received) and fact.text == POISON else fact for fact in facts]

    def _spoilt(self, fact: Received) -> Received:
        return Received(**{name: getattr(fact, name) for name in fact.__struct_fields__} | {"content": {"a": object()}})


class Losing(Transactions):
    """Loses the database as often as it is told to."""

    times = 0

    @contextlib.asynccontextmanager
    async def begin(self, *, steady: bool = False) -> AsyncIterator[Any]:
        if self.times:
            self.times -= 1
            raise DatabaseLost("gone for a moment")
        async with super().begin(steady=steady) as tx:
            yield tx


@pytest.fixture
def rules() -> Rules:
    return Rules(channels={"whatsapp": Poisoned(Transport())})


@pytest.fixture
async def neighbour(database_url: str, cast: Cast, rules: Rules) -> AsyncIterator[Intake]:
    """The intake of a second process on the same database."""
    database = Database.open(database_url)
    made = Intake(Transactions(database, lambda commit: None), KnownSecrets(), rules.channels)
    await made.start()
    yield made
    await made.stop()
    await database.close()


async def test_ten_deliveries_at_once_leave_one_of_everything(
    intake: Intake, neighbour: Intake, look: Look, commits: list[Commit]
) -> None:
    hello = messages(text("Hello", id="wamid.1", phone="66811111111"), name="Noi", phone="66811111111")
    await asyncio.gather(*(send(each, hello) for each in (intake, neighbour) * 5))
    contact = await look.row("contacts", "name = 'Noi'")
    conversation = await look.row("conversations", "contact_id = :id", id=contact["id"])
    assert conversation["unread"] == 1
    assert await look.count("messages") == 1
    assert await look.count("event_log", "type = 'message.created'") == 1
    assert await look.count("event_log", "type = 'conversation.created'") == 1
    states = [row["state"] for row in await look.rows("ledger")]
    assert states == ["applied"] * 10


async def test_two_processes_with_many_people_at_once_lose_and_double_nothing(
    intake: Intake, neighbour: Intake, look: Look
) -> None:
    bodies = [
        messages(
            text(f"{n}", id=f"wamid.{n}", phone=f"668{n % 7:08d}", at=NOON + n),
            name=f"P{n % 7}",
            phone=f"668{n % 7:08d}",
        )
        for n in range(60)
    ]
    await asyncio.gather(*(send(each, body) for body in bodies for each in (intake, neighbour)))
    assert await look.count("messages") == 60
    assert await look.count("contacts", "name LIKE 'P_'") == 7
    assert sum(row["unread"] for row in await look.rows("conversations")) == 60
    assert await look.count("ledger", "state <> 'applied'") == 0


async def test_a_wrong_signature_is_refused_before_anything_is_read(intake: Intake, look: Look) -> None:
    with pytest.raises(BadSignature):
        await intake.take("whatsapp", b"{", {"x-hub-signature-256": "sha256=" + "0" * 64})
    with pytest.raises(BadSignature):
        await intake.take("whatsapp", b"{}", {})
    assert await look.count("ledger") == 0


async def test_a_body_of_more_than_three_megabytes_is_refused(intake: Intake) -> None:
    with pytest.raises(Refusal) as refused:
        await send_raw(intake, b"x" * (3 * 1024 * 1024 + 1))
    assert refused.value.code == "too_large"


async def test_a_signed_body_nobody_can_read_is_kept_raw(intake: Intake, look: Look) -> None:
    await send_raw(intake, b"\xff not json")
    kept = await look.row("ledger")
    assert (kept["state"], bytes(kept["body"])) == ("unreadable", b"\xff not json")
    assert kept["reason"]


async def test_one_poisoned_item_does_not_block_its_neighbours(
    intake: Intake, transactions: Transactions, look: Look
) -> None:
    good, bad = text("good", id="wamid.1"), text(POISON, id="wamid.2")
    await asyncio.gather(
        send(intake, messages(good, bad, text("after", id="wamid.3"))), send(intake, messages(text("other")))
    )
    assert {row["state"] for row in await look.rows("ledger")} == {"pending"}
    assert await ledger.apply_pending(transactions, intake.rules) == 2
    assert {row["text"] for row in await look.rows("messages")} == {"good", "after", "other"}
    (guilty,) = await look.rows("ledger", "state = 'partly'")
    assert [item["state"] for item in json.loads(guilty["items"])] == ["stored", "failed", "stored"]
    assert json.loads(guilty["items"])[1]["reason"]


async def test_what_failed_is_tried_again_and_done_after_an_upgrade(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await send(intake, messages(text(POISON, id="wamid.2")))
    await ledger.apply_pending(transactions, intake.rules)
    kept = await look.row("ledger")
    assert kept["due_at"] is not None
    async with transactions.begin() as tx:
        await ledger.replay(tx, cast.ines, [kept["id"]])
    upgraded = Rules(channels={"whatsapp": WhatsApp(Transport())})
    assert await ledger.apply_pending(transactions, upgraded) == 1
    assert (await look.row("messages"))["text"] == POISON
    assert ((await look.row("ledger"))["state"], (await look.row("ledger"))["due_at"]) == ("applied", None)


async def test_replaying_everything_changes_nothing(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await send(intake, messages(text("Hi", id="wamid.1")), messages(reaction("👍", "wamid.1", NOON)))
    tables = (("messages", "id"), ("conversations", "id"), ("contacts", "id"), ("event_log", "seq"))
    before = [await look.rows(table, order=order) for table, order in tables]
    async with transactions.begin() as tx:
        assert await ledger.replay_range(tx, cast.ines, 0, 2**53, ["applied"]) == 2
    assert await ledger.apply_pending(transactions, intake.rules) == 2
    assert [await look.rows(table, order=order) for table, order in tables] == before


async def test_only_an_administrator_replays(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal) as refused:
            await ledger.replay(tx, cast.dana, ["x"])
    assert refused.value.code == "not_allowed"


async def test_a_lost_database_is_not_acknowledged(database: Database, cast: Cast, rules: Rules, look: Look) -> None:
    losing = Losing(database, lambda commit: None)
    losing.times = 1
    intake = Intake(losing, KnownSecrets(), rules.channels)
    await intake.start()
    hello = messages(text("Hello", id="wamid.1"))
    with pytest.raises(DatabaseLost):
        await send(intake, hello)
    assert await look.count("ledger") == 0
    await send(intake, hello)
    await intake.stop()
    assert await look.count("messages") == 1


async def test_too_many_waiting_are_asked_to_come_back(transactions: Transactions, cast: Cast, rules: Rules) -> None:
    intake = Intake(transactions, KnownSecrets(), rules.channels, waiting_limit=2)
    waiting = [asyncio.create_task(send(intake, messages(text("Hi")))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as refused:
        await send(intake, messages(text("Hi")))
    assert refused.value.code == "unavailable"
    await intake.start()
    await asyncio.gather(*waiting)
    await intake.stop()


async def test_stopping_stores_what_waits(transactions: Transactions, cast: Cast, rules: Rules, look: Look) -> None:
    intake = Intake(transactions, KnownSecrets(), rules.channels)
    waiting = [asyncio.create_task(send(intake, messages(text(f"{n}")))) for n in range(5)]
    await asyncio.sleep(0)
    await intake.start()
    await intake.stop()
    await asyncio.gather(*waiting)
    assert await look.count("messages") == 5


async def test_the_ledger_lists_newest_first_page_by_page(intake: Intake, database: Database, cast: Cast) -> None:
    for n in range(3):
        await send(intake, messages(text(f"{n}")))
    async with database.reading() as connection:
        first = await ledger.list_page(connection, cast.ines, limit=2)
        rest = await ledger.list_page(connection, cast.ines, limit=2, after=first.next)
        whole = await ledger.get(connection, cast.ines, rest.items[0].id)
    assert [len(first.items), len(rest.items), rest.next] == [2, 1, None]
    assert json.loads(whole.body or "")["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] == "0"
    assert whole.items[0]["state"] == "stored"


async def test_old_bodies_are_pruned_but_not_what_still_waits(
    intake: Intake, transactions: Transactions, look: Look
) -> None:
    await send(intake, messages(text("Hi")), messages(text(POISON)), statuses(status("wamid.never", "sent")))
    async with transactions.begin() as tx:
        assert await ledger_rows.prune(tx.connection, 2**53, 10) == 2
        await parked.prune(tx.connection, 2**53, 10)
    assert [row["state"] for row in await look.rows("ledger")] == ["pending"]
    assert await look.count("parked_facts") == 0


async def test_two_messages_at_one_place_of_a_thread_are_both_stored(
    intake: Intake, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes can give two messages of one second the same microsecond."""
    numbers = iter([7, 7, 8, 9])
    monkeypatch.setattr("hub.ids.arrival_us", lambda: next(numbers))
    await send(intake, messages(text("one", id="wamid.1")), messages(text("two", id="wamid.2")))
    assert {row["text"] for row in await look.rows("messages")} == {"one", "two"}


@pytest.mark.parametrize("phone", ["66812345678", "66899999999"])  # somebody known, and somebody met in this burst
async def test_batches_that_overlap_keep_the_order(
    intake: Intake, look: Look, monkeypatch: pytest.MonkeyPatch, phone: str
) -> None:
    monkeypatch.setattr("hub.intake.BATCH_BODIES", 2)
    words = [f"number {n}" for n in range(12)]
    await asyncio.gather(*[send(intake, messages(text(word, phone=phone), phone=phone)) for word in words])
    stored = await look.rows("messages", "text LIKE 'number %'", order="order")
    assert [row["text"] for row in stored] == words
    assert len({row["conversation_id"] for row in stored}) == 1
