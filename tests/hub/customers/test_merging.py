"""Merging contacts: what every agent's page holds afterwards is what a fresh read gives, and undoing leaves no trace."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from hub.customers import consent, contacts, merging, new_contacts, unmerging
from hub.inbox import conversations, messages
from hub.intake import Intake
from hub.permissions import Agent
from hub.transaction import Transaction, Transactions
from hub.wire import shapes
from hub.wire.commands import ConversationGet, MessageSend, TemplateUse
from hub.wire.customer_changes import NewConsent, NewContact, NewIdentity
from hub.wire.errors import Refusal
from storage import tables
from storage.inbox import conversations as rows
from tests.cast import PIM_PHONE, Cast
from tests.hub import scenes
from tests.hub.conftest import Acting
from tests.hub.receiving.look import Look
from tests.hub.receiving.test_people import USER, named
from tests.hub.receiving.wire import messages as inbound
from tests.hub.receiving.wire import send, text

NOKS = "conversation-nok"


async def add_nok(tx: Transaction, channel: str, **values: Any) -> None:
    """A second customer with an open conversation."""
    times = {"created_at": tx.now, "updated_at": tx.now}
    person = {"id": "nok", "name": "Nok", "name_source": "provider", "tags": '["b"]', "company": "Tea Co"}
    await tx.connection.insert_many(tables.contacts, [person | times])
    talk = {"id": NOKS, "contact_id": "nok", "channel_id": channel, "state": "open", "last_at": tx.now}
    await tx.connection.insert_many(tables.conversations, [talk | times | values])


async def shown(transactions: Transactions, agent: Agent, id: str) -> shapes.Conversation:
    async with transactions.database.reading() as connection:
        return (await conversations.get(connection, agent, ConversationGet(id=1, conversation=id)))["conversation"]


async def thread(transactions: Transactions, conversation: str) -> list[str]:
    of_it = tables.messages.c.conversation_id == conversation
    async with transactions.database.reading() as connection:
        return await connection.values(select(tables.messages.c.text).where(of_it).order_by(tables.messages.c.order))


async def test_of_two_unresolved_conversations_the_livelier_goes_on(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await add_nok(tx, cast.sales, assignee_id="dana")
        for conversation, words in ((cast.pims, "one"), (NOKS, "two"), (cast.pims, "three"), (NOKS, "four")):
            await scenes.customer_writes(tx, conversation, words, f"wamid.{words}")
    before = {id: await shown(transactions, cast.dana, id) for id in (cast.pims, NOKS)}
    async with acting() as tx:
        await merging.merge(tx, cast.dana, "nok", cast.pim)
    ended, goes_on = [await shown(transactions, cast.dana, id) for id in (cast.pims, NOKS)]
    assert (ended.state, ended.unread, ended.waiting_since) == ("resolved", 0, None)
    assert (goes_on.state, goes_on.unread, goes_on.contact.id) == ("open", 4, cast.pim)
    assert goes_on.waiting_since == before[cast.pims].waiting_since
    assert goes_on.window_closes_at == before[cast.pims].window_closes_at
    assert [await thread(transactions, id) for id in (cast.pims, NOKS)] == [["one", "three"], ["two", "four"]]
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.dana, "nok")
    for id, was in before.items():
        now = await shown(transactions, cast.dana, id)
        again = msgspec.structs.replace(was, version=now.version, updated_at=now.updated_at)
        assert now == again


async def test_what_happened_since_is_not_undone(acting: Acting, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await add_nok(tx, cast.sales)
        await scenes.customer_writes(tx, cast.pims, "one", "wamid.one")
        await scenes.customer_writes(tx, NOKS, "two", "wamid.two")
    async with acting() as tx:
        await merging.merge(tx, cast.dana, "nok", cast.pim)
    async with acting() as tx:
        await conversations.mark_read(tx, cast.dana, NOKS)
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.dana, "nok")
    assert [(await shown(transactions, cast.dana, id)).unread for id in (cast.pims, NOKS)] == [0, 0]
    assert (await shown(transactions, cast.dana, cast.pims)).state == "open"


async def test_a_contact_of_two_channels_is_seen_by_both_and_by_one_again(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await merging.merge(tx, cast.ines, cast.ken, cast.pim)
        assert (await contacts.one(tx.connection, cast.omar, cast.ken)).id == cast.pim
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.ines, cast.pim)
        assert (await contacts.one(tx.connection, cast.omar, cast.ken)).id == cast.ken
        with pytest.raises(Refusal, match="no such contact"):
            await contacts.one(tx.connection, cast.omar, cast.pim)


async def test_everybodys_contact_becomes_its_channels_and_everybodys_again(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        loose = await new_contacts.add(tx, cast.dana, NewContact(name="Pimmy"))
    async with acting() as tx:
        await merging.merge(tx, cast.dana, cast.pim, loose.id)
        with pytest.raises(Refusal, match="no such contact"):
            await contacts.one(tx.connection, cast.omar, loose.id)
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.dana, cast.pim)
        assert (await contacts.one(tx.connection, cast.omar, loose.id)).name == "Pimmy"


async def test_a_better_name_wins_and_goes_back(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        typed = await new_contacts.add(tx, cast.dana, NewContact(name="Khun Pim"))
    async with acting() as tx:
        assert (await merging.merge(tx, cast.dana, typed.id, cast.pim)).name == "Khun Pim"
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.dana, typed.id)
        assert (await contacts.one(tx.connection, cast.dana, cast.pim)).name == "Pim Srisai"


async def test_what_the_intake_merged_is_undone_by_hand(intake: Intake, acting: Acting, cast: Cast, look: Look) -> None:
    await send(intake, inbound(text("By number")), named("By user id", None, USER, "Noi"))
    goes = (await look.row("contacts", "name = 'Noi'"))["id"]
    before = await look.rows("conversations")
    await send(intake, named("Both", PIM_PHONE, USER))
    async with acting() as tx:
        back = await unmerging.unmerge(tx, cast.dana, goes)
    assert [(one.kind, one.value) for one in back.identities] == [("whatsapp_user", USER)]
    now = await look.rows("conversations")
    assert [(row["id"], row["contact_id"], row["state"]) for row in now] == [
        (row["id"], row["contact_id"], row["state"]) for row in before
    ]
    alias = await look.row("identities", "value = :v", v=PIM_PHONE)
    assert (alias["contact_id"], alias["origin_contact_id"]) == (cast.pim, None)


async def test_a_word_against_marketing_comes_with_the_contact(
    acting: Acting, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        template = await scenes.template(tx, cast.sales, category="MARKETING")
    async with acting() as tx:
        loose = await new_contacts.add(tx, cast.dana, NewContact(name="Pimmy"))
        await consent.record(tx, cast.dana, loose.id, NewConsent(channel="whatsapp", wanted=False, how="by_phone"))
    async with acting() as tx:
        await merging.merge(tx, cast.dana, loose.id, cast.pim)
    use = TemplateUse(template=template, parameters={"body": ["tea"]})
    sending = MessageSend(id=1, conversation=cast.pims, client_id="client-001", template=use)
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="no marketing"):
            await messages.send(tx, cast.dana, sending)
    async with acting() as tx:
        await unmerging.unmerge(tx, cast.dana, loose.id)
    async with acting() as tx:
        await messages.send(tx, cast.dana, sending)


async def test_a_conversation_moves_with_its_messages(acting: Acting, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await add_nok(tx, cast.sales, state="resolved", resolved_at=tx.now)
    async with acting() as tx:
        await merging.merge(tx, cast.dana, "nok", cast.pim)
    async with transactions.begin() as tx:
        moved = await rows.get(tx.connection, NOKS)
        assert moved is not None
        assert (moved.contact_id, moved.origin_contact_id, moved.state) == (cast.pim, "nok", "resolved")


async def test_a_number_goes_where_its_owner_goes(acting: Acting, cast: Cast) -> None:
    typed = NewIdentity(kind="email", value="pim@tea.example")
    async with acting() as tx:
        loose = await new_contacts.add(tx, cast.dana, NewContact(name="Pimmy", identities=[typed]))
    async with acting() as tx:
        await merging.merge(tx, cast.dana, loose.id, cast.pim)
    with pytest.raises(Refusal, match="belongs to Pim"):
        async with acting() as tx:
            await new_contacts.add(tx, cast.dana, NewContact(name="Other", identities=[typed]))
