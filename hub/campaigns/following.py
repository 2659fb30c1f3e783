"""Recipients follow their messages. Whoever changes a campaign's message leaves a line in a queue, in the same transaction; a worker
writes what became of hundreds at once, so that three statuses of a message that come in one second are one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from hub import ids
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from storage.campaigns import crowds, sends
from storage.campaigns.crowds import FollowedRow

BATCH = 1000
_STATES: Mapping[str, str] = {
    "queued": "claimed",
    "sending": "claimed",
    "accepted": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
    "unknown": "unknown",
}
_fault = msgspec.json.Decoder(Fault).decode


async def note(tx: Transaction, message_ids: Iterable[str]) -> None:
    """Messages of campaigns that changed: of their status, or by a retry."""
    await sends.add_news(tx.connection, [{"id": ids.new(), "message_id": id} for id in message_ids])


async def follow(tx: Transaction) -> tuple[int, set[str]]:
    """Takes up to `BATCH` lines of the queue: how many, and the campaigns whose recipients changed."""
    changed = await sends.take_news(tx.connection, BATCH)
    if not changed:
        return 0, set()
    # the recipients first, and held: another worker may follow a newer line of the same message, and what is read after its
    # commit is as new as both
    known = await crowds.lock_recipients(tx.connection, changed)
    rows = await crowds.followed(tx.connection, changed)
    told = [_told(row, known[row.message_id]) for row in rows if row.message_id in known]
    await sends.change_recipients(tx.connection, told)
    return len(changed), {row.campaign_id for row in rows}


def _told(row: FollowedRow, recipient: tuple[str, str]) -> dict[str, Any]:
    id, before = recipient
    fault = None if row.error is None else _fault(row.error)
    state = _STATES[row.status]
    return {
        "id": id,
        "state": before if before == "replied" else state,
        "reason": None if fault is None else fault.code[:64],
        "detail": None if fault is None else f"{fault.message} {fault.advice or ''}".strip(),
        "sent_at": row.sent_at or row.accepted_at,
        "delivered_at": row.delivered_at,
        "read_at": row.read_at or row.played_at,
        "failed_at": row.failed_at if state == "failed" else None,
    }
