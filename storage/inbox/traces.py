"""Where a message left its marks: the webhook it came in, and the event that announced it."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import event_log, ledger, messages

ANNOUNCED_WITHIN_MS = 5_000  # a message and its event are of one transaction, so of one time; the rest is generosity
SEARCHED_MOST = 5_000  # events of those seconds


class Receipt(Struct, frozen=True):
    """The webhook in the raw ledger. `received_at` in ms."""

    id: str
    received_at: int


class Announced(Struct, frozen=True):
    """The event. `audience`: its keys, space between; `at` in ms."""

    seq: int
    at: int
    audience: str


async def receipt(connection: Connection, message_id: str) -> Receipt | None:
    """None for what did not come by a webhook, or so long ago that its body is gone."""
    statement = (
        select(ledger.c.id, ledger.c.received_at)
        .join(messages, messages.c.ledger_id == ledger.c.id)
        .where(messages.c.id == message_id)
    )
    return await connection.row(statement, Receipt)


async def announced(connection: Connection, message_id: str, created_at: int) -> Announced | None:
    """None when the log no longer reaches back so far."""
    statement = (
        select(event_log.c.seq, event_log.c.at, event_log.c.audience, event_log.c.body)
        .where(event_log.c.at.between(created_at, created_at + ANNOUNCED_WITHIN_MS))
        .where(event_log.c.type == "message.created")
        .order_by(event_log.c.at, event_log.c.seq)
        .limit(SEARCHED_MOST)
    )
    # the subject comes first in its body, so that a message quoting this id is not taken for it
    begins = b'{"type":"message.created","message":{"id":"%b"' % message_id.encode()
    for seq, at, audience, body in await connection.tuples(statement):
        if bytes(body).startswith(begins):
            return Announced(seq, at, audience)
    return None
