"""What goes to endpoints, in verbs: what waits, is done or dead, and sending it once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from hub.endpoints import verbs as endpoints
from hub.endpoints.verbs import time_of
from hub.office import activity
from hub.permissions import Agent
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire.endpoints import Forward, Replayed
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.outgoing import endpoints as endpoint_rows
from storage.outgoing import forwards as rows
from storage.outgoing.endpoints import EndpointRow

REPLAY_MOST = 10_000  # of one request: more would hold the database's writer too long
STATES = ("waiting", "dead", "done")


async def listed(
    connection: Connection, id: str, *, states: Sequence[str], q: str | None, after: str | None, limit: int
) -> tuple[list[Forward], str | None]:
    """What went, waits or is dead, the newest first. Raises Refusal `not_found`, `invalid` for a cursor no page gave."""
    endpoints.there(await endpoint_rows.get(connection, id))
    before = _place(after)
    if q:
        return [_forward(row) for row in await rows.named(connection, id, q, states)], None
    found = await rows.page(connection, id, states=states, before=before, limit=limit + 1)
    more = len(found) > limit
    return [_forward(row) for row in found[:limit]], str(found[limit - 1].place) if more else None


async def replay(tx: Transaction, agent: Agent, id: str, forward_ids: Sequence[str]) -> Replayed:
    """Sends these once more, whatever became of them. Raises Refusal `not_found` when none is there."""
    held = await endpoints.locked(tx, id)
    asked = await rows.ask_again(tx.connection, id, forward_ids, tx.now)
    if not asked:
        raise Refusal("not_found", "None of these is there any more.", field="ids")
    return await _replayed(tx, agent, held, asked, False, {"ids": list(forward_ids)})


async def replay_range(
    tx: Transaction, agent: Agent, id: str, since: int, until: int, states: Sequence[str]
) -> Replayed:
    """Sends once more what was queued from `since` up to and without `until` (ms) and is in one of `states`; REPLAY_MOST at once."""
    held = await endpoints.locked(tx, id)
    most = REPLAY_MOST
    asked = await rows.ask_range_again(tx.connection, id, since, until, states, tx.now, most)
    span = {"since": time_text(since), "until": time_text(until)}
    return await _replayed(tx, agent, held, asked, asked == most, span)


async def _replayed(
    tx: Transaction, agent: Agent, held: EndpointRow, asked: int, more: bool, what: dict[str, Any]
) -> Replayed:
    await endpoints.announce(tx, held.id)
    await activity.note(tx, agent, "endpoint.replayed", subject=held.id, title=held.name, after=what | {"asked": asked})
    return Replayed(asked=asked, more=more)


def _forward(row: rows.ForwardRow) -> Forward:
    return Forward(
        id=row.id,
        webhook_id=row.source,
        topic=row.topic,
        lane=row.lane,
        state=cast(Any, row.state),
        tries=row.tries,
        next_try=time_text(row.due_at) if row.state == "waiting" else None,
        status=row.status,
        error=row.error,
        queued_at=time_text(row.created_at),
        settled_at=time_of(row.settled_at),
    )


def _place(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refusal("invalid", "The cursor must be one an earlier page gave as `next`.", field="after")
    return int(after)
