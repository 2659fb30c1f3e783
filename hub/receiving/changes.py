"""Edits, revokes, reactions and quotes: changes of a message that is there. The newest word wins, whatever order they came in."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import Edited, Reacted, Received, Revoked
from hub.receiving import filing, people
from hub.receiving.book import Book, Item, Quoted
from hub.shaping import time_text
from storage.inbox import attachments
from storage.intake import batches as intake
from storage.intake.batches import MessageHeld, ReactionHeld

PHONE_APP = "phone_app"  # who reacted from the business's own phone
EMOJI_LIMIT = 64  # characters; the longest family emoji have 11


async def make(book: Book) -> None:
    reacting = book.waiting(Reacted)
    named = {message.id for item in reacting if (message := _target(book, item)) is not None}
    if named:
        for held in await intake.reactions_of(book.connection, named):
            book.reactions[held.message_id, held.by_kind, held.by_id] = held
    for item in book.waiting(Edited, Revoked, Reacted, Quoted):
        message = _target(book, item)
        if message is None:
            item.became("failed", reason="The message it names could not be stored.")
        elif isinstance(item.fact, Edited):
            _edit(book, item, item.fact, message)
        elif isinstance(item.fact, Revoked):
            _revoke(book, item, item.fact, message)
        elif isinstance(item.fact, Reacted):
            _react(book, item, item.fact, message)
        elif isinstance(item.fact, Quoted):
            _quote(book, item, item.fact, message)
    await _complete(book, book.waiting(Received))


def _target(book: Book, item: Item) -> MessageHeld | None:
    fact = item.fact
    assert isinstance(fact, Edited | Revoked | Reacted | Quoted)
    return book.messages.get(book.targets.get((book.channel(item), fact.target), ""))


def _edit(book: Book, item: Item, fact: Edited, message: MessageHeld) -> None:
    content: dict[str, Any] = msgspec.json.decode(message.content)
    edited_at = time_text(fact.at or item.arrived)
    if str(content.get("edited_at", "")) >= edited_at:
        item.became("duplicate", message.id)
        return
    content |= fact.content | {"edited_at": edited_at}
    message.text = fact.text
    _changed(book, item, message, content)


def _revoke(book: Book, item: Item, fact: Revoked, message: MessageHeld) -> None:
    """What was written stays stored; the thread shows that it was taken back."""
    content: dict[str, Any] = msgspec.json.decode(message.content)
    if "revoked_at" in content:
        item.became("duplicate", message.id)
        return
    content["revoked_at"] = time_text(fact.at or item.arrived)
    _changed(book, item, message, content)


async def _complete(book: Book, items: list[Item]) -> None:
    """A backfill first names a photo as a mere placeholder and tells of its file in a later webhook."""
    found = [
        (item, fact, id)
        for item in items
        if isinstance(fact := item.fact, Received)
        and (id := book.targets.get((book.channel(item), fact.provider_id))) is not None
    ]
    files = await attachments.of_messages(book.connection, [id for _, _, id in found]) if found else {}
    for item, fact, id in found:
        message = book.messages.get(id)
        if message is None or id in files:
            item.became("duplicate", id)
            continue
        files[id] = []
        book.attachments[id] = [filing.attachment(book, message, media, n) for n, media in enumerate(fact.media)]
        message.kind, message.text = fact.kind, fact.text
        _changed(book, item, message, fact.content)


def _changed(book: Book, item: Item, message: MessageHeld, content: dict[str, Any]) -> None:
    message.content = msgspec.json.encode(content).decode()
    book.changed_messages.add(message.id)
    book.touch_last(message)
    item.became("stored", message.id)


def _react(book: Book, item: Item, fact: Reacted, message: MessageHeld) -> None:
    by = ("customer", people.contact_of(book, fact.person)) if fact.by == "customer" else ("user", PHONE_APP)
    key = (message.id, *by)
    held = book.reactions.get(key)
    at, emoji = fact.at or item.arrived, fact.emoji[:EMOJI_LIMIT]
    if held is not None and (held.at > at or (held.at, held.emoji) == (at, emoji)):
        item.became("duplicate", message.id)
        return
    book.reactions[key] = ReactionHeld(message_id=message.id, by_kind=by[0], by_id=by[1], emoji=emoji, at=at)
    book.changed_reactions.add(key)
    if (held.emoji if held else "") != emoji:
        book.changed_messages.add(message.id)
    item.became("stored", message.id)


def _quote(book: Book, item: Item, fact: Quoted, target: MessageHeld) -> None:
    message = book.messages.get(fact.message_id)
    if message is None or message.reply_to is not None:
        item.became("duplicate", fact.message_id)
        return
    message.reply_to = target.id
    book.changed_messages.add(message.id)
    item.became("stored", message.id)
