"""What could not be sent over one channel goes over another, in a person's name and by their choice.

Both messages say so (`replaced_by`, `replaces`), the first never goes again, and the two are one thing said: nothing counts them twice.
One of which nobody knows whether it arrived is never replaced: the customer may have it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hub import announce, ids, shaping
from hub.inbox import calls, conversations, delivery_facts, outbound, threads
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.ways import reading
from hub.wire import shapes
from hub.wire.commands import ConversationStart
from hub.wire.errors import Refusal
from hub.wire.routes import Replacement, Route
from storage.customers import contacts as contact_rows
from storage.inbox import attachments, attempts
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow

CARRIED = ("text", "image", "video", "audio", "voice", "document", "template", "interactive", "location")
REPLACED = shapes.Fault(code="replaced", message="It was sent over another channel instead.")
WHY_NOT = {
    "template": "Only a template may be sent there now: write it there.",
    "never_written": "The customer has never written there, and the channel lets nobody write first.",
    "no_template": "Only a template may be sent there now, and none is approved.",
    "opted_out": "Only a marketing template is approved there, and the customer wants none.",
    "quota_used": "The month's messages there are used up.",
    "standby": "Another program of the account answers there now.",
    "unreachable": "The customer could not be reached there either.",
    "paused": "Sending is paused there.",
    "blocked": "You have blocked this contact as spam. Unblock the contact to write to it.",
}


async def send(tx: Transaction, agent: Agent, message_id: str, wanted: Replacement) -> shapes.Message:
    """Says the same over another channel account, words and files; the new message.

    Raises Refusal `conflict` for one that was sent, may have been, or was replaced, and where nothing may be sent now.
    """
    found = await threads.message_seen(tx.connection, agent, message_id)
    client_id = wanted.client_id or ids.new()
    if (before := await _repeated(tx, agent, found.id, client_id)) is not None:
        return before
    talk = await threads.seen(tx.connection, agent, found.conversation_id)
    if talk.group_id:
        raise Refusal("conflict", "A group has no other channel.")
    await _hold(tx, talk, wanted.channel)
    message = (await rows.lock(tx.connection, [found.id]))[found.id]
    if (before := await _repeated(tx, agent, found.id, client_id)) is not None:
        return before
    await _require_replaceable(tx, message)
    await _route(tx, agent, talk, wanted.channel)
    opening = ConversationStart(
        id=0,
        client_id=client_id,
        channel=wanted.channel,
        contact=talk.contact_id,
        text=_words(message),
        attachments=await _files(tx, agent, message),
        mail=wanted.mail,
    )
    sent: shapes.Message = (await conversations.start(tx, agent, opening))["message"]
    return await _link(tx, talk, message, sent)


async def _repeated(tx: Transaction, agent: Agent, message_id: str, client_id: str) -> shapes.Message | None:
    row = await rows.by_client(tx.connection, agent.id, client_id)
    if row is None:
        return None
    if msgspec.json.decode(row.content).get("replaces") != message_id:
        raise Refusal("conflict", "This client_id was used for another message.", field="client_id")
    return (await shaping.messages(tx.connection, [row.id]))[row.id]


async def _hold(tx: Transaction, talk: ConversationRow, channel_id: str) -> None:
    """The contact, then both conversations in the order of their ids: whoever writes in them waits, never in a circle."""
    await contact_rows.lock(tx.connection, [talk.contact_id])
    other = await conversation_rows.unresolved(tx.connection, talk.contact_id, channel_id)
    await conversation_rows.lock(tx.connection, [talk.id, *([other.id] if other else [])])


async def _require_replaceable(tx: Transaction, message: MessageRow) -> None:
    if message.direction != "out" or message.outgoing is None or message.kind not in CARRIED:
        raise Refusal("invalid", "This cannot be sent over another channel. Write it there.", field="message")
    if "replaced_by" in msgspec.json.decode(message.content):
        raise Refusal("conflict", "This was sent over another channel already.", field="message")
    if outbound.decode(message.outgoing).page is not None:
        raise Refusal("invalid", "Send the quotation again, over the other channel.", field="message")
    tried = (await attempts.of_messages(tx.connection, [message.id])).get(message.id, [])
    doubtful = calls.in_doubt(tried) or any(delivery_facts.reached(each) == "unknown" for each in tried)
    if doubtful or message.status == "unknown":
        words = (
            "The provider never answered, so the customer may have this message. Find out before it goes another way."
        )
        raise Refusal("conflict", words, field="message")
    waits = message.status == "queued" and message.due_at is not None and message.tries == 0
    if message.status != "failed" and not waits:
        raise Refusal("conflict", f"This message was {message.status}; nothing is to be replaced.", field="message")


async def _route(tx: Transaction, agent: Agent, talk: ConversationRow, channel_id: str) -> Route:
    if channel_id == talk.channel_id:
        raise Refusal("invalid", "Choose another channel, or send it again here.", field="channel")
    told = await reading.of_contact(tx.connection, agent, talk.contact_id)
    route = next((each for each in told.routes if each.channel == channel_id), None)
    if route is None:
        raise Refusal("invalid", "The contact cannot be reached there.", field="channel")
    if route.state in WHY_NOT:
        raise Refusal("conflict", WHY_NOT[route.state], field="channel")
    return route


def _words(message: MessageRow) -> str | None:
    if message.kind != "location":
        return message.text
    place = msgspec.json.decode(message.content)
    lines = [place.get("name"), place.get("address")]
    where = f"https://maps.google.com/?q={place.get('latitude')},{place.get('longitude')}"
    return "\n".join(str(line) for line in (*lines, where) if line)


async def _files(tx: Transaction, agent: Agent, message: MessageRow) -> list[str]:
    """The same files once more: the store holds each once, and both go with the older of the two."""
    held = (await attachments.of_messages(tx.connection, [message.id])).get(message.id, [])
    if any(each.blob is None for each in held):
        raise Refusal("conflict", "A file of this message is gone. Attach it again.", field="message")
    copies = [ids.new() for _ in held]
    for copy, file in zip(copies, held, strict=True):
        kept = ("kind", "mime", "name", "size", "width", "height", "duration", "animated", "blob", "thumbnail")
        row: dict[str, Any] = {name: getattr(file, name) for name in kept}
        row |= {"id": copy, "state": "ready", "uploaded_by": agent.id, "created_at": file.created_at}
        await attachments.insert_many(tx.connection, [row])
    return copies


async def _link(tx: Transaction, talk: ConversationRow, message: MessageRow, sent: shapes.Message) -> shapes.Message:
    """Each names the other; one that still waited here goes no more."""
    given = (await rows.lock(tx.connection, [sent.id]))[sent.id]
    told = {"replaces": message.id} | msgspec.json.decode(given.content)
    await rows.change(tx.connection, sent.id, content=msgspec.json.encode(told).decode())
    left = msgspec.json.decode(message.content) | {"replaced_by": sent.id, "replaced_on": sent.channel}
    values: dict[str, Any] = {"content": msgspec.json.encode(left).decode()}
    if message.status != "failed":
        values |= {"status": "failed", "error": msgspec.json.encode(REPLACED).decode(), "due_at": None}
        values |= {"scheduled_for": None, "cancels_on_reply": False}
    listed = [talk.id] if talk.last_message_id == message.id else []  # its status shows in the list
    await conversation_rows.lock_and_bump(tx.connection, listed)
    await rows.change(tx.connection, message.id, **values)
    await announce.messages(tx, sorted([message.id, sent.id]))
    await announce.conversations(tx, listed)
    return (await shaping.messages(tx.connection, [sent.id]))[sent.id]
