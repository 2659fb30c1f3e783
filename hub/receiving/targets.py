"""The messages that statuses, edits, revokes, reactions and quotes name: found by the provider's id, or by our own tag at once.

A fact whose message is not there yet is parked until it is.
"""

from __future__ import annotations

import hashlib

import msgspec

from channels.channel import AliasesChanged, Edited, Reacted, Received, Revoked, StatusTold
from hub import ids
from hub.receiving.book import Book, Item, Quoted
from storage.intake import batches as intake
from storage.intake.batches import KEY_SPACES, AttemptHeld
from storage.mail import mails

MAIL = "mail"  # whose messages are known by an id in a key space of its own

_encode = msgspec.json.encode


async def find(book: Book) -> None:
    """Fills `targets`, `tried` and `owners`; parks what names nothing known; drops a change of aliases already made."""
    named = _named(book)
    if not named:
        return
    await _find_messages(book, named)
    statuses = book.statuses()
    if statuses:
        await _find_attempts(book, [(item, fact) for item, fact in statuses])
    for item in book.waiting(AliasesChanged):
        assert isinstance(item.fact, AliasesChanged)
        if (known := book.targets.get((book.channel(item), item.fact.provider_id))) is not None:
            item.became("duplicate", known)
    coming = {(book.channel(item), item.fact.provider_id) for item in book.waiting(Received)}  # type: ignore[union-attr]
    for item in book.waiting(Edited, Revoked, Reacted, StatusTold, Quoted):
        key = (book.channel(item), target_of(item))
        if key not in book.targets and key not in coming and book.tried.get(id(item)) is None:
            park(book, item, key[1])
    wanted = set(book.targets.values()) | {item.fact.message_id for item in book.waiting(Quoted)}  # type: ignore[union-attr]
    wanted |= {attempt.message_id for attempt in book.attempts.values()}
    book.owners |= await intake.conversation_of(book.connection, wanted)
    _want_contacts(book)


def target_of(item: Item) -> str:
    fact = item.fact
    if isinstance(fact, StatusTold):
        return fact.provider_id
    assert isinstance(fact, Edited | Revoked | Reacted | Quoted)
    return fact.target


def park(book: Book, item: Item, target: str) -> None:
    channel_id = book.channel(item)
    body = _encode(item.fact)
    row = {
        "id": ids.new(),
        "channel_id": channel_id,
        "target": target,
        "dedupe": hashlib.sha256(channel_id.encode() + body).hexdigest(),
        "body": body,
        "created_at": book.now,
    }
    book.parked.append(row)
    item.became("parked", reason=f"waits for {target}")


def _named(book: Book) -> dict[tuple[str, str], None]:
    named: dict[tuple[str, str], None] = {}
    for item in book.items:
        fact = item.fact
        if item.state != "waiting":
            continue
        if isinstance(fact, Received):
            if fact.reply_to is not None:
                named[book.channel(item), fact.reply_to] = None
            if fact.historic and fact.media:  # a backfill tells of the file after the message
                named[book.channel(item), fact.provider_id] = None
        elif isinstance(fact, Edited | Revoked | Reacted | StatusTold | Quoted):
            named[book.channel(item), target_of(item)] = None
        elif isinstance(fact, AliasesChanged):
            named[book.channel(item), fact.provider_id] = None
    return named


async def _find_messages(book: Book, named: dict[tuple[str, str], None]) -> None:
    keys = [(channel, space, target) for channel, target in named for space in KEY_SPACES]
    for (channel, _, target), (id, _) in (await intake.messages_by_provider(book.connection, keys)).items():
        book.targets.setdefault((channel, target), id)
    unknown = [key for key in named if key not in book.targets]
    if of_mails := [key for key in unknown if book.kind_of[key[0]] == MAIL]:
        for mail in reversed(await mails.known(book.connection, of_mails)):  # of several with one Message-ID the newest
            book.targets[mail.channel_id, mail.provider_id] = mail.id
    unknown = [key for key in unknown if key not in book.targets]
    if unknown:  # a message of several tries is known by each of their ids
        for attempt in await intake.attempts_by_provider(book.connection, unknown):
            book.targets[attempt.channel_id, attempt.provider_id or ""] = attempt.message_id


async def _find_attempts(book: Book, statuses: list[tuple[Item, StatusTold]]) -> None:
    tags = {fact.tag for _, fact in statuses if fact.tag}
    by_tag = {a.id: a for a in await intake.attempts_by_tag(book.connection, tags)} if tags else {}
    by_tag |= await _mails_tried(book, statuses)
    keys = list({(book.channel(item), fact.provider_id) for item, fact in statuses})
    by_provider: dict[tuple[str, str], AttemptHeld] = {
        (a.channel_id, a.provider_id or ""): a for a in await intake.attempts_by_provider(book.connection, keys)
    }
    for item, fact in statuses:
        channel = book.channel(item)
        attempt = by_tag.get(fact.tag or "")
        if attempt is None or attempt.channel_id != channel:
            attempt = by_provider.get((channel, fact.provider_id))
        if attempt is not None:
            book.tried[id(item)] = book.attempts.setdefault(attempt.id, attempt)


async def _mails_tried(book: Book, statuses: list[tuple[Item, StatusTold]]) -> dict[str, AttemptHeld]:
    """By message, the newest try: a mail is the same one at every try, so its Message-ID names the message. Nothing else is known of a mail
    whose server never answered."""
    tags = {fact.tag for item, fact in statuses if fact.tag and item.kind == MAIL}
    found = await intake.attempts_of(book.connection, tags) if tags else []
    return {attempt.message_id: attempt for attempt in sorted(found, key=lambda attempt: attempt.number)}


def _want_contacts(book: Book) -> None:
    """A failure that means "no more marketing" changes the contact too, so its row is locked with the others."""
    for item, fact in book.statuses():
        if fact.status != "failed" or fact.code is None:
            continue
        attempt = book.tried.get(id(item))
        message_id = attempt.message_id if attempt else book.targets.get((book.channel(item), fact.provider_id))
        if message_id in book.owners and book.rules.channels[item.kind].explain(fact.code, fact.reason).opts_out:
            book.wanted_contacts.add(book.owners[message_id][1])
