from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from hub.intake import Intake
from hub.transaction import Transactions, milliseconds
from storage.tables import conversations
from tests.cast import PIM_PHONE, Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, body, change, messages, send, text

DAY_MS = 24 * 3_600_000


async def _set(transactions: Transactions, id: str, **values: Any) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(conversations).where(conversations.c.id == id).values(**values))


def history(*items: dict[str, Any], phone: str = PIM_PHONE) -> dict[str, Any]:
    chunk = {
        "metadata": {"phase": 0, "chunk_order": 1, "progress": 55},
        "threads": [{"id": phone, "messages": list(items)}],
    }
    return body(change("history", history=[chunk]))


def past(words: str, id: str, *, at: int = NOON, ours: bool = False) -> dict[str, Any]:
    ends = {"from": "6620000000", "to": PIM_PHONE} if ours else {"from": PIM_PHONE}
    return {**text(words, id=id, at=at, phone=None), **ends, "history_context": {"status": "READ"}}


async def test_a_customers_word_wakes_a_snoozed_conversation(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await _set(transactions, cast.pims, state="snoozed", snoozed_until=milliseconds() + DAY_MS)
    await send(intake, messages(text("Still there?")))
    held = await look.row("conversations", "id = :id", id=cast.pims)
    assert (held["state"], held["snoozed_until"]) == ("open", None)
    assert (await look.row("messages", "kind = 'system'"))["content"] == '{"event":"woken"}'


async def test_it_reopens_one_resolved_lately(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await _set(transactions, cast.pims, state="resolved", resolved_at=milliseconds() - 29 * DAY_MS)
    await send(intake, messages(text("One more thing")))
    held = await look.row("conversations", "contact_id = :id", id=cast.pim)
    assert (held["id"], held["state"], held["resolved_at"]) == (cast.pims, "open", None)
    assert (await look.row("messages", "kind = 'system'"))["content"] == '{"event":"reopened"}'


async def test_it_starts_a_new_one_when_the_last_was_resolved_long_ago(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await _set(transactions, cast.pims, state="resolved", resolved_at=milliseconds() - 31 * DAY_MS)
    await send(intake, messages(text("Hello again", id="wamid.1")))
    fresh = await look.row("conversations", "contact_id = :id AND state = 'open'", id=cast.pim)
    assert fresh["id"] != cast.pims
    assert (await look.row("messages"))["conversation_id"] == fresh["id"]


async def test_a_repeat_of_an_old_message_makes_no_empty_conversation(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    await send(intake, messages(text("Hello", id="wamid.1")))
    await _set(transactions, cast.pims, state="resolved", resolved_at=milliseconds() - 31 * DAY_MS)
    await send(intake, messages(text("Hello", id="wamid.1")))
    assert (await look.row("conversations", "contact_id = :id", id=cast.pim))["state"] == "resolved"


async def test_a_repeat_reopens_nothing(intake: Intake, transactions: Transactions, cast: Cast, look: Look) -> None:
    await send(intake, messages(text("Hello", id="wamid.1")))
    await _set(transactions, cast.pims, state="resolved", resolved_at=milliseconds(), unread=0)
    await send(intake, messages(text("Hello", id="wamid.1")))
    held = await look.row("conversations", "id = :id", id=cast.pims)
    assert (held["state"], held["unread"]) == ("resolved", 0)


async def test_history_is_no_news(intake: Intake, transactions: Transactions, cast: Cast, look: Look) -> None:
    await _set(transactions, cast.pims, state="resolved", resolved_at=milliseconds())
    await send(
        intake, history(past("Hi", "wamid.1"), past("Hello, how can we help?", "wamid.2", at=NOON + 5, ours=True))
    )
    held = await look.row("conversations", "contact_id = :id", id=cast.pim)
    assert (held["state"], held["unread"], held["waiting_since"]) == ("resolved", 0, None)
    stored = await look.rows("messages", order="order")
    assert [(row["direction"], row["status"]) for row in stored] == [("in", "received"), ("out", "read")]


async def test_history_of_a_stranger_makes_a_resolved_conversation(intake: Intake, look: Look) -> None:
    await send(intake, history(past("Hi", "wamid.1"), phone="66811111111"))
    held = await look.row("conversations", "contact_id NOT IN ('pim', 'ken')")
    assert (held["state"], held["unread"], held["last_at"]) == ("resolved", 0, NOON * 1000)


async def test_a_group_is_one_conversation_whoever_writes(intake: Intake, look: Look) -> None:
    await send(
        intake,
        messages(text("Hi all", phone="66811111111", group_id="group-1")),
        messages(text("Hi", phone="66822222222", group_id="group-1")),
    )
    held = await look.row("conversations", "group_id = 'group-1'")
    authors = {row["author_id"] for row in await look.rows("messages", "conversation_id = :id", id=held["id"])}
    assert len(authors) == 2
    assert held["contact_id"] not in authors


async def test_a_call_opens_the_window_and_counts_as_unread(intake: Intake, look: Look) -> None:
    call = {
        "id": "wacid.1", "from": "66811111111", "to": "6620000000", "event": "connect", "timestamp": str(NOON),
        "direction": "USER_INITIATED",
    }  # fmt: skip
    await send(intake, body(change("calls", calls=[call])))
    held = await look.row("conversations", "contact_id NOT IN ('pim', 'ken')")
    assert (held["unread"], held["window_closes_at"]) == (1, NOON * 1000 + DAY_MS)
    assert (await look.row("messages"))["kind"] == "call"


@pytest.mark.parametrize("together", [False, True])
async def test_a_photo_of_the_history_gets_its_file_when_it_is_told(
    intake: Intake, cast: Cast, look: Look, together: bool
) -> None:
    placeholder = past("", "wamid.1") | {"type": "media_placeholder"}
    photo = {
        "from": PIM_PHONE, "id": "wamid.1", "timestamp": str(NOON), "type": "image",
        "image": {"id": "media-1", "mime_type": "image/jpeg", "caption": "Us in 2025"},
    }  # fmt: skip
    file = body(change("history", messages=[photo]))
    if together:  # what waits is committed at once, so the two may meet in one transaction
        await asyncio.gather(*(send(intake, each) for each in (history(placeholder), file, file, history(placeholder))))
    else:
        await send(intake, history(placeholder), file, file, history(placeholder))
    stored, kept = await look.row("messages"), await look.row("attachments")
    assert (stored["kind"], stored["text"]) == ("image", "Us in 2025")
    assert (kept["message_id"], kept["provider_media_id"]) == (stored["id"], "media-1")
