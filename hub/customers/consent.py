"""Consent in verbs: what a contact said to being written to unasked, on which channel, when, how, in which words, and who wrote it down.

The contact shows the newest word on each channel, every word is kept (hub/customers/consent_history.py), and hub/inbox/reach.py obeys.
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from hub import announce, cursors, ids, shaping
from hub.campaigns import opt_outs
from hub.customers import contacts
from hub.inbox import reach
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import customers
from hub.wire.customer_changes import NewConsent
from hub.wire.customers import ConsentHow
from hub.wire.errors import Refusal
from storage.customers import consents as rows
from storage.customers import contacts as contact_rows
from storage.customers.consents import ConsentRow
from storage.database import Connection

EARLIEST_MS = 946_684_800_000  # 2000-01-01: an older word is a slip of the keyboard
FUTURE_MS = 5 * 60_000  # clocks differ


async def list_page(
    connection: Connection, agent: Agent, contact_id: str, q: str | None, after: str | None, limit: int
) -> tuple[list[customers.Consent], str | None]:
    """Every word, the newest first, and what `after` takes for the next page."""
    contact = await contacts.seen(connection, agent, contact_id)
    found = await rows.page(connection, contact.id, (q or "").strip(), cursors.place(after), limit + 1)
    kept = found[:limit]
    more = cursors.cursor(kept[-1].at, kept[-1].id) if len(found) > limit else None
    return [shape(row) for row in kept], more


async def record(tx: Transaction, agent: Agent, contact_id: str, given: NewConsent) -> customers.Consent:
    """Writes a word down. One that is older than what is known on the channel is kept and changes nothing."""
    at = _checked(given.at, tx.now)
    contact = await contacts.held(tx, agent, contact_id)
    row = ConsentRow(
        id=ids.new(),
        contact_id=contact.id,
        channel=given.channel,
        wanted=given.wanted,
        at=at,
        how=given.how,
        text=given.text,
        source=given.source,
        user_id=agent.id,
        created_at=tx.now,
    )
    await rows.add(tx.connection, [row])
    said: dict[str, Any] = msgspec.json.decode(contact.consent)
    told = shaping.time_text(at)
    before = said.get(given.channel)
    if not isinstance(before, dict) or str(before.get("at", "")) <= told:
        word: dict[str, Any] = {"wanted": given.wanted, "at": told, "how": given.how}
        said[given.channel] = word | {name: v for name, v in (("detail", given.text), ("source", given.source)) if v}
    # counted up even by a word that changes nothing: the timeline shows it
    encoded = msgspec.json.encode(said).decode()
    await contact_rows.change(tx.connection, contact.id, tx.now, consent=encoded)
    await announce.contacts(tx, [contact.id])
    if not given.wanted and given.channel in (*reach.MARKETING, "whatsapp"):
        await opt_outs.hold_back(tx, [contact.id])
    return shape(row)


def shape(row: ConsentRow) -> customers.Consent:
    return customers.Consent(
        id=row.id,
        contact=row.contact_id,
        channel=row.channel,
        wanted=row.wanted,
        at=shaping.time_text(row.at),
        how=cast(ConsentHow, row.how),
        text=row.text,
        source=row.source,
        user=row.user_id,
        created_at=shaping.time_text(row.created_at),
    )


def _checked(given: str | None, now: int) -> int:
    if given is None:
        return now
    at = shaping.time_ms(given, field="at")
    if not EARLIEST_MS <= at <= now + FUTURE_MS:
        raise Refusal("invalid", "Consent is given in the past, not before the year 2000.", field="at")
    return at
