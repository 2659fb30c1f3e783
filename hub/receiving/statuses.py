"""What became of our sends. Facts are written once each onto the attempt they name; a message shows what its attempts amount to.

A tag names its attempt even before the provider's id is stored, and turns `unknown` into the truth. A late status of the first try
never lands on the second.
"""

from __future__ import annotations

import msgspec

from channels.channel import ChannelError, StatusTold
from hub import ids
from hub.inbox import delivery_facts
from hub.receiving import copies, preferences
from hub.receiving.book import Book, Item
from hub.wire.shapes import Fault
from storage.intake import batches as intake
from storage.intake.batches import AttemptHeld, MessageHeld

COLUMN = {
    "sent": "sent_at",
    "delivered": "delivered_at",
    "read": "read_at",
    "played": "played_at",
    "failed": "failed_at",
}
NO_REASON = "The provider gave no reason."

_encode = msgspec.json.Encoder().encode


async def tell(book: Book) -> None:
    statuses = book.statuses()
    if not statuses:
        return
    messages = {m for item, fact in statuses if (m := _message(book, item, fact)) is not None}
    # Read again now that the messages are locked: whoever changes an attempt holds its message.
    book.attempts = {a.id: a for a in await intake.attempts_of(book.connection, messages)}
    settle(book)


def settle(book: Book) -> None:
    """All messages the statuses name are held, with all their attempts."""
    statuses = book.statuses()
    tries: dict[str, list[AttemptHeld]] = {}
    for attempt in book.attempts.values():
        tries.setdefault(attempt.message_id, []).append(attempt)
    changed: dict[str, None] = {}
    for item, fact in statuses:
        message = book.messages.get(_message(book, item, fact) or "")
        if message is None or message.direction != "out":
            item.became("failed", reason="The status names no message of ours.")
            continue
        if copies.is_about(fact, message):
            _note_copy(book, item, fact, message)
            continue
        attempt = _attempt(book, item, fact, message, tries)
        item.became("stored" if _note(book, item, fact, attempt) else "duplicate", message.id)
        if item.state == "stored":
            changed[message.id] = None
            _consequences(book, item, fact, attempt, message)
    for id in changed:
        _show(book, book.messages[id], tries[id])


def _note_copy(book: Book, item: Item, fact: StatusTold, message: MessageHeld) -> None:
    new = fact.status == "failed" and copies.note(fact, _explained(book, item, fact), message)
    item.became("stored" if new else "duplicate", message.id)
    if new:
        book.changed_messages.add(message.id)


def _message(book: Book, item: Item, fact: StatusTold) -> str | None:
    attempt = book.tried.get(id(item))
    return attempt.message_id if attempt is not None else book.targets.get((book.channel(item), fact.provider_id))


def _attempt(
    book: Book, item: Item, fact: StatusTold, message: MessageHeld, tries: dict[str, list[AttemptHeld]]
) -> AttemptHeld:
    named = book.tried.get(id(item))
    if named is not None and named.id in book.attempts:
        attempt = book.attempts[named.id]
    else:
        attempt = next(
            (a for a in tries.get(message.id, []) if a.provider_id == fact.provider_id), None
        ) or _sent_elsewhere(book, fact, message, tries)
    if attempt.provider_id is None:
        attempt.provider_id = fact.provider_id
        book.changed_attempts.add(attempt.id)
    return attempt


def _sent_elsewhere(
    book: Book, fact: StatusTold, message: MessageHeld, tries: dict[str, list[AttemptHeld]]
) -> AttemptHeld:
    """A message of the business's own phone was never sent by us: what is told of it needs a row all the same."""
    others = tries.setdefault(message.id, [])
    attempt = AttemptHeld(
        id=ids.new(),
        message_id=message.id,
        channel_id=message.channel_id,
        number=1 + max((a.number for a in others), default=0),
        provider_id=fact.provider_id,
        started_at=message.sent_at,
        accepted_at=message.sent_at,
    )
    others.append(attempt)
    book.attempts[attempt.id] = attempt
    book.new_attempts.add(attempt.id)
    return attempt


def _note(book: Book, item: Item, fact: StatusTold, attempt: AttemptHeld) -> bool:
    """Writes the fact; of two times of the same fact (a group's participants) the earlier. False when nothing is new."""
    column, at = COLUMN[fact.status], fact.at or item.arrived
    held = getattr(attempt, column)
    if fact.pricing and attempt.pricing is None:
        attempt.pricing = _encode(fact.pricing).decode()
        book.changed_attempts.add(attempt.id)
    if held is not None and held <= at:
        return False
    setattr(attempt, column, at)
    if fact.status == "failed":
        attempt.error = _encode(_fault(_explained(book, item, fact), fact)).decode()
    book.changed_attempts.add(attempt.id)
    return True


def _explained(book: Book, item: Item, fact: StatusTold) -> ChannelError:
    return book.rules.channels[item.kind].explain(fact.code or "", fact.reason)


def _fault(explained: ChannelError, fact: StatusTold) -> Fault:
    return Fault(code=fact.code or explained.code, message=explained.message or NO_REASON, advice=explained.advice)


def _consequences(book: Book, item: Item, fact: StatusTold, attempt: AttemptHeld, message: MessageHeld) -> None:
    """Some failures say more than that: the window is closed, or the person wants no more marketing."""
    if fact.status != "failed":
        return
    explained = _explained(book, item, fact)
    held = book.conversations[message.conversation_id]
    window = book.rules.window(item.kind)
    if explained.closes_window and window is not None and held.window_closes_at is not None:
        last_word = held.window_closes_at - window
        at = fact.at or item.arrived
        if last_word <= attempt.started_at and held.window_closes_at > at:  # not when the customer wrote again since
            held.window_closes_at = at
            book.changed_conversations.add(held.id)
    contact = book.contacts.get(held.contact_id)
    if explained.opts_out and contact is not None:
        preferences.consent(
            book, contact, preferences.MARKETING, False, fact.at or item.arrived, explained.message, about=message.id
        )


def _show(book: Book, message: MessageHeld, tries: list[AttemptHeld]) -> None:
    due = message.status == "queued" and message.due_at is not None
    status = delivery_facts.status_of(tries, due=due)
    shown = delivery_facts.shown(tries)
    assert shown is not None
    message.error = shown.error if status == "failed" else None
    if status != "queued":
        message.provider_id = shown.provider_id or message.provider_id
        if due:
            message.due_at = None  # an earlier try has arrived after all: sending again would double it
    message.status = status
    book.changed_messages.add(message.id)
    book.touch_last(message)
