from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.inbox import messages, outbound
from hub.transaction import Commit, Transaction, Transactions
from hub.wire import shapes
from hub.wire.commands import MessageList, MessageNote, MessageReact, MessageRetry, MessageSend, TemplateUse
from hub.wire.errors import Refusal
from storage import tables
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.conftest import Acting


def saying(conversation: str, text: str | None = "Yes, we do.", **values: Any) -> MessageSend:
    return MessageSend(
        id=1, conversation=conversation, client_id=values.pop("client_id", "client-1"), text=text, **values
    )


async def said(tx: Transaction, cast: Cast, text: str | None = "Yes, we do.", **values: Any) -> shapes.Message:
    return (await messages.send(tx, cast.dana, saying(cast.pims, text, **values)))["message"]


async def thread(transactions: Transactions, cast: Cast, **asked: Any) -> list[shapes.Message]:
    async with transactions.database.reading() as connection:
        return (
            await messages.list_page(connection, cast.dana, MessageList(id=1, conversation=cast.pims, **asked))
        ).items


async def refusal(tx: Transaction, cast: Cast, **values: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await said(tx, cast, **values)
    return refused.value


async def test_a_send_is_queued_and_due(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        sent = await said(tx, cast)
        row = await rows.get(tx.connection, sent.id)
    assert (sent.status, sent.direction, sent.text, sent.author.name) == ("queued", "out", "Yes, we do.", "Dana")
    assert row is not None
    assert (row.due_at, row.weight, row.tries) == (tx.now, 0, 0)


async def test_the_first_answer_takes_the_conversation_up(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "Do you sell tea?", "wamid.1")
    async with acting() as tx:
        await said(tx, cast)
        conversation = await conversation_rows.get(tx.connection, cast.pims)
    assert conversation is not None
    assert (conversation.assignee_id, conversation.unread, conversation.waiting_since) == ("dana", 0, None)
    async with acting() as tx:
        await messages.send(tx, cast.ines, saying(cast.pims, client_id="client-2"))
        later = await conversation_rows.get(tx.connection, cast.pims)
    assert later is not None
    assert later.assignee_id == "dana"
    assert [message.kind for message in await thread(transactions, cast)] == ["text", "system", "text", "text"]


@pytest.mark.parametrize("state", ["snoozed", "resolved"])
async def test_a_send_opens_the_conversation_again(acting: Acting, cast: Cast, state: str) -> None:
    async with acting() as tx:
        await scenes.conversation_is(
            tx, cast.pims, state=state, snoozed_until=tx.now + scenes.HOUR_MS, resolved_at=tx.now
        )
    async with acting() as tx:
        await said(tx, cast)
        row = await conversation_rows.get(tx.connection, cast.pims)
    assert row is not None
    assert (row.state, row.snoozed_until, row.resolved_at) == ("open", None, None)


async def test_a_repeat_returns_the_present_shape_and_does_nothing(
    acting: Acting, commits: list[Commit], cast: Cast
) -> None:
    async with acting() as tx:
        sent = await said(tx, cast)
    async with acting() as tx:
        await scenes.message_is(tx, sent.id, status="sent")
    known = len(commits)
    async with acting() as tx:
        again = await messages.send(tx, cast.dana, msgspec.structs.replace(saying(cast.pims), id=77))
    assert (again["message"].id, again["message"].status) == (sent.id, "sent")
    assert len(commits) == known


async def test_the_same_client_id_with_another_body_is_a_conflict(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await said(tx, cast)
    async with acting() as tx:
        refused = await refusal(tx, cast, text="No.")
        with pytest.raises(Refusal, match="client_id"):
            await messages.note(
                tx, cast.dana, MessageNote(id=1, conversation=cast.pims, client_id="client-1", text="x")
            )
    assert (refused.code, refused.field) == ("conflict", "client_id")


async def test_a_client_id_is_its_authors_own(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await said(tx, cast)
        await messages.send(tx, cast.ines, saying(cast.pims, "No."))


async def test_free_text_is_refused_when_the_window_has_closed(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        tx.now = 1_795_334_400_000  # 2026-11-22T08:00:00Z
        await scenes.conversation_is(tx, cast.pims, window_closes_at=tx.now - 57 * 60_000)
        refused = await refusal(tx, cast)
        assert refused.message == "The 24-hour window closed at 07:03 UTC. Send a template instead."
        await scenes.conversation_is(tx, cast.pims, window_closes_at=None)
        assert "has not written yet" in (await refusal(tx, cast)).message
        template = await scenes.template(tx, cast.sales)
        use = TemplateUse(template=template, parameters={"body": ["Pim"]})
        assert (await said(tx, cast, text=None, template=use)).kind == "template"
    assert refused.code == "window_closed"


@pytest.mark.parametrize(("state", "words"), [("paused", "the token expired"), ("unconfigured", "not set up yet")])
async def test_nothing_is_queued_on_a_channel_that_cannot_send(
    transactions: Transactions, cast: Cast, state: str, words: str
) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(state=state, reason="the token expired"))
        refused = await refusal(tx, cast)
    assert refused.code == "channel_paused"
    assert words in refused.message


async def test_marketing_is_not_sent_to_who_declined_it(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(tables.contacts.update().values(consent='{"marketing":{"wanted":false}}'))
        use = TemplateUse(
            template=await scenes.template(tx, cast.sales, category="MARKETING"), parameters={"body": ["Pim"]}
        )
        assert (await refusal(tx, cast, text=None, template=use)).code == "opted_out"
        other = TemplateUse(
            template=await scenes.template(tx, cast.sales, name="receipt"), parameters={"body": ["Pim"]}
        )
        assert (await said(tx, cast, text=None, template=other)).status == "queued"


async def test_several_files_become_several_messages_in_order(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with acting() as tx:
        files = [await scenes.file_of(tx, "dana"), await scenes.file_of(tx, "dana", "document", "application/pdf")]
        first = await said(tx, cast, "Here they are", attachments=files)
        due = await tx.connection.values(
            tables.messages.select()
            .with_only_columns(tables.messages.c.due_at)
            .where(tables.messages.c.due_at.is_not(None))
            .order_by(tables.messages.c.order)
        )
    sent = [
        message
        for message in await thread(transactions, cast)
        if message.direction == "out" and message.kind != "system"
    ]
    assert [(m.kind, m.text, m.client_id, [a.id for a in m.attachments]) for m in sent] == [
        ("image", "Here they are", "client-1", files[:1]),
        ("document", None, None, files[1:]),
    ]
    assert sent[0].id == first.id
    assert due == [tx.now, tx.now + 1]


async def test_words_beside_a_voice_note_go_before_it(acting: Acting, cast: Cast, transactions: Transactions) -> None:
    async with acting() as tx:
        await said(tx, cast, "Listen:", attachments=[await scenes.file_of(tx, "dana", "voice", "audio/ogg")])
    kinds = [(message.kind, message.text) for message in await thread(transactions, cast) if message.kind != "system"]
    assert kinds == [("text", "Listen:"), ("voice", None)]


async def test_a_file_is_sent_once_and_by_who_uploaded_it(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        mine, theirs = await scenes.file_of(tx, "dana"), await scenes.file_of(tx, "omar")
        assert (await refusal(tx, cast, text=None, attachments=[theirs])).code == "not_found"
        await said(tx, cast, None, attachments=[mine])
        assert (await refusal(tx, cast, text=None, attachments=[mine], client_id="client-2")).code == "conflict"


async def test_a_file_whatsapp_does_not_take_is_refused_with_the_remedy(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        large = await scenes.file_of(tx, "dana", size=6 * 1024 * 1024)
        refused = await refusal(tx, cast, text=None, attachments=[large])
    assert "up to 5 MB" in refused.message


async def test_an_answer_names_what_it_answers(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        question = await scenes.customer_writes(tx, cast.pims, "Tea?", "wamid.1")
        sent = await said(tx, cast, reply_to=question)
        row = await rows.get(tx.connection, sent.id)
    assert row is not None
    assert (sent.reply_to, outbound.decode(row.outgoing).reply_to) == (question, "wamid.1")


async def test_only_what_the_customer_sees_in_this_thread_is_answered(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        elsewhere = await scenes.customer_writes(tx, cast.kens, "Tea?", "wamid.1")
        note = MessageNote(id=1, conversation=cast.pims, client_id="client-n", text="He is nice")
        noted = (await messages.note(tx, cast.dana, note))["message"].id
        assert (await refusal(tx, cast, reply_to=elsewhere)).code == "not_found"
        assert (await refusal(tx, cast, reply_to=noted)).code == "invalid"


BUTTONS = {"form": "buttons", "body": "Which?", "buttons": [{"title": "Tea"}, {"title": "Coffee"}]}


async def test_buttons_get_ids_and_the_body_is_the_text(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        sent = await said(tx, cast, None, interactive=BUTTONS)
    assert (sent.kind, sent.text) == ("interactive", "Which?")
    assert sent.content["buttons"] == [{"title": "Tea", "id": "1"}, {"title": "Coffee", "id": "2"}]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": "x" * 4097}, "at most 4,096 characters"),
        ({"text": "  "}, "may not be empty"),
        ({"text": None}, "may not be empty"),
        ({"text": "a", "location": {"latitude": 1, "longitude": 2}}, "either location or text"),
        ({"text": None, "location": {"latitude": 91, "longitude": 2}}, "latitude"),
        ({"text": None, "location": {"latitude": 9, "longitude": 2, "zoom": 3}}, "zoom"),
        ({"text": None, "contacts": []}, "at least one"),
        ({"text": None, "contacts": [{"phones": []}]}, "name"),
        ({"text": None, "interactive": BUTTONS | {"buttons": [{"title": "a"}] * 4}}, "At most 3 buttons"),
        ({"text": None, "interactive": BUTTONS | {"buttons": [{"title": "a" * 21}]}}, "at most 20 characters"),
        ({"text": None, "interactive": BUTTONS | {"buttons": [{"title": "a"}] * 2}}, "must differ"),
        ({"text": None, "interactive": {"form": "dance", "body": "x"}}, "dance"),
        ({"text": None, "interactive": {"form": "link", "body": "x", "button": "Go", "url": "javascript:1"}}, "https"),
        (
            {"text": None, "interactive": {"form": "list", "body": "x", "button": "Go", "sections": [{"rows": [{"title": str(n)} for n in range(11)]}]}},
            "At most 10 rows",
        ),
    ],
)  # fmt: skip
async def test_what_the_channel_does_not_take_is_refused_in_words(
    transactions: Transactions, cast: Cast, values: dict[str, Any], words: str
) -> None:
    async with transactions.begin() as tx:
        refused = await refusal(tx, cast, **values)
        assert await thread_is_empty(tx, cast)
    assert refused.code == "invalid"
    assert refused.field is not None
    assert words in refused.message


async def thread_is_empty(tx: Transaction, cast: Cast) -> bool:
    return await rows.page(tx.connection, cast.pims, None, None, 1) == []


async def test_a_location_a_card_and_a_list_are_taken(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        place = await said(tx, cast, None, location={"latitude": 13.75, "longitude": 100.5, "name": "Shop"})
        card = await said(
            tx, cast, None, client_id="client-2", contacts=[{"name": "May", "phones": [{"number": "+66 1"}]}]
        )
        rows_ = [{"title": "Small", "description": "0.2 l"}, {"title": "Large"}]
        menu = {"form": "list", "body": "Size?", "button": "Choose", "sections": [{"rows": rows_}]}
        listed = await said(tx, cast, None, client_id="client-3", interactive=menu)
    assert (place.kind, card.kind) == ("location", "contacts")
    assert [row["id"] for row in listed.content["sections"][0]["rows"]] == ["1", "2"]


async def test_a_note_reaches_colleagues_and_nobody_else(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        note = MessageNote(id=1, conversation=cast.pims, client_id="client-n", text="VIP!")
        noted = (await messages.note(tx, cast.dana, note))["message"]
        row = await rows.get(tx.connection, noted.id)
        conversation = await conversation_rows.get(tx.connection, cast.pims)
    assert row is not None
    assert conversation is not None
    assert (row.due_at, row.outgoing, conversation.assignee_id) == (None, None, None)


def retrying(message: str, **values: Any) -> MessageRetry:
    return MessageRetry(id=1, message=message, client_id=values.pop("client_id", "retry-001"), **values)


async def test_a_failed_message_is_queued_again_once(acting: Acting, commits: list[Commit], cast: Cast) -> None:
    async with acting() as tx:
        sent = await said(tx, cast)
        await scenes.message_is(tx, sent.id, status="failed", due_at=None, error='{"code":"131026","message":"no"}')
        await scenes.attempt(tx, sent.id, cast.sales, 1, failed_at=tx.now)
    async with acting() as tx:
        again = (await messages.retry(tx, cast.dana, retrying(sent.id)))["message"]
        row = await rows.get(tx.connection, sent.id)
    assert (again.status, again.error, again.client_id) == ("queued", None, "client-1")
    assert row is not None
    assert row.due_at == tx.now
    known = len(commits)
    async with acting() as tx:
        await messages.retry(tx, cast.dana, retrying(sent.id))
        await messages.retry(tx, cast.ines, retrying(sent.id, client_id="retry-002"))
        with pytest.raises(Refusal, match="client_id"):
            await messages.retry(tx, cast.dana, retrying(sent.id, even_if_sent=True))
    assert len(commits) == known


async def test_an_unknown_send_goes_out_again_only_knowingly(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        sent = await said(tx, cast)
        await scenes.message_is(tx, sent.id, status="unknown", due_at=None)
        await scenes.attempt(tx, sent.id, cast.sales, 1, unknown_at=tx.now)
    async with acting() as tx:
        with pytest.raises(Refusal) as refused:
            await messages.retry(tx, cast.dana, retrying(sent.id))
        assert refused.value.field == "even_if_sent"
        again = await messages.retry(tx, cast.dana, retrying(sent.id, even_if_sent=True))
    assert again["message"].status == "queued"


@pytest.mark.parametrize("status", ["accepted", "sent", "delivered", "read", "played"])
async def test_what_the_provider_took_is_not_sent_again(transactions: Transactions, cast: Cast, status: str) -> None:
    async with transactions.begin() as tx:
        sent = await said(tx, cast)
        await scenes.message_is(tx, sent.id, status=status)
        with pytest.raises(Refusal, match=status):
            await messages.retry(tx, cast.dana, retrying(sent.id, even_if_sent=True))


async def test_a_customers_message_is_never_sent(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        theirs = await scenes.customer_writes(tx, cast.pims, "Hello", "wamid.1")
        with pytest.raises(Refusal, match="Only a message to the customer"):
            await messages.retry(tx, cast.dana, retrying(theirs))


async def test_a_reaction_is_shown_and_sent_and_taken_back(
    acting: Acting, commits: list[Commit], transactions: Transactions, cast: Cast
) -> None:
    async with acting() as tx:
        theirs = await scenes.customer_writes(tx, cast.pims, "Thank you", "wamid.1")
    async with acting() as tx:
        shown = (await messages.react(tx, cast.dana, MessageReact(id=1, message=theirs, emoji="👍")))["message"]
    assert shown.reactions == [shapes.Reaction(emoji="👍", by="dana", by_kind="user")]
    sent = (await thread(transactions, cast))[-1]
    assert (sent.kind, sent.status, sent.content, sent.reply_to) == ("reaction", "queued", {"emoji": "👍"}, theirs)
    known = len(commits)
    async with acting() as tx:
        await messages.react(tx, cast.dana, MessageReact(id=2, message=theirs, emoji="👍"))
    assert len(commits) == known
    async with acting() as tx:
        tx.now += 1
        gone = (await messages.react(tx, cast.dana, MessageReact(id=3, message=theirs, emoji="")))["message"]
    assert gone.reactions == []


@pytest.mark.parametrize(
    ("emoji", "changes", "words"),
    [
        ("nice", {}, "one emoji"),
        ("👍", {"kind": "note"}, "cannot see this message"),
        ("👍", {"provider_id": None}, "cannot see this message"),
        ("👍", {"sent_at": 0}, "older than 30 days"),
    ],
)
async def test_a_reaction_the_customer_would_never_see_is_refused(
    transactions: Transactions, cast: Cast, emoji: str, changes: dict[str, Any], words: str
) -> None:
    async with transactions.begin() as tx:
        theirs = await scenes.customer_writes(tx, cast.pims, "Thank you", "wamid.1")
        if changes:
            await scenes.message_is(tx, theirs, **changes)
        with pytest.raises(Refusal, match=words):
            await messages.react(tx, cast.dana, MessageReact(id=1, message=theirs, emoji=emoji))


async def test_omar_can_do_nothing_to_a_sales_message(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        theirs = await scenes.customer_writes(tx, cast.pims, "Hello", "wamid.1")
        attempts = (
            messages.send(tx, cast.omar, saying(cast.pims)),
            messages.note(tx, cast.omar, MessageNote(id=1, conversation=cast.pims, client_id="client-1", text="x")),
            messages.retry(tx, cast.omar, retrying(theirs)),
            messages.react(tx, cast.omar, MessageReact(id=1, message=theirs, emoji="👍")),
            messages.list_page(tx.connection, cast.omar, MessageList(id=1, conversation=cast.pims)),
        )
        for attempt in attempts:
            with pytest.raises(Refusal) as refused:
                await attempt
            assert refused.value.code == "not_found"


async def test_pages_of_a_thread_lead_both_ways(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        ids = [await scenes.customer_writes(tx, cast.pims, str(n), f"wamid.{n}") for n in range(7)]
    async with transactions.database.reading() as connection:
        newest = await messages.list_page(connection, cast.dana, MessageList(id=1, conversation=cast.pims, limit=3))
        older = await messages.list_page(connection, cast.dana, MessageList(1, cast.pims, before=newest.next, limit=3))
        oldest = await messages.list_page(connection, cast.dana, MessageList(1, cast.pims, before=older.next, limit=3))
        newer = await messages.list_page(
            connection, cast.dana, MessageList(1, cast.pims, after=oldest.items[0].order, limit=3)
        )
    assert [message.id for page in (oldest, older, newest) for message in page.items] == ids
    assert oldest.next is None
    assert [message.id for message in newer.items] == ids[1:4]
    assert newer.next == newer.items[-1].order
