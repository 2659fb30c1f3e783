"""For whom a quotation is: the contact, the conversation it belongs to, and whom its paper names."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, structs

from hub.customers import contacts
from hub.inbox import threads
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import QuotationChange
from hub.wire.quotations import Content, Customer
from storage.customers import contacts as contact_rows
from storage.customers.contacts import ContactRow
from storage.database import Connection
from storage.quotations.rows import QuotationRow


async def keep_from_going(tx: Transaction, agent: Agent, conversation_id: str | None, contact_id: str | None) -> None:
    """Locks the contact, before any other lock: a person whose data is deleted at this moment must not leave a draft behind."""
    if conversation_id is not None:
        contact_id = (await threads.seen(tx.connection, agent, conversation_id)).contact_id
    if contact_id is not None:
        await contacts.held(tx, agent, contact_id)


async def addressee(
    connection: Connection, agent: Agent, conversation_id: str | None, contact_id: str | None
) -> tuple[dict[str, Any], ContactRow]:
    if conversation_id is None:
        if contact_id is None:
            raise Refusal("invalid", "Say for whom it is: a contact or a conversation.", field="contact")
        return {"conversation_id": None, "channel_id": None}, await contacts.seen(connection, agent, contact_id)
    talk = await threads.seen(connection, agent, conversation_id)
    contact = await contacts.seen(connection, agent, contact_id or talk.contact_id)
    if contact.id != talk.contact_id:
        raise Refusal("invalid", "This conversation is with somebody else.", field="conversation")
    return {"conversation_id": talk.id, "channel_id": talk.channel_id}, contact


async def moved(
    connection: Connection, agent: Agent, before: QuotationRow, asked: QuotationChange
) -> tuple[dict[str, Any], ContactRow | None]:
    """Where it belongs from now on, and its contact."""
    if asked.contact is UNSET and asked.conversation is UNSET:
        place = {name: getattr(before, name) for name in ("contact_id", "conversation_id", "channel_id")}
        contact = None if before.contact_id is None else await contact_rows.get(connection, before.contact_id)
        return place, contact
    conversation = before.conversation_id if asked.conversation is UNSET else asked.conversation
    contact_id = before.contact_id if asked.contact is UNSET else asked.contact
    if asked.contact is UNSET and conversation is not None:
        contact_id = None  # that of the conversation
    elif asked.conversation is UNSET and contact_id != before.contact_id:
        conversation = None
    if before.number is not None and contact_id not in (None, before.contact_id):
        raise Refusal("conflict", "It has a number: duplicate it for somebody else.", field="contact")
    place, found = await addressee(connection, agent, conversation, contact_id)
    return place | {"contact_id": found.id}, found


async def addressed(
    connection: Connection, content: Content, asked: QuotationChange, contact: ContactRow | None
) -> Content:
    """Whom it names: what was typed, else the contact as it is."""
    if isinstance(asked.customer, Customer):
        return structs.replace(content, customer=asked.customer, customer_typed=True)
    typed = content.customer_typed and asked.customer is UNSET
    if typed or contact is None:
        return content
    return structs.replace(content, customer=await customer_of(connection, contact), customer_typed=False)


async def customer_of(connection: Connection, contact: ContactRow) -> Customer:
    """What is known of a contact, as it is addressed."""
    known = (await contact_rows.identities_of(connection, [contact.id])).get(contact.id, [])
    by_kind = {identity.kind: identity.display or identity.value for identity in reversed(known)}
    phone = by_kind.get("phone", "")
    return Customer(
        name=contact.name[:200],
        company=(contact.company or "")[:200],
        email=by_kind.get("email", "")[:320],
        phone=phone[:64],
    )
