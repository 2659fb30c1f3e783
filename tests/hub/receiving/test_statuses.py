from __future__ import annotations

import itertools
import json
from typing import Any

from hub import ids
from hub.intake import Intake
from hub.receiving import parked
from hub.transaction import Commit, Transactions
from storage import tables
from tests.cast import PIM_PHONE, SALES, Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, body, change, messages, send, status, statuses, text

FAILED = [{"code": 131026, "title": "Message undeliverable", "error_data": {"details": "Not on WhatsApp"}}]
CLOSED = [{"code": 131047, "title": "Re-engagement message"}]
STOPPED = [{"code": 131050, "title": "User has stopped marketing"}]


async def sent_by_us(
    transactions: Transactions, cast: Cast, *, provider_id: str | None = "wamid.out", number: int = 1, **facts: int
) -> str:
    """A message of ours with one attempt, as a delivery leaves it; the attempt's id is the tag."""
    async with transactions.begin() as tx:
        message = {
            "id": ids.new(), "conversation_id": cast.pims, "channel_id": SALES, "order": ids.order_of(tx.now, ids.arrival_us()),
            "direction": "out", "kind": "text", "text": "Yes, we do.", "status": "accepted" if provider_id else "unknown",
            "author_kind": "user", "author_id": "dana", "provider_id": provider_id, "sent_at": tx.now, "created_at": tx.now,
        }  # fmt: skip
        attempt = {
            "id": ids.new(), "message_id": message["id"], "channel_id": SALES, "number": number,
            "provider_id": provider_id, "started_at": (NOON - 5) * 1000, **facts,
        }  # fmt: skip
        await tx.connection.insert_many(tables.messages, [message])
        await tx.connection.insert_many(tables.attempts, [attempt])
    return str(attempt["id"])


def shown(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("sent_at", "delivered_at", "read_at", "failed_at", "error"))


async def test_every_order_of_statuses_comes_to_the_same(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    at = {"sent": NOON, "delivered": NOON + 1, "read": NOON + 2, "failed": NOON + 3}
    for n, order in enumerate(itertools.permutations(at)):
        await sent_by_us(transactions, cast, provider_id=f"wamid.{n}")
        for told in (*order, *order):
            errors = FAILED if told == "failed" else []
            await send(intake, statuses(status(f"wamid.{n}", told, at=at[told], errors=errors)))
    assert {row["status"] for row in await look.rows("messages")} == {"read"}
    attempts = await look.rows("attempts")
    assert {shown(row)[:4] for row in attempts} == {
        tuple(at[t] * 1000 for t in ("sent", "delivered", "read", "failed"))
    }
    assert {json.loads(row["error"])["code"] for row in attempts} == {"131026"}


async def test_a_status_moves_the_ticks_of_the_list_too(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look, commits: list[Commit]
) -> None:
    await sent_by_us(transactions, cast)
    await send(intake, statuses(status("wamid.out", "delivered")))
    assert [e.type for e in commits[-1].entries] == ["message.changed"]
    await send(intake, messages(text("Thanks")))
    assert (await look.row("messages", "direction = 'out'"))["status"] == "delivered"


async def test_a_failure_says_why_and_what_to_do(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await sent_by_us(transactions, cast)
    await send(intake, statuses(status("wamid.out", "failed", errors=FAILED)))
    message = await look.row("messages")
    fault = json.loads(message["error"])
    assert (message["status"], fault["code"]) == ("failed", "131026")
    assert fault["message"]
    assert fault["advice"]


async def test_our_tag_turns_unknown_into_the_truth(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    tag = await sent_by_us(transactions, cast, provider_id=None, unknown_at=NOON * 1000)
    await send(intake, statuses(status("wamid.now", "delivered", tag=tag)))
    message, attempt = await look.row("messages"), await look.row("attempts")
    assert (message["status"], message["provider_id"], attempt["provider_id"]) == (
        "delivered",
        "wamid.now",
        "wamid.now",
    )


async def test_a_late_status_of_the_first_try_never_lands_on_the_second(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    first = await sent_by_us(transactions, cast, provider_id="wamid.first", failed_at=NOON * 1000)
    message = await look.row("messages")
    async with transactions.begin() as tx:
        second = {
            "id": ids.new(), "message_id": message["id"], "channel_id": SALES, "number": 2,
            "provider_id": "wamid.second", "started_at": NOON * 1000, "accepted_at": NOON * 1000,
        }  # fmt: skip
        await tx.connection.insert_many(tables.attempts, [second])
    await send(intake, statuses(status("wamid.first", "sent", tag=first)))
    rows = {row["number"]: row["sent_at"] for row in await look.rows("attempts")}
    assert rows == {1: NOON * 1000, 2: None}


async def test_a_status_before_its_message_is_parked_and_joined(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await send(intake, statuses(status("wamid.echo", "read", at=NOON + 9)))
    assert await look.count("parked_facts") == 1
    echo = {
        "from": "6620000000", "to": PIM_PHONE, "id": "wamid.echo", "timestamp": str(NOON), "type": "text", "text": {"body": "Hi"},
    }  # fmt: skip
    await send(intake, body(change("smb_message_echoes", message_echoes=[echo])))
    assert (await look.row("messages"))["status"] == "read"
    assert await look.count("parked_facts") == 0


async def test_what_a_crash_left_parked_is_swept(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await send(intake, statuses(status("wamid.out", "delivered")))
    await sent_by_us(transactions, cast)
    assert await parked.sweep(transactions, intake.rules) == 1
    assert (await look.row("messages"))["status"] == "delivered"


async def test_131047_closes_the_window(intake: Intake, transactions: Transactions, cast: Cast, look: Look) -> None:
    await sent_by_us(transactions, cast)
    async with transactions.begin() as tx:
        table = tables.conversations
        held = table.update().where(table.c.id == cast.pims).values(window_closes_at=(NOON + 60) * 1000)
        await tx.connection.execute(held)
    await send(intake, statuses(status("wamid.out", "failed", at=NOON, errors=CLOSED)))
    assert (await look.row("conversations", "id = :id", id=cast.pims))["window_closes_at"] == NOON * 1000


async def test_131050_is_remembered_as_a_wish(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look, commits: list[Commit]
) -> None:
    await sent_by_us(transactions, cast)
    await send(intake, statuses(status("wamid.out", "failed", errors=STOPPED)))
    consent = json.loads((await look.row("contacts", "id = :id", id=cast.pim))["consent"])
    assert consent["marketing_messages"]["wanted"] is False
    assert "contact.changed" in [e.type for e in commits[-1].entries]


async def test_the_statuses_of_a_group_share_their_attempt(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await sent_by_us(transactions, cast)
    told = [
        status("wamid.out", "delivered", at=at, recipient_type="group", recipient_participant_id=phone)
        for phone, at in (("66811111111", NOON + 3), ("66822222222", NOON + 1))
    ]
    await send(intake, statuses(*told))
    assert (await look.row("attempts"))["delivered_at"] == (NOON + 1) * 1000
