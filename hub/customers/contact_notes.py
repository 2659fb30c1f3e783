"""Notes on a contact: written by colleagues, seen by whoever may see the contact, changed by who wrote them."""

from __future__ import annotations

from hub import announce, cursors, ids, shaping, versions
from hub.accounts.limits import check_length
from hub.customers import contacts
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import customers, events
from hub.wire.errors import Refusal
from storage.customers import contact_notes as rows
from storage.customers.contact_notes import NoteRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows

LONGEST = 10_000  # characters


async def list_page(
    connection: Connection, agent: Agent, contact_id: str, q: str | None, after: str | None, limit: int
) -> tuple[list[customers.Note], str | None]:
    """Newest first, and what `after` takes for the next page."""
    contact = await contacts.seen(connection, agent, contact_id)
    found = await rows.page(connection, contact.id, (q or "").strip(), cursors.place(after), limit + 1)
    kept = found[:limit]
    more = cursors.cursor(kept[-1].created_at, kept[-1].id) if len(found) > limit else None
    return [shape(row) for row in kept], more


async def add(tx: Transaction, agent: Agent, contact_id: str, text: str) -> customers.Note:
    contact = await contacts.held(tx, agent, contact_id)
    row = NoteRow(
        id=ids.new(),
        version=1,
        contact_id=contact.id,
        author_id=agent.id,
        author_name=agent.name,
        text=_checked(text),
        created_at=tx.now,
        edited_at=None,
    )
    await rows.add(tx.connection, row)
    return await _told(tx, row)


async def edit(
    tx: Transaction, agent: Agent, contact_id: str, note_id: str, text: str, if_match: int | None
) -> customers.Note:
    """Raises Refusal `not_allowed` for somebody else's."""
    held = await _own(tx, agent, contact_id, note_id)
    versions.require(held.version, if_match, shape(held))
    if held.text == _checked(text):
        return shape(held)
    changed = await rows.change(tx.connection, held.id, text=_checked(text), edited_at=tx.now)
    assert changed is not None  # its contact is held
    return await _told(tx, changed)


async def remove(tx: Transaction, agent: Agent, contact_id: str, note_id: str) -> None:
    """Raises Refusal `not_allowed` for somebody else's."""
    held = await _own(tx, agent, contact_id, note_id)
    await rows.remove(tx.connection, held.id)
    for audience in await _audiences(tx, held.contact_id):
        tx.announce(events.NoteRemoved(id=held.id, contact=held.contact_id), audience)


def shape(row: NoteRow) -> customers.Note:
    return customers.Note(
        id=row.id,
        version=row.version,
        contact=row.contact_id,
        author=row.author_id,
        author_name=row.author_name,
        text=row.text,
        created_at=shaping.time_text(row.created_at),
        edited_at=None if row.edited_at is None else shaping.time_text(row.edited_at),
    )


async def _own(tx: Transaction, agent: Agent, contact_id: str, note_id: str) -> NoteRow:
    """The note while its contact is held, so that nobody changes, moves or removes it."""
    contact = await contacts.held(tx, agent, contact_id)
    row = await rows.get(tx.connection, note_id)
    if row is None or row.contact_id != contact.id:
        raise Refusal("not_found", "There is no such note on this contact.")
    if row.author_id != agent.id:
        raise Refusal("not_allowed", f"{row.author_name} wrote this note; only they can change it.")
    return row


def _checked(text: str) -> str:
    check_length(text, LONGEST, "A note", "text", needed=True)
    return text.strip()


async def _told(tx: Transaction, row: NoteRow) -> customers.Note:
    for audience in await _audiences(tx, row.contact_id):
        tx.announce(events.NoteChanged(shape(row)), audience)
    return shape(row)


async def _audiences(tx: Transaction, contact_id: str) -> list[tuple[str, ...]]:
    places = await conversation_rows.channels_of_contacts(tx.connection, [contact_id])
    return announce.audiences(places.get(contact_id, []))
