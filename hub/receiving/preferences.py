"""What a contact wants to hear, and what the business's phone app says about contacts."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import ContactTold, PreferenceTold
from hub.inbox import reach
from hub.receiving.book import Book, OptedOut
from hub.receiving.people import contact_of
from hub.shaping import time_text
from storage.intake.batches import ContactHeld

MARKETING = "marketing_messages"


def keep(book: Book) -> None:
    for item in book.waiting(PreferenceTold):
        fact = item.fact
        assert isinstance(fact, PreferenceTold)
        contact = book.contacts[contact_of(book, fact.person)]
        new = consent(book, contact, fact.category, fact.wanted, fact.at or item.arrived, fact.detail)
        item.became("stored" if new else "duplicate", contact.id)
    for item in book.waiting(ContactTold):
        assert isinstance(item.fact, ContactTold)
        # Removed from a phone's address book is not gone from ours.
        item.became("stored", contact_of(book, item.fact.person))


def consent(
    book: Book,
    contact: ContactHeld,
    category: str,
    wanted: bool,
    at: int,
    detail: str | None,
    *,
    how: str | None = None,
    about: str | None = None,
) -> bool:
    """Keeps the newest word on a category; False when what is known is as new. `how` None: the provider told it; `about`: the message
    it answers."""
    said: dict[str, dict[str, Any]] = msgspec.json.decode(contact.consent)
    told = time_text(at)
    if category in said and str(said[category].get("at", "")) >= told:
        return False
    if not wanted and category in reach.MARKETING and said.get(category, {}).get("wanted") is not False:
        book.opted_out[contact.id] = OptedOut(at=at, message_id=about)
    said[category] = (
        {"wanted": wanted, "at": told} | ({"how": how} if how else {}) | ({"detail": detail} if detail else {})
    )
    contact.consent = msgspec.json.encode(said).decode()
    book.changed_contacts.add(contact.id)
    return True
