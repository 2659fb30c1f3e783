"""What became of a message, with times: inbound received → stored → published → on which sessions; outbound every attempt.

Nothing is written per session and event: who heard an event follows from its audience, the keys a session holds, and how far the
session has acknowledged the log.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hub import permissions, shaping
from hub.permissions import Agent
from hub.wire.commands import MessageTrace
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.inbox import attempts, messages, traces
from storage.inbox.attempts import AttemptRow
from storage.running import positions
from storage.running.positions import PositionRow

FACTS = ("started", "accepted", "sent", "delivered", "read", "played", "failed", "unknown")
_marks = msgspec.json.Decoder(list[tuple[int, int]])


async def of_message(connection: Connection, agent: Agent, asked: MessageTrace) -> dict[str, Any]:
    """Raises Refusal `not_found`."""
    row = await messages.get(connection, asked.message)
    if row is None:
        raise Refusal("not_found", "There is no such message.", field="message")
    permissions.require_channel(agent, row.channel_id, "message")
    receipt = await traces.receipt(connection, row.id)
    announced = await traces.announced(connection, row.id, row.created_at)
    heard = [] if announced is None else await positions.hearing(connection, announced.seq, announced.at)
    tried = (await attempts.of_messages(connection, [row.id])).get(row.id, [])
    return {
        "message": row.id,
        "direction": row.direction,
        "received": None if receipt is None else {"ledger": receipt.id, "at": shaping.time_text(receipt.received_at)},
        "stored_at": shaping.time_text(row.created_at),
        "published": None if announced is None else {"seq": announced.seq, "at": shaping.time_text(announced.at)},
        "sessions": []
        if announced is None
        else [_session(p, announced.seq) for p in heard if _may_hear(p, announced.audience)],
        "attempts": [_attempt(attempt) for attempt in tried],
    }


def _may_hear(position: PositionRow, audience: str) -> bool:
    return not set(audience.split(" ")).isdisjoint(position.keys.split(" "))


def _session(position: PositionRow, seq: int) -> dict[str, Any]:
    """`acknowledged_at`: when the session first said that it had applied the event, as far as its newest marks tell."""
    acknowledged = position.seq >= seq
    marks = [at for mark, at in _marks.decode(position.marks) if mark >= seq]
    return {
        "session": position.id,
        "user": position.user_id,
        "opened_at": shaping.time_text(position.opened_at),
        "closed_at": None if position.closed_at is None else shaping.time_text(position.closed_at),
        "acknowledged": acknowledged,
        "acknowledged_at": shaping.time_text(min(marks)) if acknowledged and marks else None,
    }


def _attempt(row: AttemptRow) -> dict[str, Any]:
    times = {name: getattr(row, f"{name}_at") for name in FACTS}
    return {
        "id": row.id,
        "number": row.number,
        "provider_id": row.provider_id,
        "times": {name: shaping.time_text(at) for name, at in times.items() if at is not None},
        "error": shaping.fault(row.error),
    }
