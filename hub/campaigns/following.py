"""Recipients follow their messages. Whoever changes a campaign's message leaves a line in a queue, in the same transaction; a worker
writes what became of hundreds at once, so that three statuses of a message that come in one second are one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from hub import ids
from hub.campaigns import falls, ways
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from storage.campaigns import crowds, sends
from storage.campaigns import falls as fall_rows
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
    open_ = await _ways(tx, [row for row in rows if row.status == "failed"])
    told = [
        _told(row, known[row.message_id], open_.get(row.campaign_id, 0), tx.now)
        for row in rows
        if row.message_id in known
    ]
    await sends.change_recipients(tx.connection, told)
    return len(changed), {row.campaign_id for row in rows}


async def _ways(tx: Transaction, failed: Sequence[FollowedRow]) -> dict[str, int]:
    """How many other ways there are, by campaign, where there are any."""
    if not failed:
        return {}
    found = await fall_rows.ways_of(tx.connection, {row.campaign_id for row in failed}, tx.now)
    return {id: len(ways.of(column)) for id, column in found.items()}


def _told(row: FollowedRow, recipient: tuple[str, str, int], other_ways: int, now: int) -> dict[str, Any]:
    id, before, way = recipient
    fault = None if row.error is None else _fault(row.error)
    state = before if before == "replied" else _STATES[row.status]
    reason = None if fault is None else fault.code[:64]
    return {
        "id": id,
        "state": state,
        "reason": reason,
        "falls_at": now if falls.falls(way, state, reason, other_ways) else None,
        "detail": None if fault is None else f"{fault.message} {fault.advice or ''}".strip(),
        "sent_at": row.sent_at or row.accepted_at,
        "delivered_at": row.delivered_at,
        "read_at": row.read_at or row.played_at,
        "failed_at": row.failed_at if state == "failed" else None,
    }
