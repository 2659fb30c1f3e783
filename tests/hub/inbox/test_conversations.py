from __future__ import annotations

import msgspec
import pytest

from hub.inbox import conversations, messages
from hub.inbox import lists as inbox
from hub.permissions import Agent
from hub.searching import indexing
from hub.transaction import Commit, Transactions
from hub.wire import shapes
from hub.wire.commands import (
    ConversationCounts,
    ConversationGet,
    ConversationList,
    ConversationStart,
    MessageList,
    TemplateUse,
)
from hub.wire.errors import Refusal
from storage import tables
from storage.inbox import conversations as rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.conftest import Acting


async def listed(transactions: Transactions, agent: Agent, **asked: object) -> list[str]:
    async with transactions.database.reading() as connection:
        page = await inbox.list_page(connection, agent, ConversationList(id=1, **asked))  # type: ignore[arg-type]
    return [conversation.id for conversation in page.items]


async def told(transactions: Transactions, agent: Agent, conversation: str) -> list[str]:
    """The events the thread shows."""
    async with transactions.database.reading() as connection:
        page = await messages.list_page(connection, agent, MessageList(id=1, conversation=conversation))
    return [message.content["event"] for message in page.items if message.kind == "system"]


async def test_assigning_is_shown_to_all_who_see_the_conversation(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with acting() as tx:
        answer = await conversations.assign(tx, cast.ines, cast.pims, "dana")
    assert answer["conversation"].assignee == "dana"
    assert await told(transactions, cast.dana, cast.pims) == ["assigned"]


async def test_what_is_already_so_announces_nothing(acting: Acting, commits: list[Commit], cast: Cast) -> None:
    async with acting() as tx:
        await conversations.assign(tx, cast.dana, cast.pims, "dana")
    known = len(commits)
    async with acting() as tx:
        await conversations.assign(tx, cast.dana, cast.pims, "dana")
        await conversations.reopen(tx, cast.dana, cast.pims)
        await conversations.mark_read(tx, cast.dana, cast.pims)
        await conversations.tag(tx, cast.dana, cast.pims, [])
    assert len(commits) == known


async def test_nobody_is_given_a_conversation_they_may_not_see(transactions: Transactions, cast: Cast) -> None:
    with pytest.raises(Refusal, match="not a member of Sales line"):
        async with transactions.begin() as tx:
            await conversations.assign(tx, cast.dana, cast.pims, "omar")


async def test_omar_never_learns_of_a_sales_conversation(transactions: Transactions, cast: Cast) -> None:
    async with transactions.database.reading() as connection:
        with pytest.raises(Refusal) as refused:
            await conversations.get(connection, cast.omar, ConversationGet(id=1, conversation=cast.pims))
        with pytest.raises(Refusal) as unknown:
            await conversations.get(connection, cast.omar, ConversationGet(id=1, conversation="nowhere"))
    assert (refused.value.code, refused.value.message) == (unknown.value.code, unknown.value.message)
    for verb in (conversations.resolve, conversations.reopen, conversations.mark_read, conversations.mark_unread):
        async with transactions.begin() as tx:
            with pytest.raises(Refusal, match="no such conversation"):
                await verb(tx, cast.omar, cast.pims)


async def test_resolving_leaves_nothing_to_read_and_nobody_waiting(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
    async with acting() as tx:
        resolved = (await conversations.resolve(tx, cast.dana, cast.pims))["conversation"]
    assert (resolved.state, resolved.unread, resolved.waiting_since) == ("resolved", 0, None)


async def test_a_snoozed_conversation_wakes_when_its_time_has_come(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with acting() as tx:
        snoozed = (await conversations.snooze(tx, cast.dana, cast.pims, tx.now + scenes.HOUR_MS))["conversation"]
        assert snoozed.state == "snoozed"
    async with acting() as tx:
        assert await conversations.wake_due(tx) == 0
        tx.now += 2 * scenes.HOUR_MS
        assert await conversations.wake_due(tx) == 1
    assert await told(transactions, cast.dana, cast.pims) == ["snoozed", "woken"]
    assert await listed(transactions, cast.dana, state="open") == [cast.pims]


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
async def test_snoozing_needs_a_time_ahead_within_a_year(transactions: Transactions, cast: Cast, hours: int) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="in the future"):
            await conversations.snooze(tx, cast.dana, cast.pims, tx.now + hours * scenes.HOUR_MS)


async def test_reopening_beside_a_newer_conversation_names_that_one(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversations.resolve(tx, cast.dana, cast.pims)
        row = {"id": "newer", "contact_id": cast.pim, "channel_id": cast.sales, "state": "open", "last_at": tx.now}
        await rows.insert(tx.connection, row | {"created_at": tx.now, "updated_at": tx.now})
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match=r"Pim Srisai \(newer\)") as refused:
            await conversations.reopen(tx, cast.dana, cast.pims)
        assert refused.value.code == "conflict"
        still = await rows.get(tx.connection, cast.pims)
    assert still is not None
    assert still.state == "resolved"


async def test_tags_are_tidied_and_the_change_is_shown(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await conversations.tag(tx, cast.dana, cast.pims, ["vip"])
    async with acting() as tx:
        tagged = (await conversations.tag(tx, cast.dana, cast.pims, [" big  deal", "vip", "vip", " "]))["conversation"]
    assert tagged.tags == ["big deal", "vip"]


async def test_unread_belongs_to_the_conversation(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        assert (await conversations.mark_unread(tx, cast.dana, cast.pims))["conversation"].unread == 1
    async with acting() as tx:
        assert (await conversations.mark_read(tx, cast.ines, cast.pims))["conversation"].unread == 0


async def test_filters_narrow_the_list(acting: Acting, transactions: Transactions, cast: Cast) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "Is the 50%_off price still good?", "wamid.1")
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
        await conversations.tag(tx, cast.ines, cast.kens, ['say "hi"'])
        await conversations.snooze(tx, cast.ines, cast.kens, tx.now + scenes.HOUR_MS)
    both, pims, kens = {cast.pims, cast.kens}, [cast.pims], [cast.kens]
    assert set(await listed(transactions, cast.ines)) == both
    assert await listed(transactions, cast.omar) == kens
    assert await listed(transactions, cast.omar, channel=cast.sales) == []
    assert await listed(transactions, cast.ines, state="open") == pims
    assert await listed(transactions, cast.dana, assignee="me") == pims
    assert await listed(transactions, cast.ines, assignee="dana") == pims
    assert await listed(transactions, cast.ines, assignee="none") == kens
    assert await listed(transactions, cast.ines, contact=cast.ken) == kens
    assert await listed(transactions, cast.ines, tag='say "hi"') == kens
    assert await listed(transactions, cast.ines, tag="say") == []
    assert await listed(transactions, cast.ines, unread=True) == pims
    assert await listed(transactions, cast.ines, unread=False) == kens


@pytest.mark.parametrize(
    ("q", "finds"),
    [
        ("srisai", True),
        ("081 234-5678", True),
        ("+66 81 234", True),
        ("50%_OFF", True),
        ("50%x", False),
        ("ken", False),
    ],
)
async def test_a_conversation_is_found_by_name_number_or_last_line(
    transactions: Transactions, cast: Cast, q: str, finds: bool
) -> None:
    async with transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "Is the 50%_off price still good?", "wamid.1")
    await indexing.catch_up(transactions)
    assert (cast.pims in await listed(transactions, cast.ines, q=q)) == finds


async def test_pages_follow_each_other_without_gap_or_double(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        new = [
            {"id": f"c{n}", "contact_id": cast.pim, "channel_id": cast.sales, "state": "resolved", "last_at": 1000 + n // 2, "created_at": 1, "updated_at": 1}
            for n in range(9)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.conversations, new)
    pages, after = [], None
    async with transactions.database.reading() as connection:
        for _ in range(10):
            page = await inbox.list_page(connection, cast.dana, ConversationList(id=1, limit=4, after=after))
            pages.append([conversation.id for conversation in page.items])
            if (after := page.next) is None:
                break
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [id for page in pages for id in page] == [cast.pims, *(f"c{n}" for n in range(8, -1, -1))]


async def test_a_place_that_no_page_gave_is_refused(transactions: Transactions, cast: Cast) -> None:
    async with transactions.database.reading() as connection:
        with pytest.raises(Refusal, match="an earlier page"):
            await inbox.list_page(connection, cast.dana, ConversationList(id=1, after="yesterday"))


async def test_counts_are_those_of_the_tabs(acting: Acting, transactions: Transactions, cast: Cast) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
        await conversations.resolve(tx, cast.ines, cast.kens)
    async with transactions.database.reading() as connection:
        danas = await inbox.counts(connection, cast.dana, ConversationCounts(id=1))
        ineses = await inbox.counts(connection, cast.ines, ConversationCounts(id=1))
    assert danas == {"mine": 1, "unassigned": 0, "all": 1, "snoozed": 0, "resolved": 0, "unread": 1}
    assert ineses == {"mine": 0, "unassigned": 0, "all": 1, "snoozed": 0, "resolved": 1, "unread": 1}


def starting(cast: Cast, template: str, **values: str | None) -> ConversationStart:
    use = TemplateUse(template=template, parameters={"body": ["Somchai"]})
    return ConversationStart(id=1, client_id="client-1", channel=cast.sales, template=use, **values)


async def test_a_typed_number_starts_a_conversation_with_a_template(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        template = await scenes.template(tx, cast.sales)
        answer = await conversations.start(
            tx, cast.dana, starting(cast, template, phone="089 111 2222", name="Somchai")
        )
    conversation, message = answer["conversation"], answer["message"]
    assert (conversation.contact.name, conversation.assignee, conversation.state) == ("Somchai", "dana", "open")
    assert (message.kind, message.text, message.status) == ("template", "Hello Somchai, your order is ready.", "queued")


async def test_starting_twice_is_starting_once(acting: Acting, commits: list[Commit], cast: Cast) -> None:
    async with acting() as tx:
        template = await scenes.template(tx, cast.sales)
        first = await conversations.start(tx, cast.dana, starting(cast, template, phone="089 111 2222"))
    known = len(commits)
    async with acting() as tx:
        again = msgspec.structs.replace(starting(cast, template, phone="089 111 2222"), id=2)
        assert await conversations.start(tx, cast.dana, again) == first
        with pytest.raises(Refusal, match="client_id"):
            await conversations.start(tx, cast.dana, starting(cast, template, phone="089 111 3333"))
    assert len(commits) == known


async def test_starting_with_a_known_contact_goes_on_in_the_open_conversation(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        template = await scenes.template(tx, cast.sales)
        answer = await conversations.start(tx, cast.dana, starting(cast, template, phone="+66812345678"))
    assert answer["conversation"].id == cast.pims


async def test_a_contact_nobody_wrote_with_belongs_to_all_until_the_first_conversation(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        template = await scenes.template(tx, cast.sales)
        new = {"id": "may", "name": "May", "name_source": "agent", "created_at": tx.now, "updated_at": tx.now}
        await tx.connection.insert_many(tables.contacts, [new])
    async with acting() as tx:
        await conversations.start(tx, cast.dana, starting(cast, template, contact="may"))


async def test_looking_makes_a_read_mark_due_once(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversations.view_focused(tx, cast.dana, cast.pims, typing=False)
        assert await tx.connection.value(tables.read_marks.select()) is None
        await scenes.customer_writes(tx, cast.pims, "one", "wamid.1")
        await scenes.customer_writes(tx, cast.pims, "two", "wamid.2")
        await conversations.view_focused(tx, cast.dana, cast.pims, typing=False)
        marks = await tx.connection.tuples(tables.read_marks.select())
        assert [(mark[2], bool(mark[3]), mark[4]) for mark in marks] == [("wamid.2", False, tx.now)]
        await tx.connection.execute(tables.read_marks.update().values(told="wamid.2", due_at=None))
        await conversations.view_focused(tx, cast.dana, cast.pims, typing=False)
        assert (await tx.connection.tuples(tables.read_marks.select()))[0][4] is None
        await conversations.view_focused(tx, cast.dana, cast.pims, typing=True)
        assert (await tx.connection.tuples(tables.read_marks.select()))[0][3:5] == (True, tx.now)


async def test_a_conversation_carries_its_last_line(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await scenes.customer_writes(tx, cast.pims, "Good\nmorning", "wamid.1")
        shape = (await conversations.get(tx.connection, cast.dana, ConversationGet(id=1, conversation=cast.pims)))[
            "conversation"
        ]
    assert isinstance(shape.last_message, shapes.LastMessage)
    assert (shape.last_message.excerpt, shape.last_message.direction, shape.unread) == ("Good morning", "in", 1)
    assert shape.last_message.author.kind == "customer"
