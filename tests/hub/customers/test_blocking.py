"""Blocking as spam: silence at once, whatever the provider says of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from hub import announce
from hub.customers import blocking, contacts, merging, unmerging
from hub.inbox import conversations, messages
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.wire.commands import ConversationStart, MessageSend
from hub.wire.errors import Refusal
from storage import tables
from storage.customers import blocks
from storage.inbox import conversations as conversation_rows
from tests.cast import SALES, SUPPORT, Cast
from tests.hub.conftest import Acting
from tests.hub.scenes import customer_writes


def says(conversation: str, **more: Any) -> MessageSend:
    return MessageSend(id=1, conversation=conversation, client_id="c1", text="Hello", **more)


async def wishes(transactions: Transactions, contact: str) -> list[tuple[str, bool, str]]:
    async with transactions.database.reading() as connection:
        return [(row.channel_id, row.wanted, row.state) for row in await blocks.of_contact(connection, contact)]


async def test_who_is_blocked_is_shown_as_blocked_and_their_conversation_is_resolved(
    acting: Acting, cast: Cast
) -> None:
    async with acting() as tx:
        await customer_writes(tx, cast.pims, "Buy my watches", "wamid.1")
    async with acting() as tx:
        assert (await blocking.block(tx, cast.dana, cast.pim, " sells  watches ")).blocked
    async with acting() as tx:
        row = await conversation_rows.get(tx.connection, cast.pims)
        told = await blocking.one(tx.connection, cast.dana, cast.pim)
    assert row is not None
    assert (row.state, row.unread, row.waiting_since) == ("resolved", 0, None)
    assert (told.blocked, told.by, told.reason) == (True, "dana", "sells watches")
    assert [(each.channel, each.blocked, each.state) for each in told.channels] == [(SALES, True, "wanted")]


async def test_blocking_again_changes_nothing(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        first = await blocking.block(tx, cast.dana, cast.pim, "spam")
    async with transactions.begin() as tx:
        again = await blocking.block(tx, cast.dana, cast.pim, None)
        assert tx.announced == []
    assert again == first
    async with transactions.database.reading() as connection:
        assert (await blocking.one(connection, cast.dana, cast.pim)).reason == "spam"


async def test_every_account_they_wrote_to_is_told(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        row = {"id": "two", "contact_id": "pim", "channel_id": SUPPORT, "state": "resolved", "last_at": tx.now}
        await tx.connection.insert_many(tables.conversations, [row | {"created_at": tx.now, "updated_at": tx.now}])
        await blocking.block(tx, cast.dana, cast.pim, None)
    assert await wishes(transactions, "pim") == [(SALES, True, "wanted"), (SUPPORT, True, "wanted")]
    async with transactions.database.reading() as connection:  # of the other account Dana learns nothing
        assert [each.channel for each in (await blocking.one(connection, cast.dana, "pim")).channels] == [SALES]


async def test_who_does_not_see_the_contact_cannot_block_it(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        for asked in (
            blocking.block(tx, cast.omar, cast.pim, None),
            blocking.unblock(tx, cast.omar, cast.pim),
            blocking.one(tx.connection, cast.omar, cast.pim),
        ):
            with pytest.raises(Refusal, match="no such contact"):
                await asked


async def test_nothing_is_sent_to_who_is_blocked(transactions: Transactions, cast: Cast) -> None:
    start = ConversationStart(id=1, client_id="c2", channel=SALES, contact=cast.pim)

    async def send(tx: Any, agent: Agent) -> Any:
        return await messages.send(tx, agent, says(cast.pims))

    async def reopen(tx: Any, agent: Agent) -> Any:
        return await conversations.reopen(tx, agent, cast.pims)

    async def begin(tx: Any, agent: Agent) -> Any:
        return await conversations.start(tx, agent, start)

    async with transactions.begin() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)
    for act in (send, reopen, begin):
        with pytest.raises(Refusal, match="blocked this contact as spam"):
            async with transactions.begin() as tx:
                await act(tx, cast.dana)


async def test_what_was_still_to_go_does_not_go(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        sent = (await messages.send(tx, cast.dana, says(cast.pims)))["message"]
    async with transactions.begin() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)
    async with transactions.database.reading() as connection:
        (row,) = await connection.tuples(
            select(tables.messages.c.status, tables.messages.c.error, tables.messages.c.due_at).where(
                tables.messages.c.id == sent.id
            )
        )
    assert (row[0], msgspec.json.decode(row[1])["code"], row[2]) == ("failed", "blocked", None)


async def test_unblocking_restores(acting: Acting, transactions: Transactions, cast: Cast) -> None:
    async with acting() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)
    async with acting() as tx:
        assert not (await blocking.unblock(tx, cast.dana, cast.pim)).blocked
    assert await wishes(transactions, "pim") == [(SALES, False, "wanted")]
    async with acting() as tx:
        sent = await messages.send(tx, cast.dana, says(cast.pims))
    assert sent["message"].status == "queued"


async def test_it_is_noted_who_blocked_and_unblocked(transactions: Transactions, cast: Cast) -> None:
    for verb in ("block", "unblock"):
        async with transactions.begin() as tx:
            given = (None,) if verb == "block" else ()
            await getattr(blocking, verb)(tx, cast.dana, cast.pim, *given)
    async with transactions.database.reading() as connection:
        acts = await connection.tuples(
            select(tables.activity.c.act, tables.activity.c.user_id).order_by(tables.activity.c.id)
        )
        changes = await connection.values(
            select(tables.contact_changes.c.changes).order_by(tables.contact_changes.c.id)
        )
    assert acts == [("contact.blocked", "dana"), ("contact.unblocked", "dana")]
    assert [msgspec.json.decode(each) for each in changes] == [{"blocked": [False, True]}, {"blocked": [True, False]}]


async def test_what_they_write_afterwards_is_kept_and_put_away(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)
    async with acting() as tx:
        await customer_writes(tx, cast.pims, "Still here", "wamid.2")
        await conversation_rows.change(tx.connection, cast.pims, tx.now, state="open", resolved_at=None)
        await announce.conversations(tx, [cast.pims])
    async with acting() as tx:
        found = await blocks.astir(tx.connection, 10)
        assert found == [(cast.pims, cast.pim)]
        assert await blocking.keep_away(tx, found) == 1
    async with acting() as tx:
        row = await conversation_rows.get(tx.connection, cast.pims)
        assert row is not None
        assert (row.state, row.unread) == ("resolved", 0)
        assert await blocks.astir(tx.connection, 10) == []


async def test_who_was_unblocked_meanwhile_is_left_alone(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        assert await blocking.keep_away(tx, [(cast.pims, cast.pim)]) == 0
        assert tx.announced == []


async def test_a_refusal_is_asked_again_when_they_write(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)
        await tx.connection.execute(update(tables.blocks).values(state="refused", due_at=None, reason="not lately"))
    async with transactions.begin() as tx:
        await blocking.keep_away(tx, [(cast.pims, cast.pim)])
    assert await wishes(transactions, "pim") == [(SALES, True, "wanted")]


async def test_who_is_blocked_stays_blocked_as_part_of_another_contact(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await blocking.block(tx, cast.ines, cast.ken, "spam")
    async with acting() as tx:
        assert (await merging.merge(tx, cast.ines, cast.ken, cast.pim)).blocked
    async with acting() as tx:
        told = await blocking.one(tx.connection, cast.ines, cast.pim)
        assert [(each.channel, each.state) for each in told.channels] == [(SUPPORT, "wanted")]
    async with acting() as tx:
        assert (await unmerging.unmerge(tx, cast.ines, cast.pim)).blocked
        assert not (await contacts.present(tx.connection, cast.pim)).blocked
        assert (await blocking.one(tx.connection, cast.ines, cast.pim)).channels == []


async def test_who_was_unblocked_while_merged_comes_back_unblocked(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await blocking.block(tx, cast.ines, cast.ken, None)
    async with acting() as tx:
        await merging.merge(tx, cast.ines, cast.ken, cast.pim)
    async with acting() as tx:
        await blocking.unblock(tx, cast.ines, cast.pim)
    async with acting() as tx:
        assert not (await unmerging.unmerge(tx, cast.ines, cast.pim)).blocked
