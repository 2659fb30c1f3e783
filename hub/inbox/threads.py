"""A thread from inside a verb: finding a conversation the agent may see, and putting messages at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hub import announce, ids
from hub.permissions import Agent, require_channel
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.customers import contacts as contact_rows
from storage.database import Connection
from storage.inbox import conversations as rows
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow


async def seen(connection: Connection, agent: Agent, conversation_id: str) -> ConversationRow:
    """The conversation, or a refusal as if it did not exist."""
    row = await rows.get(connection, conversation_id)
    if row is None:
        raise Refusal("not_found", "There is no such conversation.", field="conversation")
    require_channel(agent, row.channel_id)
    return row


async def message_seen(connection: Connection, agent: Agent, message_id: str) -> MessageRow:
    """The message, or a refusal as if it did not exist."""
    row = await message_rows.get(connection, message_id)
    if row is None:
        raise Refusal("not_found", "There is no such message.", field="message")
    require_channel(agent, row.channel_id, "message")
    return row


async def held(tx: Transaction, agent: Agent, conversation_id: str) -> ConversationRow:
    """The conversation as nobody else is changing it now. Its channel never changes, so rights are asked before the lock."""
    await seen(tx.connection, agent, conversation_id)
    return (await rows.lock(tx.connection, [conversation_id]))[conversation_id]


async def change_or_refuse(tx: Transaction, conversation: ConversationRow, **values: Any) -> None:
    """Changes a held conversation. Refuses when its contact would have two unresolved ones on the channel account."""
    if await rows.try_change(tx.connection, conversation.id, tx.now, **values):
        return
    other = await rows.unresolved(
        tx.connection, conversation.contact_id, conversation.channel_id, conversation.group_id
    )
    contact = await contact_rows.get(tx.connection, conversation.contact_id)
    name = (contact and contact.name) or "the customer"
    where = f" ({other.id})" if other else ""
    raise Refusal("conflict", f"There is a newer conversation with {name}{where}. Go on there.", field="conversation")


async def append(tx: Transaction, conversation: ConversationRow, **values: Any) -> tuple[str, str]:
    """Writes a message at the end of a thread whose conversation is held (or where `order` says). Returns its id and order.

    Raises Refusal conflict when its author has used the `client_id` for another message meanwhile.
    """
    row = _row(tx, conversation, values)
    if not await message_rows.insert(tx.connection, row):
        raise Refusal("conflict", "This client_id was used for another message.", field="client_id")
    return row["id"], row["order"]


async def add_system(tx: Transaction, conversation: ConversationRow, event: str, **detail: Any) -> str:
    """What happened to the conversation, as a line of the thread. Announced at once; not a "last message"."""
    (message_id,) = await add_systems(tx, [(conversation, event, detail)])
    return message_id


async def add_systems(tx: Transaction, told: Sequence[tuple[ConversationRow, str, dict[str, Any]]]) -> list[str]:
    """`add_system` for many conversations: (which, what happened, its detail)."""
    lines = []
    for conversation, event, detail in told:
        content = msgspec.json.encode({"event": event, **detail}).decode()
        values = {"kind": "system", "content": content, "status": "received", "author_kind": "system"}
        lines.append(_row(tx, conversation, values))
    await message_rows.insert_many(tx.connection, lines)
    added = [line["id"] for line in lines]
    await announce.messages(tx, added, created=set(added))
    return added


def _row(tx: Transaction, conversation: ConversationRow, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "order": ids.order_of(tx.now, ids.arrival_us()),
        "direction": "out",
        "content": "{}",
        "sent_at": tx.now,
        "created_at": tx.now,
        **values,
    }
