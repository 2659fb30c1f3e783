"""Writes what changed, a statement per table. Every row is locked by now; each version is counted up once."""

from __future__ import annotations

from typing import Any

import msgspec

from hub.receiving.book import Book
from storage import tables
from storage.customers import profiles
from storage.intake import batches as intake
from storage.intake import parked
from storage.intake.batches import AttemptHeld, ContactHeld, ConversationHeld, MessageHeld
from storage.running import removals

FACTS = ("provider_id", "sent_at", "delivered_at", "read_at", "played_at", "failed_at", "error", "pricing")


async def write(book: Book) -> None:
    connection = book.connection
    await connection.update_later(tables.contacts, [_contact(book, c) for c in _contacts(book)])
    await connection.update_later(tables.conversations, [_conversation(book, c) for c in _conversations(book)])
    await connection.update_later(tables.messages, [_message(book, m) for m in _messages(book)])
    added = [msgspec.structs.asdict(book.attempts[id]) for id in sorted(book.new_attempts)]
    await connection.insert_later(tables.attempts, added)
    changed = sorted(book.changed_attempts - book.new_attempts)
    await connection.update_later(tables.attempts, [_attempt(book.attempts[id]) for id in changed])
    if book.changed_reactions:
        await intake.put_reactions(connection, [book.reactions[key] for key in sorted(book.changed_reactions)])
    files = [row for rows in book.attachments.values() for row in rows]
    await connection.insert_later(tables.attachments, files)
    if kept := [str(row["blob"]) for row in files if row["blob"] is not None]:
        await removals.done(connection, kept)  # from now on they go with their message
    await connection.insert_later(tables.message_handles, book.handles)
    await profiles.wish(connection, list(book.profiles.values()), book.now)
    if book.parked:
        await parked.add(connection, book.parked)


def _contacts(book: Book) -> list[ContactHeld]:
    return [book.contacts[id] for id in sorted(book.changed_contacts) if id in book.contacts]


def _conversations(book: Book) -> list[ConversationHeld]:
    return [book.conversations[id] for id in sorted(book.changed_conversations)]


def _messages(book: Book) -> list[MessageHeld]:
    return [book.messages[id] for id in sorted(book.changed_messages)]


def _contact(book: Book, held: ContactHeld) -> dict[str, Any]:
    if held.id not in book.new_contacts:
        held.version += 1
    return {
        "id": held.id,
        "version": held.version,
        "name": held.name,
        "name_source": held.name_source,
        "consent": held.consent,
        "updated_at": book.now,
    }


def _conversation(book: Book, held: ConversationHeld) -> dict[str, Any]:
    if held.id not in book.new_conversations:
        held.version += 1
    held.updated_at = book.now
    return {
        "id": held.id,
        "version": held.version,
        "state": held.state,
        "assignee_id": held.assignee_id,
        "unread": held.unread,
        "last_message_id": held.last_message_id,
        "last_order": held.last_order,
        "last_at": held.last_at,
        "window_closes_at": held.window_closes_at,
        "waiting_since": held.waiting_since,
        "snoozed_until": held.snoozed_until,
        "resolved_at": held.resolved_at,
        "campaign_id": held.campaign_id,
        "campaign_until": held.campaign_until,
        "answers": held.answers,
        "updated_at": held.updated_at,
    }


def _message(book: Book, held: MessageHeld) -> dict[str, Any]:
    if held.id not in book.new_messages:
        held.version += 1
    return {
        "id": held.id,
        "version": held.version,
        "kind": held.kind,
        "text": held.text,
        "content": held.content,
        "status": held.status,
        "error": held.error,
        "provider_id": held.provider_id,
        "reply_to": held.reply_to,
        "due_at": held.due_at,
    }


def _attempt(held: AttemptHeld) -> dict[str, Any]:
    return {"id": held.id} | {column: getattr(held, column) for column in FACTS}
