"""Conversations go back to the queue when the person who has them in hand may not, or can not, answer any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from hub import announce, ids
from hub.permissions import Agent
from hub.transaction import Transaction
from storage.inbox import assignments, conversations
from storage.inbox.conversations import ConversationRow

BATCH = 500  # conversations of one statement


async def hold(tx: Transaction, user_id: str) -> list[ConversationRow]:
    """What the person has in hand, as nobody else is changing it now. Conversations are locked before accounts and people."""
    held = await _locked(tx, await assignments.unresolved_of(tx.connection, user_id))
    return [row for row in held if row.assignee_id == user_id]


async def hold_of_strangers(tx: Transaction, channel_id: str, members: Iterable[str] | None) -> list[ConversationRow]:
    """What agents have in hand on an account that will not be theirs, if these alone are its members (None: everybody)."""
    if members is None:
        return []
    return await _locked(tx, await assignments.of_strangers(tx.connection, channel_id, members))


async def give_back(tx: Transaction, held: Iterable[ConversationRow], by: Agent | None) -> int:
    """Takes the assignee off held conversations, says so in their threads and tells of them. Returns how many."""
    rows = list(held)
    for start in range(0, len(rows), BATCH):
        await _release(tx, rows[start : start + BATCH], by)
    return len(rows)


async def sweep(tx: Transaction) -> int:
    """What was assigned to somebody who had just left, or was reopened by its customer after they had. Returns how many."""
    found = await assignments.left_behind(tx.connection, BATCH)
    held = await conversations.lock(tx.connection, found)
    still = set(await assignments.left_behind(tx.connection, BATCH))
    return await give_back(tx, [row for row in held.values() if row.id in still], None)


async def _locked(tx: Transaction, conversation_ids: Iterable[str]) -> list[ConversationRow]:
    wanted = sorted(set(conversation_ids))
    held: list[ConversationRow] = []
    for start in range(0, len(wanted), BATCH):
        held += (await conversations.lock(tx.connection, wanted[start : start + BATCH])).values()
    return [row for row in held if row.assignee_id is not None and row.state in assignments.UNRESOLVED]


async def _release(tx: Transaction, rows: list[ConversationRow], by: Agent | None) -> None:
    wanted = [row.id for row in rows]
    await assignments.release(tx.connection, wanted, tx.now)
    lines = [_line(tx, row, by) for row in rows]
    await assignments.say(tx.connection, lines)
    said = [line["id"] for line in lines]
    await announce.messages(tx, said, created=set(said))
    await announce.conversations(tx, wanted)


def _line(tx: Transaction, row: ConversationRow, by: Agent | None) -> dict[str, Any]:
    """As `hub.inbox.threads.add_system` writes it, for many at once."""
    content = {"event": "assigned", "by": by.id if by else None, "to": None}
    return {
        "id": ids.new(),
        "conversation_id": row.id,
        "channel_id": row.channel_id,
        "order": ids.order_of(tx.now, ids.arrival_us()),
        "direction": "out",
        "kind": "system",
        "content": msgspec.json.encode(content).decode(),
        "status": "received",
        "author_kind": "system",
        "sent_at": tx.now,
        "created_at": tx.now,
    }
