"""Dead letters: what nobody tries any more and a person may want to look after."""

from __future__ import annotations

from itertools import chain

import msgspec

from hub import shaping
from hub.cursors import cursor, place
from hub.permissions import Agent
from hub.wire import shapes
from hub.wire.ledger import Letter, LetterKind
from storage.database import Connection
from storage.intake import ledger
from storage.intake.ledger import LedgerLine
from storage.outgoing import dead_letters
from storage.outgoing.dead_letters import FailedRow, UndeliveredRow

UNTOLD = "The provider gave no reason."
UNTOLD_BY_ENDPOINT = "it gave no reason."


async def list_page(
    connection: Connection, agent: Agent, *, kind: LetterKind | None, words: str | None, after: str | None, limit: int
) -> shapes.Page:
    """`Letter`s, newest first. Raises Refusal (invalid) for a cursor that is none."""
    before = place(after)
    found: list[tuple[int, Letter]] = []
    if kind in (None, "webhook"):
        bodies = await ledger.dead(connection, words=words, before=before, limit=limit + 1)
        found += [(row.received_at, _webhook(row)) for row in bodies]
    if kind in (None, "send"):
        sends = await dead_letters.failed_sends(connection, agent.channels, words=words, before=before, limit=limit + 1)
        found += [(row.at, _send(row)) for row in sends]
    if kind in (None, "endpoint") and agent.role == "admin":  # as the endpoints themselves
        rows = await dead_letters.undelivered(connection, words=words, before=before, limit=limit + 1)
        found += [(row.at, _undelivered(row)) for row in rows]
    found.sort(key=lambda each: (each[0], each[1].id), reverse=True)
    more = cursor(found[limit - 1][0], found[limit - 1][1].id) if len(found) > limit else None
    return shapes.Page(items=[letter for _, letter in found[:limit]], next=more)


def _webhook(row: LedgerLine) -> Letter:
    failed = [item for item in msgspec.json.decode(row.items) if item["state"] == "failed"]
    reasons = dict.fromkeys(chain([row.reason], (item.get("reason") for item in failed)))
    return Letter(
        id=row.id,
        kind="webhook",
        at=shaping.time_text(row.received_at),
        code=row.state,
        reason=" ".join(reason for reason in reasons if reason) or "It could not be read.",
        advice="Nothing is lost: the body is kept in the ledger. Apply it again after an update.",
        channel=None,
        conversation=None,
    )


def _send(row: FailedRow) -> Letter:
    fault = shaping.fault(row.error)
    return Letter(
        id=row.id,
        kind="send",
        at=shaping.time_text(row.at),
        code=fault.code if fault else "",
        reason=fault.message if fault else UNTOLD,
        advice=fault.advice if fault else None,
        channel=row.channel_id,
        conversation=row.conversation_id,
    )


def _undelivered(row: UndeliveredRow) -> Letter:
    return Letter(
        id=row.id,
        kind="endpoint",
        at=shaping.time_text(row.at),
        code="" if row.status is None else str(row.status),
        reason=f"{row.name} did not take {row.topic}: {row.error or UNTOLD_BY_ENDPOINT}",
        advice="Mend the endpoint and test it; then send what it missed once more.",
        channel=None,
        conversation=None,
        endpoint=row.endpoint_id,
    )
