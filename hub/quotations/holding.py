"""Quotations from inside a verb: those an agent may see, held as nobody else is changing them."""

from __future__ import annotations

from msgspec import Struct

from hub.customers import contacts
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.inbox.conversations import ConversationRow
from storage.quotations import rows
from storage.quotations.rows import HeadRow, QuotationRow


class Held(Struct, frozen=True, kw_only=True):
    """A quotation and its conversation, both locked."""

    row: QuotationRow
    conversation: ConversationRow | None


async def seen(connection: Connection, agent: Agent, quotation_id: str) -> QuotationRow:
    """The quotation, or a refusal as if it did not exist."""
    row = await rows.get(connection, quotation_id)
    if row is None or not await may_see(connection, agent, row):
        raise _none()
    return row


async def held(tx: Transaction, agent: Agent, quotation_id: str) -> Held:
    """As `seen`, and locked: its conversation first, as locks are taken everywhere."""
    await seen(tx.connection, agent, quotation_id)
    return await hold(tx, quotation_id)


async def hold(tx: Transaction, quotation_id: str) -> Held:
    """For what no agent asks: an answer of the customer, a rule of the office. Raises Refusal `not_found`."""
    before = await rows.get(tx.connection, quotation_id)
    if before is None:
        raise _none()
    place = before.conversation_id
    conversation = None if place is None else (await conversation_rows.lock(tx.connection, [place])).get(place)
    row = await rows.lock(tx.connection, quotation_id)
    if row is None:
        raise _none()
    if row.conversation_id != place:
        raise Refusal("conflict", "Somebody moved this quotation to another conversation just now. Try again.")
    return Held(row=row, conversation=conversation)


async def may_see(connection: Connection, agent: Agent, row: HeadRow) -> bool:
    """One of a conversation is for those who hold its channel account; one of a contact alone for those who see the contact; one whose
    contact is gone for managers."""
    if row.channel_id is not None:
        return row.channel_id in agent.channels
    if row.contact_id is None:
        return agent.role != "agent"
    return await contacts.may_see(connection, agent, row.contact_id)


def _none() -> Refusal:
    return Refusal("not_found", "There is no such quotation.", field="quotation")
