"""How messages stand after their attempts changed: one computation for claims, outcomes and take-overs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from hub import announce
from hub.campaigns import following
from hub.inbox import delivery_facts
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from storage.inbox import attempts as attempt_rows
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.inbox.attempts import AttemptRow
from storage.inbox.conversations import ConversationRow
from storage.outgoing import deliveries


async def lock_conversations(tx: Transaction, conversation_ids: Iterable[str]) -> dict[str, ConversationRow]:
    """Conversations are locked before their messages, everywhere."""
    return await conversation_rows.lock(tx.connection, conversation_ids)


async def restate(
    tx: Transaction, conversations: Mapping[str, ConversationRow], queue: Mapping[str, Mapping[str, Any]]
) -> None:
    """Writes what the messages show of their attempts and announces them. `conversations` are locked; `queue` gives, by message, the
    columns of the queue that change too (`due_at`, `claimed_by`, `tries`; and `status` and `error` for one that fails unsent)."""
    if not queue:
        return
    shown = {row.last_message_id for row in conversations.values()}
    touched = sorted(row.id for row in conversations.values() if row.last_message_id in queue)
    if touched:
        await conversation_rows.lock_and_bump(tx.connection, touched)
    rows = await message_rows.lock_and_bump(tx.connection, queue)
    attempts = await attempt_rows.of_messages(tx.connection, queue)
    changes = [_standing(rows[id], attempts.get(id, []), queue[id]) for id in sorted(rows)]
    await deliveries.change(tx.connection, changes)
    await _tell(tx, conversations, rows.values())
    if shown & set(queue):
        await announce.conversations(tx, touched)


async def _tell(
    tx: Transaction, conversations: Mapping[str, ConversationRow], rows: Iterable[message_rows.MessageRow]
) -> None:
    """Nobody hears of a campaign's message before the person answers; the campaign's recipients follow theirs."""
    heard = [row.id for row in rows if row.campaign_id is None or conversations[row.conversation_id].state != "quiet"]
    if campaigns := [row.id for row in rows if row.campaign_id is not None]:
        await following.note(tx, campaigns)
    if heard:
        await announce.messages(tx, heard)


def _standing(row: message_rows.MessageRow, attempts: list[AttemptRow], queue: Mapping[str, Any]) -> dict[str, Any]:
    due_at, claimed_by = queue["due_at"], queue["claimed_by"]
    best = delivery_facts.shown(attempts)
    standing = {
        "id": row.id,
        "status": delivery_facts.status_of(attempts, due=due_at is not None and claimed_by is None),
        "error": None if best is None else best.error,
        "provider_id": row.provider_id if best is None or best.provider_id is None else best.provider_id,
        "due_at": due_at,
        "claimed_by": claimed_by,
        "tries": queue["tries"],
    }
    if standing["status"] not in ("failed", "unknown", "queued"):
        standing["error"] = None
    if "status" in queue and standing["status"] in ("queued", "failed"):
        standing |= {"status": queue["status"], "error": queue["error"]}
    return standing


def encoded(fault: Fault) -> str:
    return msgspec.json.encode(fault).decode()
