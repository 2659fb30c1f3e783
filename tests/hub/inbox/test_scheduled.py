"""Messages written ahead."""

from __future__ import annotations

from typing import Any

import pytest

from hub import shaping
from hub.inbox import messages, scheduled
from hub.transaction import Transaction, Transactions
from hub.wire import shapes
from hub.wire.commands import MessageRetry, MessageSend
from hub.wire.errors import Refusal
from hub.work import claims
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.conftest import Acting


async def ahead(tx: Transaction, cast: Cast, hours: float = 2, **values: Any) -> shapes.Message:
    at = shaping.time_text(tx.now + int(hours * scenes.HOUR_MS))
    wanted: dict[str, Any] = {
        "id": 1,
        "conversation": cast.pims,
        "client_id": "client-1",
        "text": "Is all well?",
        "send_at": at,
    }
    return (await messages.send(tx, cast.dana, MessageSend(**wanted | values)))["message"]


async def test_it_waits_at_its_time_and_changes_nothing_of_the_conversation(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        question = await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
        before = await conversation_rows.get(tx.connection, cast.pims)
    async with acting() as tx:
        waiting = await ahead(tx, cast, cancel_on_reply=True)
        after = await conversation_rows.get(tx.connection, cast.pims)
    assert after == before
    assert after is not None
    assert after.last_message_id == question
    assert waiting.status == "queued"
    assert waiting.content == {"scheduled_for": waiting.sent_at, "cancel_on_reply": True}
    assert waiting.order > after.last_order


async def test_what_waits_is_listed_next_first(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        later = await ahead(tx, cast, 3)
        sooner = await ahead(tx, cast, 1, client_id="client-2")
        await messages.send(tx, cast.dana, MessageSend(1, cast.pims, "client-3", "now"))
        asked = (tx.connection, cast.dana, cast.pims, None)
        first = await scheduled.list_page(*asked, None, 1)
        rest = await scheduled.list_page(*asked, first.next, 1)
        assert [m.id for m in (*first.items, *rest.items)] == [sooner.id, later.id]
        assert rest.next is None
        with pytest.raises(Refusal) as refused:
            await scheduled.list_page(tx.connection, cast.omar, cast.pims, None, None, 50)
    assert refused.value.code == "not_found"


async def test_another_time_is_another_place_in_the_thread(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        waiting = await ahead(tx, cast)
    async with acting() as tx:
        at = tx.now + 5 * scenes.HOUR_MS
        moved = await scheduled.move(tx, cast.dana, waiting.id, send_at=at, if_match=waiting.version)
        row = await rows.get(tx.connection, waiting.id)
    assert moved.content["scheduled_for"] == shaping.time_text(at)
    assert moved.order > waiting.order
    assert row is not None
    assert row.due_at == at
    async with acting() as tx:
        kept_back = await scheduled.move(tx, cast.dana, waiting.id, cancel_on_reply=True)
        assert (kept_back.content["scheduled_for"], kept_back.content["cancel_on_reply"]) == (
            shaping.time_text(at),
            True,
        )
        with pytest.raises(Refusal) as refused:
            await scheduled.move(tx, cast.dana, waiting.id, send_at=at + 1, if_match=waiting.version)
    assert refused.value.code == "conflict"
    assert refused.value.current == kept_back


async def test_cancelled_it_is_gone_and_the_thread_says_who(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        file = await scenes.file_of(tx, "dana")
        waiting = await ahead(tx, cast, attachments=[file])
    async with acting() as tx:
        await scheduled.cancel(tx, cast.dana, waiting.id)
        assert await rows.get(tx.connection, waiting.id) is None
        (line,) = await rows.page(tx.connection, cast.pims, None, None, 10)
        again = await messages.send(tx, cast.dana, MessageSend(1, cast.pims, "client-9", attachments=[file]))
    assert '"schedule_cancelled"' in line.content
    assert again["message"].attachments[0].id == file


async def test_what_was_sent_waits_no_more(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        sent = (await messages.send(tx, cast.dana, MessageSend(1, cast.pims, "client-3", "now")))["message"]
        with pytest.raises(Refusal) as refused:
            await scheduled.cancel(tx, cast.dana, sent.id)
        assert refused.value.code == "conflict"
        with pytest.raises(Refusal) as refused:
            await scheduled.cancel(tx, cast.omar, sent.id)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
async def test_a_time_must_lie_ahead_within_a_year(transactions: Transactions, cast: Cast, hours: float) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal) as refused:
            await ahead(tx, cast, hours)
    assert refused.value.field == "send_at"


async def test_waiting_for_silence_past_the_window_is_refused_at_once(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="24-hour window") as refused:
            await ahead(tx, cast, 25, cancel_on_reply=True)
        assert refused.value.code == "window_closed"
        assert (await ahead(tx, cast, 25)).status == "queued"


async def test_keeping_back_needs_a_time(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal) as refused:
            await ahead(tx, cast, send_at=None, cancel_on_reply=True)
    assert refused.value.field == "cancel_on_reply"


async def test_a_word_of_the_customers_keeps_it_back_until_somebody_sends_it(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "before", "wamid.1")
        tx.now += 10
        kept = await ahead(tx, cast, cancel_on_reply=True)
        goes = await ahead(tx, cast, client_id="client-2")
        assert await claims.keep_back(tx, [kept.id, goes.id]) == 0
    async with acting() as tx:
        tx.now += 20
        await scenes.customer_writes(tx, cast.pims, "after", "wamid.2")
    async with acting() as tx:
        assert await claims.keep_back(tx, [kept.id, goes.id]) == 1
        told = (await shaping.messages(tx.connection, [kept.id]))[kept.id]
        conversation = await conversation_rows.get(tx.connection, cast.pims)
    assert (told.status, told.error and told.error.code) == ("failed", "customer_replied")
    assert conversation is not None
    assert conversation.last_message_id == kept.id
    async with acting() as tx:
        again = (await messages.retry(tx, cast.dana, MessageRetry(1, kept.id, "client-5")))["message"]
        assert await claims.keep_back(tx, [kept.id]) == 0
    assert (again.status, again.content) == ("queued", {})
