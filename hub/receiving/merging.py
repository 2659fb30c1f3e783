"""Two contacts that turn out to be one person become one. Aliases and conversations remember where they came from, so it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub import announce
from hub.customers import merging, merging_rules
from hub.customers.merging_rules import Settled
from hub.receiving.book import Book
from hub.wire.events import ContactMerged
from storage import tables
from storage.customers import contacts
from storage.intake import batches as intake
from storage.intake.batches import ContactHeld, ConversationHeld


def unite(book: Book, owners: Sequence[str]) -> ContactHeld:
    """The oldest stored contact stays; the others go into it (see `merge`), one made in this very batch simply vanishes."""
    ranked = sorted((book.contacts[id] for id in owners), key=lambda c: (c.id in book.new_contacts, c.created_at, c.id))
    stays = ranked[0]
    for goes in ranked[1:]:
        if merging_rules.NAME_RANK[goes.name_source] < merging_rules.NAME_RANK[stays.name_source]:
            stays.name, stays.name_source = goes.name, goes.name_source
            book.renamed_contacts.add(stays.id)
        stays.consent = merging_rules.newest(stays.consent, goes.consent)
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
    """Moves identities, conversations and all else of contacts that go, and keeps what they knew."""
    for stays, goes in book.merges:
        stays = _last(book, stays)
        settled = await _move_conversations(book, stays, goes)
        rows = {row.id: row for row in await contacts.many(book.connection, [stays, goes])}
        together = merging_rules.together(rows[stays], rows[goes])
        await contacts.change(book.connection, stays, book.now, **together)
        await contacts.change(book.connection, goes, book.now, merged_into=stays)
        # name and consent are written with the batch; see `unite`
        together |= merging_rules.named(rows[stays], rows[goes])
        together["consent"] = merging_rules.newest(rows[stays].consent, rows[goes].consent)
        await merging.record(book.tx, None, rows[stays], rows[goes], together, settled)
        book.contacts[stays].version += 1


def _last(book: Book, id: str) -> str:
    """Where a chain of merges ends."""
    into = {goes: stays for stays, goes in book.merges}
    while id in into:
        id = into[id]
    return id


async def _move_conversations(book: Book, stays: str, goes: str) -> list[Settled]:
    ids = await intake.conversations_of(book.connection, [stays, goes])
    held = await intake.lock_conversations(book.connection, [id for id in ids if id not in book.conversations])
    book.conversations |= {each.id: each for each in held}
    coming = [each for each in book.conversations.values() if each.contact_id == goes]
    for audience in announce.audiences(sorted({each.channel_id for each in coming})):
        book.tx.announce(ContactMerged(id=goes, into=stays), audience)
    settled = [done for each in coming if (done := _settle(book, each, stays)) is not None]
    await book.connection.update_many(tables.conversations, [_state(c) for c in book.conversations.values()])
    for each in coming:
        each.contact_id, each.origin_contact_id = stays, each.origin_contact_id or goes
        book.changed_conversations.add(each.id)
    moved = [{"id": c.id, "contact_id": c.contact_id, "origin_contact_id": c.origin_contact_id} for c in coming]
    await book.connection.update_many(tables.conversations, moved)
    return settled


def _settle(book: Book, coming: ConversationHeld, stays: str) -> Settled | None:
    """Only one may be unresolved: the livelier one goes on with what waited in the other."""
    there = [each for each in book.conversations.values() if each.contact_id == stays]
    settled = merging_rules.settle(coming, there, book.now)
    if settled is not None:
        book.changed_conversations |= {settled.goes_on, settled.ends}
    return settled


def _state(row: ConversationHeld) -> dict[str, Any]:
    return {"id": row.id, "state": row.state, "resolved_at": row.resolved_at}
