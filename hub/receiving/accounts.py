"""Channel accounts that facts are about: found, made when nobody set them up, and what the provider says of them."""

from __future__ import annotations

import hashlib

import msgspec

from channels.channel import AccountTold, TemplateTold, Unknown
from hub import ids
from hub.accounts import channels
from hub.permissions import for_role
from hub.receiving import templates
from hub.receiving.book import Book, Item
from hub.wire.events import ChannelTold
from storage.accounts import news
from storage.intake import batches as intake

_encode = msgspec.json.encode
ADMINISTERING = (*for_role("admin"), *for_role("manager"))


async def find(book: Book) -> None:
    """Every account named in the batch gets its id. One that nobody has set up is made, unconfigured."""
    named = {
        (item.kind, account): None
        for item in book.items
        if (account := getattr(item.fact, "account", None)) is not None
    }
    known = book.rules.known
    if sought := [key for key in named if key not in known]:
        known |= await intake.channel_ids(
            book.connection, sought
        )  # committed ones alone: what is made below may be rolled back
    for kind, address in named:
        id = known.get((kind, address))
        if id is None:
            id = (await channels.ensure_unconfigured(book.tx, kind, address, None)).id
        book.channel_of[kind, address] = id
        book.kind_of[id] = kind


async def tell(book: Book) -> None:
    """News of accounts and templates. What we do not understand is kept in the ledger."""
    for item in book.waiting(Unknown):
        assert isinstance(item.fact, Unknown)
        item.became("kept", reason=item.fact.reason)
    for item in book.waiting(AccountTold):
        await _tell(book, item)
    for item in book.waiting(TemplateTold):
        await templates.tell(book, item)


async def _tell(book: Book, item: Item) -> None:
    fact = item.fact
    assert isinstance(fact, AccountTold)
    about = await _about(book, item, fact)
    detail = _encode(fact.detail, order="deterministic")
    said = _encode([item.kind, fact.account, fact.business, fact.field, fact.event, fact.at]) + detail
    row = {
        "business": fact.business,
        "field": fact.field[:64],
        "event": fact.event[:128],
        "severity": fact.severity,
        "summary": fact.summary,
        "detail": detail.decode(),
        "at": fact.at or item.arrived,
        "created_at": book.now,
    }
    each = [
        row | {"id": ids.new(), "channel_id": id, "dedupe": hashlib.sha256(said + mark).hexdigest()}
        for id, mark in _of_each(about)
    ]
    added = await news.add(book.connection, each)
    if not added:
        item.became("duplicate")
        return
    for channel_id in about:
        book.tx.announce(ChannelTold(id=channel_id, severity=fact.severity), ADMINISTERING)
    await news.ask_check_again(book.connection, about)
    if fact.pauses:
        for channel_id in sorted(about):
            await channels.pause(book.tx, channel_id, fact.summary)
    if fact.resumes is not None:
        for channel_id in sorted(about):
            await channels.unpause(book.tx, channel_id, fact.resumes)
    item.became("stored", added[0])


def _of_each(about: list[str]) -> list[tuple[str | None, bytes]]:
    """The accounts news is kept for, each with what tells its copy from the others'. What is of nobody we know is kept all the same."""
    return [(id, b"" if place == 0 else id.encode()) for place, id in enumerate(about)] or [(None, b"")]


async def _about(book: Book, item: Item, fact: AccountTold) -> list[str]:
    if fact.account is not None:
        return [book.channel(item)]
    return [] if fact.business is None else await news.channels_of(book.connection, item.kind, fact.business)
