"""Applies a batch of ordinary messages of people who wrote lately, in one statement that looks nothing up and locks nothing before.

It says and stores what `apply` would; a test compares the two. Where a contact or a conversation is not as it was remembered, or a
message is there already, the statement fails and `apply` does it.
"""

from __future__ import annotations

from typing import Any

from hub.quotations import answers
from hub.receiving import arrivals, telling
from hub.receiving.book import Book, Item, Rules
from hub.receiving.lately import Taken
from hub.transaction import Transaction
from storage import tables
from storage.customers import profiles
from storage.intake.batches import ConversationHeld


async def apply(tx: Transaction, items: list[Item], rules: Rules, taken: Taken) -> Book:
    """Raises Overtaken, or what a unique row raises; now or with the next statement."""
    book = Book(tx=tx, rules=rules, items=items, contacts=taken.contacts, conversations=taken.conversations)
    book.current = taken.current
    rows = []
    for arrival in taken.arrivals:
        held = book.conversations[book.current[arrival.thread]]
        message = arrivals.draft(book, arrival, held)
        rows.append(arrivals.row_of(arrival, message))
        arrivals.note_entered(book, arrival, held, message)
        for alias in arrival.fact.person.aliases:
            book.owner_of[alias] = arrival.author
    told = [_conversation(book, book.conversations[id]) for id in sorted(book.conversations)]
    await tx.connection.update_expected(tables.conversations, told)  # first: it is what others may wait for
    told = [{"id": id, "was_version": book.contacts[id].version} for id in sorted(book.contacts)]
    await tx.connection.expect(tables.contacts, told)
    await tx.connection.insert_later(tables.messages, rows)
    await tx.connection.insert_later(tables.attachments, [row for each in book.attachments.values() for row in each])
    await tx.connection.insert_later(tables.message_handles, book.handles)
    await profiles.wish(tx.connection, list(book.profiles.values()), tx.now)
    await telling.tell(book)
    await answers.take(book)
    return book


def _conversation(book: Book, held: ConversationHeld) -> dict[str, Any]:
    """What an ordinary message changes of an open conversation."""
    before = held.version
    held.version, held.updated_at = before + 1, book.now
    return {
        "id": held.id,
        "was_version": before,
        "version": held.version,
        "unread": held.unread,
        "last_message_id": held.last_message_id,
        "last_order": held.last_order,
        "last_at": held.last_at,
        "window_closes_at": held.window_closes_at,
        "waiting_since": held.waiting_since,
        "updated_at": held.updated_at,
    }
