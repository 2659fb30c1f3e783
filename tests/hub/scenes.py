"""What must have happened before a verb is tested: a customer's message, a file, a template, a try to send."""

from __future__ import annotations

from typing import Any

import msgspec

from hub import announce, ids
from hub.inbox import threads
from hub.transaction import Transaction
from storage import tables
from storage.inbox import attachments, messages
from storage.inbox import conversations as rows
from tests.cast import BUSINESS

HOUR_MS = 3_600_000


async def customer_writes(tx: Transaction, conversation_id: str, text: str, provider_id: str) -> str:
    """An inbound message as the intake leaves it. Returns its id."""
    held = (await rows.lock(tx.connection, [conversation_id]))[conversation_id]
    values = {"direction": "in", "kind": "text", "text": text, "status": "received", "provider_id": provider_id}
    id, order = await threads.append(tx, held, **values, author_kind="customer", author_id=held.contact_id)
    last = {"last_message_id": id, "last_order": order, "last_at": tx.now, "unread": held.unread + 1}
    await rows.change(tx.connection, conversation_id, tx.now, **last, waiting_since=tx.now)
    await announce.messages(tx, [id], created={id})
    await announce.conversations(tx, [conversation_id])
    return id


async def conversation_is(tx: Transaction, conversation_id: str, **values: Any) -> None:
    """Sets columns, announced as any change is."""
    await rows.change(tx.connection, conversation_id, tx.now, **values)
    await announce.conversations(tx, [conversation_id])


async def message_is(tx: Transaction, message_id: str, **values: Any) -> None:
    row = await messages.get(tx.connection, message_id)
    assert row is not None
    await rows.lock_and_bump(tx.connection, [row.conversation_id])
    await messages.change(tx.connection, message_id, **values)
    await announce.messages(tx, [message_id])
    await announce.conversations(tx, [row.conversation_id])


async def file_of(
    tx: Transaction, user_id: str, kind: str = "image", mime: str = "image/jpeg", size: int = 1000
) -> str:
    """A file this person uploaded and has not sent. Returns its id."""
    id = ids.new()
    row = {"id": id, "kind": kind, "mime": mime, "name": f"{kind}.bin", "size": size, "state": "ready"}
    await attachments.insert_many(tx.connection, [row | {"uploaded_by": user_id, "created_at": tx.now}])
    return id


async def template(tx: Transaction, channel_id: str, *components: dict[str, Any], **values: Any) -> str:
    """An approved template. Returns its id."""
    id = ids.new()
    parts = list(components) or [{"type": "BODY", "text": "Hello {{1}}, your order is ready."}]
    row = {
        "id": id, "business": BUSINESS, "channel_id": channel_id, "name": "order_ready", "language": "en",
        "category": "UTILITY", "status": "APPROVED", "parameter_format": "positional",
        "components": msgspec.json.encode(parts).decode(), "updated_at": tx.now,
    }  # fmt: skip
    await tx.connection.insert_many(tables.templates, [row | values])
    return id


async def attempt(tx: Transaction, message_id: str, channel_id: str, number: int, **facts: Any) -> None:
    row = {"id": ids.new(), "message_id": message_id, "channel_id": channel_id, "number": number, "started_at": tx.now}
    await tx.connection.insert_many(tables.attempts, [row | facts])
