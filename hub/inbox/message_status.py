"""What a person may say of a message's status: that an inbound one is read, and what became of a send nobody knows of."""

from __future__ import annotations

import msgspec

from hub import announce, shaping, versions
from hub.campaigns import following
from hub.inbox import conversations, threads
from hub.office import activity
from hub.permissions import Agent, require_role
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.shapes import Fault, MessageStatus
from storage.inbox import attempts
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as rows
from storage.inbox.messages import MessageRow
from storage.outgoing import deliveries


async def put(
    tx: Transaction, agent: Agent, message_id: str, status: MessageStatus, *, if_match: int | None = None
) -> shapes.Message:
    """Inbound → read, which reads the conversation and tells the customer; by a manager unknown → failed or sent, which is logged.
    Raises Refusal `conflict` for anything else."""
    found = await threads.message_seen(tx.connection, agent, message_id)
    await threads.held(tx, agent, found.conversation_id)
    row = (await rows.lock(tx.connection, [message_id]))[message_id]
    if if_match is not None:
        versions.require(row.version, if_match, await shaping.one_message(tx.connection, row.id))
    if row.direction == "in" and status == "read":
        return await _read(tx, agent, row)
    if row.direction == "out" and row.status == "unknown" and status in ("failed", "sent"):
        require_role(agent, "admin", "manager")
        return await _decided(tx, agent, row, status)
    raise Refusal("conflict", f"A message that is {row.status} cannot be made {status}.", field="status")


async def _read(tx: Transaction, agent: Agent, row: MessageRow) -> shapes.Message:
    if row.status == "read":
        return await shaping.one_message(tx.connection, row.id)
    await conversations.view_focused(tx, agent, row.conversation_id, False)
    conversation = await conversation_rows.get(tx.connection, row.conversation_id)
    last = conversation is not None and conversation.last_message_id == row.id
    if last:
        await conversation_rows.change(tx.connection, row.conversation_id, tx.now, unread=0)
    await rows.change(tx.connection, row.id, status="read")
    await announce.messages(tx, [row.id])
    if last:
        await announce.conversations(tx, [row.conversation_id])
    return await shaping.one_message(tx.connection, row.id)


async def _decided(tx: Transaction, agent: Agent, row: MessageRow, status: MessageStatus) -> shapes.Message:
    """A fact like any other, on every try nobody knows of: what the provider says later still counts."""
    fault = (
        Fault(code="decided", message=f"{agent.name} decided that this was not sent.") if status == "failed" else None
    )
    error = None if fault is None else msgspec.json.encode(fault).decode()
    tried = (await attempts.of_messages(tx.connection, [row.id])).get(row.id, [])
    doubtful = [each for each in tried if each.unknown_at is not None and each.failed_at is None]
    known = doubtful if status == "failed" else doubtful[-1:]
    fact = {"failed_at": tx.now, "error": error} if status == "failed" else {"sent_at": tx.now, "error": None}
    listed = [
        each.id
        for each in await conversation_rows.many(tx.connection, [row.conversation_id])
        if each.last_message_id == row.id
    ]
    await conversation_rows.lock_and_bump(tx.connection, listed)
    await rows.change(tx.connection, row.id, status=status, error=error)
    await deliveries.change_attempts(tx.connection, [{"id": each.id, **fact} for each in known])
    if row.campaign_id is not None:
        await following.note(tx, [row.id])
    await announce.messages(tx, [row.id])
    await announce.conversations(tx, listed)
    await activity.note(
        tx,
        agent,
        "message.status",
        subject=row.id,
        title=row.conversation_id,
        before={"status": row.status},
        after={"status": status},
    )
    return await shaping.one_message(tx.connection, row.id)
