"""Two contacts that turn out to be one person become one. Aliases and conversations remember where they came from, so it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hub import announce
from hub.receiving.book import Book
from hub.wire.events import ContactMerged
from storage import contacts, intake, tables
from storage.contacts import ContactRow
from storage.intake import ContactHeld, ConversationHeld

NAME_RANK = {"agent": 0, "phone_app": 1, "provider": 2, "none": 3}


def unite(book: Book, owners: Sequence[str]) -> ContactHeld:
    """The oldest stored contact stays; the others go into it (see `merge`), one made in this very batch simply vanishes."""
    ranked = sorted((book.contacts[id] for id in owners), key=lambda c: (c.id in book.new_contacts, c.created_at, c.id))
    stays = ranked[0]
    for goes in ranked[1:]:
        if NAME_RANK[goes.name_source] < NAME_RANK[stays.name_source]:
            stays.name, stays.name_source = goes.name, goes.name_source
            book.renamed_contacts.add(stays.id)
        stays.consent = _newest(stays.consent, goes.consent)
        for alias, owner in book.owner_of.items():
            if owner == goes.id:
                book.owner_of[alias] = stays.id
        for alias, owner in book.stored_owner.items():
            if owner == goes.id:
                book.stored_owner[alias] = stays.id
        if goes.id in book.new_contacts:
            del book.contacts[goes.id]
            book.new_contacts.discard(goes.id)
        else:
            book.merges.append((stays.id, goes.id))
        for marked in (book.changed_contacts, book.renamed_contacts):
            marked.discard(goes.id)
        book.changed_contacts.add(stays.id)
    return stays


async def merge(book: Book) -> None:
    """Moves identities and conversations of contacts that go, and keeps what they knew."""
    for stays, goes in book.merges:
        stays = _last(book, stays)
        await _move_conversations(book, stays, goes)
        await intake.move_identities(book.connection, goes, stays)
        rows = {row.id: row for row in await contacts.many(book.connection, [stays, goes])}
        await contacts.change(book.connection, stays, book.now, **_together(rows[stays], rows[goes]))
        await contacts.change(book.connection, goes, book.now, merged_into=stays)
        book.contacts[stays].version += 1


def _last(book: Book, id: str) -> str:
    """Where a chain of merges ends."""
    into = {goes: stays for stays, goes in book.merges}
    while id in into:
        id = into[id]
    return id


async def _move_conversations(book: Book, stays: str, goes: str) -> None:
    ids = await intake.conversations_of(book.connection, [stays, goes])
    held = await intake.lock_conversations(book.connection, [id for id in ids if id not in book.conversations])
    book.conversations |= {each.id: each for each in held}
    coming = [each for each in book.conversations.values() if each.contact_id == goes]
    for audience in announce.audiences(sorted({each.channel_id for each in coming})):
        book.tx.announce(ContactMerged(id=goes, into=stays), audience)
    for each in coming:
        _settle(book, each, stays)
    await book.connection.update_many(tables.conversations, [_state(c) for c in book.conversations.values()])
    for each in coming:
        each.contact_id, each.origin_contact_id = stays, each.origin_contact_id or goes
        book.changed_conversations.add(each.id)
    moved = [{"id": c.id, "contact_id": c.contact_id, "origin_contact_id": c.origin_contact_id} for c in coming]
    await book.connection.update_many(tables.conversations, moved)


def _settle(book: Book, coming: ConversationHeld, stays: str) -> None:
    """Only one may be unresolved: the livelier one goes on with what waited in the other."""
    if coming.state == "resolved":
        return
    for there in book.conversations.values():
        same = (there.channel_id, there.group_id) == (coming.channel_id, coming.group_id)
        if there.contact_id != stays or there.state == "resolved" or not same:
            continue
        goes_on, ends = (there, coming) if there.last_order >= coming.last_order else (coming, there)
        goes_on.unread += ends.unread
        goes_on.waiting_since = min(
            (t for t in (goes_on.waiting_since, ends.waiting_since) if t is not None), default=None
        )
        goes_on.window_closes_at = max(
            (t for t in (goes_on.window_closes_at, ends.window_closes_at) if t is not None), default=None
        )
        goes_on.assignee_id = goes_on.assignee_id or ends.assignee_id
        ends.state, ends.resolved_at, ends.snoozed_until = "resolved", book.now, None
        ends.unread, ends.waiting_since = 0, None
        book.changed_conversations |= {goes_on.id, ends.id}


def _state(row: ConversationHeld) -> dict[str, Any]:
    return {"id": row.id, "state": row.state, "resolved_at": row.resolved_at}


def _together(stays: ContactRow, goes: ContactRow) -> dict[str, Any]:
    decode = msgspec.json.decode
    tags = list(dict.fromkeys(decode(stays.tags) + decode(goes.tags)))
    return {
        "company": stays.company or goes.company,
        "owner_id": stays.owner_id or goes.owner_id,
        "tags": msgspec.json.encode(tags).decode(),
        "fields": msgspec.json.encode(decode(goes.fields) | decode(stays.fields)).decode(),
    }


def _newest(one: str, other: str) -> str:
    """Of each category of consent the newest word."""
    said: dict[str, dict[str, Any]] = msgspec.json.decode(one)
    for category, told in msgspec.json.decode(other).items():
        if category not in said or said[category].get("at", "") < told.get("at", ""):
            said[category] = told
    return msgspec.json.encode(said).decode()
