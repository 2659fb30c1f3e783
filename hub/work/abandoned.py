"""What a crash, or a worker that lost its lease, left behind: attempts nobody has recorded the outcome of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hub.inbox import calls
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from hub.work import outcomes, standing
from storage.inbox import attempts as attempt_rows
from storage.inbox.attempts import AttemptRow
from storage.outgoing import deliveries

MADE_AGAIN = Fault(
    code="made_again",
    message="The server stopped before the provider answered.",
    advice="The same call was made again under its key, which the provider takes once.",
)


async def settle(tx: Transaction, channel_id: str, but: Collection[str], limit: int) -> int:
    """After a take-over: an attempt recorded without an outcome may have reached the customer, so it is `unknown`, unless its call has a
    key that makes a repeat harmless; that, and a claim without an attempt, goes back to the queue. Returns how many messages it settled."""
    found = await deliveries.abandoned(tx.connection, channel_id, but, limit)
    if not found:
        return 0
    conversations = await standing.lock_conversations(tx, await deliveries.conversations_of(tx.connection, found))
    rows = await deliveries.lock(tx.connection, found)
    attempts = await attempt_rows.of_messages(tx.connection, rows)
    open_attempts = [a for each in attempts.values() for a in each if _is_open(a)]
    again = {a.message_id for a in open_attempts if calls.open_call(attempts[a.message_id], tx.now) is not None}
    settled = [_abandoned(a, a.message_id in again, tx.now) for a in open_attempts]
    await deliveries.change_attempts(tx.connection, settled)
    queue = {
        row.id: {"due_at": None, "claimed_by": None, "tries": row.tries}
        if attempts.get(row.id) and row.id not in again
        else {"due_at": row.due_at, "claimed_by": None, "tries": row.tries if row.id in again else 0}
        for row in rows.values()
        if row.claimed_by is not None
    }
    await standing.restate(tx, conversations, queue)
    return len(queue)


def _abandoned(attempt: AttemptRow, again: bool, now: int) -> dict[str, Any]:
    if again:
        told = {"failed_at": now, "unknown_at": None, "error": standing.encoded(MADE_AGAIN), "beside": attempt.beside}
    else:
        told = {"failed_at": None, "unknown_at": now, "error": standing.encoded(outcomes.NO_ANSWER), "beside": None}
    return {"id": attempt.id} | told


def _is_open(attempt: AttemptRow) -> bool:
    told = (
        attempt.accepted_at,
        attempt.sent_at,
        attempt.delivered_at,
        attempt.read_at,
        attempt.failed_at,
        attempt.unknown_at,
    )
    return all(at is None for at in told)
