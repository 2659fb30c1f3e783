"""Which conversation a message belongs to, and what it does to it.

One unresolved conversation per contact, channel account and group. A customer's word wakes a snoozed one, reopens one resolved lately,
else starts a new one. A backfill joins the newest, or makes a resolved one: it is not news.
"""

from __future__ import annotations

from collections.abc import Sequence

from channels.channel import Received
from hub import ids
from hub.receiving import belonging
from hub.receiving.book import Arrival, Book, Raced
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld, MessageHeld


async def hold(book: Book, entering: Sequence[Arrival]) -> None:
    """Locks every conversation the batch may change, then every message it changes, each in the order of their ids."""
    wanted = {conversation for conversation, _ in book.owners.values()} | set(book.threads)
    threads = [t for t in dict.fromkeys(arrival.thread for arrival in entering) if t[0] not in book.new_contacts]
    if threads and not wanted and not book.renamed_contacts and not book.conversations:
        # The ordinary case: all have an open conversation, found and locked in one statement.
        for held in await intake.lock_unresolved(book.connection, threads):
            book.conversations[held.id] = held
            _point(book, held)
        threads = [thread for thread in threads if thread not in book.current]
    if threads:
        wanted |= set(await intake.newest_conversations(book.connection, threads))
    if book.renamed_contacts:
        renamed = await intake.conversations_of(book.connection, book.renamed_contacts - book.new_contacts)
        wanted |= set(renamed)
        book.changed_conversations |= set(renamed)
    wanted -= set(book.conversations)
    if wanted:
        for held in await intake.lock_conversations(book.connection, wanted):
            book.conversations[held.id] = held
    for held in book.conversations.values():
        _point(book, held)
    if book.owners:
        for message in await intake.lock_messages(book.connection, book.owners):
            book.messages[message.id] = message
            # A person merged meanwhile: the conversation is where the message says.
            if message.conversation_id not in book.conversations:
                raise LookupError(f"message {message.id} lies in a conversation that is not held")


def _point(book: Book, held: ConversationHeld) -> None:
    thread = (held.contact_id, held.channel_id, held.group_id)
    there = book.conversations.get(book.current.get(thread, ""))
    if there is None or _rank(held) > _rank(there):
        book.current[thread] = held.id


def _rank(held: ConversationHeld) -> tuple[bool, int, str]:
    return held.state != "resolved", held.last_at, held.id


def quiet(fact: Received) -> bool:
    """What is no news: a backfill, notices of the provider about a person, and what a machine answers by itself."""
    return fact.historic or fact.automatic or (fact.kind == "system" and not fact.opens_window)


def makes_new(book: Book, arrival: Arrival) -> bool:
    """Whether the message finds no conversation to go to."""
    held = _standing(book, arrival)
    if held is None:
        return True
    if held.state != "resolved" or quiet(arrival.fact) or arrival.fact.by != "customer":
        return False
    return book.now - (held.resolved_at or held.last_at) >= book.rules.reopen_ms


def _standing(book: Book, arrival: Arrival) -> ConversationHeld | None:
    """The unresolved one of the thread, else the one the message names, else the newest."""
    chosen = book.chosen.get(arrival.thread)
    current = book.conversations.get(chosen or book.current.get(arrival.thread, ""))
    named = book.conversations.get(book.named.get(id(arrival.item), ""))
    if named is None or chosen is not None or (current is not None and current.state != "resolved"):
        return current
    return named


def place(book: Book, arrival: Arrival) -> ConversationHeld:
    """The conversation of a message, made if need be."""
    _follow(book, arrival)
    if not makes_new(book, arrival):
        held = _standing(book, arrival)
        assert held is not None
    else:
        held = _begin(book, arrival)
    if not quiet(arrival.fact) and arrival.fact.by == "customer":
        book.chosen[arrival.thread] = book.current[arrival.thread] = held.id
    book.placed[arrival.channel_id, arrival.fact.provider_id] = held.id
    return held


def _follow(book: Book, arrival: Arrival) -> None:
    """Into the thread of the conversation it names, which may be of somebody else."""
    named = book.conversations.get(belonging.of(book, arrival.item, arrival.channel_id) or "")
    if named is None:
        return
    thread = (named.contact_id, named.channel_id, named.group_id)
    if arrival.thread != thread and id(arrival.item) in book.named:
        raise Raced("a contact was merged at the same moment")
    book.named[id(arrival.item)] = named.id
    arrival.thread = thread


def _begin(book: Book, arrival: Arrival) -> ConversationHeld:
    contact_id, channel_id, group_id = arrival.thread
    resolved = quiet(arrival.fact)
    held = ConversationHeld(
        id=ids.new(),
        version=1,
        contact_id=contact_id,
        channel_id=channel_id,
        group_id=group_id,
        state="resolved" if resolved else "open",
        assignee_id=None,
        unread=0,
        last_message_id=None,
        last_order="",
        last_at=0,
        window_closes_at=None,
        tags="[]",
        waiting_since=None,
        priority=0,
        snoozed_until=None,
        resolved_at=book.now if resolved else None,
        origin_contact_id=None,
        created_at=book.now,
        updated_at=book.now,
    )
    book.conversations[held.id] = held
    book.current[arrival.thread] = held.id
    book.new_conversations.add(held.id)
    return held


def advance(book: Book, held: ConversationHeld, message: MessageHeld, arrival: Arrival) -> None:
    """What a message that is really new does to its conversation."""
    fact = arrival.fact
    book.changed_conversations.add(held.id)
    if message.order > held.last_order:
        held.last_order, held.last_message_id, held.last_at = message.order, message.id, message.sent_at
    if fact.by == "customer" and fact.opens_window:
        window = book.rules.window(arrival.item.kind)
        if window is not None:  # from the provider's time: that is what the provider enforces
            held.window_closes_at = max(held.window_closes_at or 0, message.sent_at + window)
    if quiet(fact):
        return
    if held.state == "quiet":
        held.state = "open"
        book.begun.add(held.id)
    if fact.by == "customer":
        if held.state != "open" and held.id not in book.new_conversations:
            book.stirred[held.id] = "reopened" if held.state == "resolved" else "woken"
        held.state, held.snoozed_until, held.resolved_at = "open", None, None
        if fact.kind != "system":
            held.unread += 1
            held.waiting_since = min(held.waiting_since or message.sent_at, message.sent_at)
    elif held.last_message_id == message.id and fact.kind != "call":  # somebody answered on the business's phone
        held.unread, held.waiting_since = 0, None
