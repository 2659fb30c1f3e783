"""Messages coming in: entered once, in the order they came, into their conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import msgspec

from channels.channel import Alias, AliasesChanged, Handles, Person, Received
from hub import ids
from hub.receiving import asking, filing, people, targets, threads
from hub.receiving.book import Arrival, Book, Item, Quoted, Raced
from hub.wire.shapes import MessageKind, MessageStatus
from storage import tables
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld, MessageHeld

KINDS = frozenset(get_args(MessageKind))
STATUSES = frozenset(get_args(MessageStatus))
SECOND = 1000  # ms
ORDER_TRIES = 5  # two processes may give two messages of one second the same microsecond

_encode = msgspec.json.Encoder().encode


def gather(book: Book) -> list[Arrival]:
    """Every message of the batch, each once, with whose it is. A change of number is told in the thread as a message too."""
    entering: list[Arrival] = []
    first: dict[tuple[str, str, str], Arrival] = {}
    for item in book.items:
        if item.state != "waiting":
            continue
        fact = item.fact
        if isinstance(fact, AliasesChanged):
            fact = _notice(fact)
        if not isinstance(fact, Received):
            continue
        channel_id = book.channel(item)
        if fact.historic and fact.media and (channel_id, fact.provider_id) in book.targets:
            continue  # the file of a message that is there: see `changes`
        key = (channel_id, fact.key_space, fact.provider_id)
        if (same := first.get(key)) is not None:
            _merge(same, item, fact)
            continue
        if not fact.person.aliases:
            item.became("kept", reason="The message names nobody.")
            continue
        author = people.contact_of(book, fact.person)
        owner = people.contact_of(book, people.group_person(fact.group)) if fact.group else author
        named = book.named.get(id(item))
        thread = (owner, channel_id, fact.group or "") if named is None else book.threads[named]
        first[key] = Arrival(item=item, fact=fact, channel_id=channel_id, author=author, thread=thread)
        entering.append(first[key])
    return entering


def _merge(same: Arrival, item: Item, fact: Received) -> None:
    """A message met twice in one batch: a repeat, or (in a backfill) the file of what was a mere placeholder a moment ago."""
    if fact.historic and fact.media and not same.fact.media:
        item, same.item = same.item, item
        same.fact = msgspec.structs.replace(fact, status=fact.status or same.fact.status)
    item.became("duplicate", reason="delivered twice at the same moment")


async def enter(book: Book, entering: Sequence[Arrival]) -> None:
    """Inserts what is not there yet. The unique constraint on the provider's id decides; only what went in has any effect."""
    entering = await _without_known(book, entering)
    if not entering:
        return
    await asking.name_others(book, entering)
    placed = [(arrival, threads.place(book, arrival)) for arrival in entering]
    await _add_conversations(book)
    drafts = [(arrival, held, draft(book, arrival, held)) for arrival, held in placed]
    rows = [row_of(arrival, message) for arrival, _, message in drafts]
    entered = set(await book.connection.insert_many(tables.messages, rows, ignore=True, returning="id"))
    if len(entered) < len(rows):
        entered |= await _again(book, [draft for draft in drafts if draft[2].id not in entered])
    for arrival, held, message in drafts:
        if message.id in entered:
            note_entered(book, arrival, held, message)
    for arrival, _, message in drafts:
        if arrival.fact.reply_to and message.reply_to is None and message.id in entered:
            _quote(book, arrival, message)
    _drop_empty(book)


async def _without_known(book: Book, entering: Sequence[Arrival]) -> list[Arrival]:
    """Drops repeats that would otherwise make a conversation for nothing. (Repeats for open ones meet the constraint.)"""
    doubtful = [arrival for arrival in entering if threads.makes_new(book, arrival)]
    if not doubtful:
        return list(entering)
    keys = [(a.channel_id, a.fact.key_space, a.fact.provider_id) for a in doubtful]
    known = await intake.messages_by_provider(book.connection, keys)
    left: list[Arrival] = []
    for arrival in entering:
        found = known.get((arrival.channel_id, arrival.fact.key_space, arrival.fact.provider_id))
        if found is None:
            left.append(arrival)
        else:
            arrival.item.became("duplicate", found[0])
    return left


async def _add_conversations(book: Book) -> None:
    if not book.new_conversations:
        return
    rows = [msgspec.structs.asdict(book.conversations[id]) for id in sorted(book.new_conversations)]
    entered = await book.connection.insert_many(tables.conversations, rows, ignore=True, returning="id")
    if len(entered) < len(rows):
        raise Raced("another process opened the same conversation at the same moment")


def _order(book: Book, arrival: Arrival, sent_at: int) -> str:
    """Where whole seconds are told: the end of that second, so that an answer never stands above what it answers."""
    whole_second = book.rules.channels[arrival.item.kind].whole_seconds and sent_at % SECOND == 0
    arrived = arrival.item.arrived
    return ids.order_of(min(sent_at + SECOND - 1, arrived) if whole_second else sent_at, ids.arrival_us())


def draft(book: Book, arrival: Arrival, held: ConversationHeld) -> MessageHeld:
    fact, arrived = arrival.fact, arrival.item.arrived
    sent_at = min(fact.at or arrived, arrived)
    ours = fact.by != "customer"
    if fact.kind == "system":
        author_kind, author_id, author_name = "system", None, None
    elif ours:
        author_kind, author_id, author_name = "phone_app", None, None
    else:
        author_kind, author_id, author_name = "customer", arrival.author, asking.name_of(book, arrival)
    return MessageHeld(
        id=ids.new(),
        version=1,
        conversation_id=held.id,
        channel_id=arrival.channel_id,
        order=_order(book, arrival, sent_at),
        direction="out" if ours else "in",
        kind=fact.kind if fact.kind in KINDS else "unsupported",
        text=fact.text,
        content=_encode(fact.content).decode() if fact.content else "{}",
        status=_status(fact) if ours else "received",
        error=None,
        author_kind=author_kind,
        author_id=author_id,
        author_name=author_name,
        client_id=None,
        provider_id=fact.provider_id,
        reply_to=book.targets.get((arrival.channel_id, fact.reply_to)) if fact.reply_to else None,
        sent_at=sent_at,
        created_at=book.now,
        due_at=None,
    )


def _status(fact: Received) -> str:
    return fact.status if fact.status is not None and fact.status in STATUSES else "sent"


def row_of(arrival: Arrival, message: MessageHeld) -> dict[str, Any]:
    return {
        "id": message.id,
        "version": 1,
        "conversation_id": message.conversation_id,
        "channel_id": message.channel_id,
        "order": message.order,
        "direction": message.direction,
        "kind": message.kind,
        "text": message.text,
        "content": message.content,
        "status": message.status,
        "author_kind": message.author_kind,
        "author_id": message.author_id,
        "author_name": message.author_name,
        "provider_id": message.provider_id,
        "key_space": arrival.fact.key_space,
        "reply_to": message.reply_to,
        "reply_to_provider": arrival.fact.reply_to,
        "ledger_id": arrival.item.ledger_id,
        "sent_at": message.sent_at,
        "created_at": message.created_at,
        "tries": 0,
        "weight": 0,
    }


async def _again(book: Book, left: list[tuple[Arrival, ConversationHeld, MessageHeld]]) -> set[str]:
    """What the insert left out is there already, unless only its place in the thread was taken: then it gets the next."""
    entered: set[str] = set()
    for _ in range(ORDER_TRIES):
        keys = [(a.channel_id, a.fact.key_space, a.fact.provider_id) for a, _, _ in left]
        known = await intake.messages_by_provider(book.connection, keys)
        collided = []
        for (arrival, held, message), key in zip(left, keys, strict=True):
            if key in known and known[key][0] != message.id:
                arrival.item.became("duplicate", known[key][0])
            elif key not in known:
                message.order = _order(book, arrival, message.sent_at)
                collided.append((arrival, held, message))
        if not collided:
            return entered
        rows = [row_of(arrival, message) for arrival, _, message in collided]
        entered |= set(await book.connection.insert_many(tables.messages, rows, ignore=True, returning="id"))
        left = [draft for draft in collided if draft[2].id not in entered]
        if not left:
            return entered
    raise LookupError("messages could not be entered: their places in the thread are taken")


def note_entered(book: Book, arrival: Arrival, held: ConversationHeld, message: MessageHeld) -> None:
    fact = arrival.fact
    book.messages[message.id] = message
    book.new_messages[message.id] = fact.historic or fact.automatic
    book.targets[arrival.channel_id, fact.provider_id] = message.id
    book.owners[message.id] = (held.id, held.contact_id)
    threads.advance(book, held, message, arrival)
    if fact.media:
        book.attachments[message.id] = [
            filing.attachment(book, message, media, n) for n, media in enumerate(fact.media)
        ]
    asking.who(book, arrival, held)
    if fact.handles:
        book.handles.append(_handles(fact.handles, message))
    arrival.item.became("stored", message.id)


def _handles(given: Handles, message: MessageHeld) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "conversation_id": message.conversation_id,
        "reply": given.reply,
        "reply_until": given.reply_until,
        "quote": given.quote,
        "read": given.read,
    }


def _quote(book: Book, arrival: Arrival, message: MessageHeld) -> None:
    """The quoted message may have come in this very batch, may come later, or never."""
    target = arrival.fact.reply_to or ""
    message.reply_to = book.targets.get((arrival.channel_id, target))
    if message.reply_to is not None:
        book.changed_messages.add(message.id)
        return
    if arrival.fact.related:  # whatever it answers lies above it, or nowhere
        return
    quoted = Quoted(account=arrival.fact.account, message_id=message.id, target=target)
    targets.park(book, Item(kind=arrival.item.kind, fact=quoted, arrived=arrival.item.arrived), target)


def _drop_empty(book: Book) -> None:
    """A conversation made for messages that turned out to be there already is not wanted."""
    empty = {id for id in book.new_conversations if book.conversations[id].last_message_id is None}
    if empty:
        raise Raced("another process stored the same messages at the same moment")


def _notice(fact: AliasesChanged) -> Received:
    def words(aliases: tuple[Alias, ...]) -> list[dict[str, str]]:
        return [{"kind": alias.kind, "value": alias.value} for alias in aliases]

    return Received(
        account=fact.account,
        provider_id=fact.provider_id,
        person=Person(aliases=fact.new),
        at=fact.at,
        kind="system",
        text=fact.text,
        content={"event": fact.event, "old": words(fact.old), "new": words(fact.new)},
        opens_window=False,
    )
