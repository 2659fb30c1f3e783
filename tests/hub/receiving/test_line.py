"""What LINE tells, as it is stored."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import pytest
from sqlalchemy import delete, update

from channels.line.channel import Line
from channels.line.signature import HEADER, sign
from channels.transport import Transport
from hub.intake import BadSignature, Intake
from hub.receiving import known
from hub.receiving.book import Book, Rules
from hub.transaction import Transactions, milliseconds
from storage import tables
from tests.cast import APP_SECRET
from tests.hub.receiving.look import Look

BOT, ANNA = "U0000000000000000000000000000b0b0", "U0000000000000000000000000000a0a0"
AT = 1_790_000_000_000
WEEK_MS = 7 * 24 * 3_600_000


@pytest.fixture
def rules() -> Rules:
    return Rules(channels={"line": Line(Transport())})


def said(id: str, words: str, at: int = AT, **more: Any) -> dict[str, Any]:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": at,
        "source": {"type": "user", "userId": ANNA},
        "webhookEventId": f"01H{id}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"reply-{id}",
        "message": {
            "id": id,
            "type": "text",
            "text": words,
            "quoteToken": f"quote-{id}",
            "markAsReadToken": f"read-{id}",
        },
    }
    return event | more


async def send(intake: Intake, *events: dict[str, Any]) -> None:
    raw = json.dumps({"destination": BOT, "events": events}).encode()
    await intake.take("line", raw, {HEADER: sign(raw, APP_SECRET)})
    await intake.joined()


async def test_a_message_comes_with_its_handles_and_a_redelivery_changes_nothing(intake: Intake, look: Look) -> None:
    await asyncio.gather(*(send(intake, said("1", "สวัสดี")) for _ in range(5)))
    await send(intake, said("1", "สวัสดี", deliveryContext={"isRedelivery": True}))
    message = await look.row("messages")
    handles = await look.row("message_handles", order="message_id") if await look.count("message_handles") == 1 else {}
    assert (message["text"], message["provider_id"]) == ("สวัสดี", "1")
    assert (handles["message_id"], handles["reply"], handles["quote"], handles["read"]) == (
        message["id"],
        "reply-1",
        "quote-1",
        "read-1",
    )
    assert (await look.row("channels", "kind = 'line'"))["state"] == "unconfigured"


async def test_many_messages_of_one_person_are_one_conversation_in_order(intake: Intake, look: Look) -> None:
    await send(intake, said("1", "one"))
    await send(intake, said("3", "three", AT + 2000), said("2", "two", AT + 1000))
    assert [row["text"] for row in await look.rows("messages", order="order")] == ["one", "two", "three"]
    assert (
        await look.count("conversations", "group_id = '' AND channel_id NOT IN ('channel-sales', 'channel-support')")
        == 1
    )
    assert await look.count("message_handles") == 3


async def test_a_group_is_a_conversation_of_its_own_kind(intake: Intake, look: Look) -> None:
    group = {"type": "group", "groupId": "C1", "userId": ANNA}
    await send(
        intake,
        said("1", "alone"),
        said("2", "together", source=group),
        said("3", "unnamed", source={"type": "group", "groupId": "C1"}),
    )
    (conversation,) = await look.rows("conversations", "group_id = 'C1'")
    assert [
        row["text"] for row in await look.rows("messages", "conversation_id = :id", "order", id=conversation["id"])
    ] == ["together", "unnamed"]


async def test_what_is_taken_back_is_hidden_even_when_it_comes_first(intake: Intake, look: Look) -> None:
    gone = said("9", "") | {"type": "unsend", "unsend": {"messageId": "1"}, "webhookEventId": "01Hx"}
    await send(intake, gone)
    await send(intake, said("1", "oops"))
    assert "revoked_at" in (await look.row("messages"))["content"]


async def test_a_wrong_signature_is_refused(intake: Intake, look: Look) -> None:
    with pytest.raises(BadSignature):
        await intake.take("line", b'{"events":[]}', {HEADER: "nonsense"})
    assert await look.count("ledger") == 0


async def test_who_wrote_lately_goes_the_short_way_handles_and_all(
    intake: Intake, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[bool] = []
    apply = known.apply

    async def watched(*given: Any) -> Book:
        went.append(True)
        return await apply(*given)

    monkeypatch.setattr("hub.intake.known.apply", watched)
    for number in range(4):  # the first makes the account known, the second the person
        await send(intake, said(str(number), f"word {number}", AT + number))
    handles = await look.rows("message_handles", order="message_id")
    assert (went, sorted(row["reply"] for row in handles)) == ([True, True], [f"reply-{number}" for number in range(4)])


async def test_the_nameless_are_asked_about_again_but_not_with_every_word(
    intake: Intake, look: Look, transactions: Transactions
) -> None:
    async def asked(at: int | None = None) -> bool:
        """Whether they are about to be asked about; `at`: when they were asked the last time, by whatever process."""
        intake.rules.asked.clear()
        if at is not None:
            async with transactions.begin() as tx:
                row = update(tables.profiles).values(due_at=tx.now + WEEK_MS, told_at=tx.now - at)
                await tx.connection.execute(row)
        await send(intake, said(next(numbers), "word"))
        return bool((await look.row("profiles", order="contact_id"))["due_at"] < milliseconds() + 1)

    numbers = map(str, itertools.count(1))
    assert await asked()
    assert not await asked(at=60_000)
    assert await asked(at=10 * 60_000)
    async with transactions.begin() as tx:
        await tx.connection.execute(delete(tables.profiles))
    await send(intake, said(next(numbers), "word"))
    assert await look.rows("profiles", order="contact_id") == []  # not asked for once more by this process
    (contact,) = intake.rules.asked
    intake.rules.asked[contact] -= 6 * 60_000
    await send(intake, said(next(numbers), "word"))
    assert len(await look.rows("profiles", order="contact_id")) == 1


async def test_a_time_on_the_second_is_a_time_like_others(intake: Intake, look: Look) -> None:
    """LINE tells milliseconds: what was said 5 ms later stands below, though it came first."""
    assert AT % 1000 == 0
    await send(intake, said("2", "later", AT + 5))
    await send(intake, said("1", "earlier", AT))
    assert [row["text"] for row in await look.rows("messages", order="order")] == ["earlier", "later"]


async def test_a_suspended_account_stands_still_until_line_lets_it_go_on(
    intake: Intake, look: Look, transactions: Transactions
) -> None:
    await send(intake, said("1", "Hello"))
    async with transactions.begin() as tx:
        line = tables.channels.c.kind == "line"
        await tx.connection.execute(update(tables.channels).where(line).values(state="active"))
    for kind, state in (("botSuspended", "paused"), ("botResumed", "active")):
        event = {"type": kind, "mode": "active", "timestamp": AT, "webhookEventId": f"01H{kind}"}
        await send(intake, event)
        account = await look.row("channels", "kind = 'line'")
        assert (account["state"], "suspended" in (account["reason"] or "")) == (state, state == "paused")
    told = await look.rows("channel_news", order="created_at")
    assert [(row["event"], row["severity"]) for row in told] == [("suspended", "alarm"), ("resumed", "info")]
