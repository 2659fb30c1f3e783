"""Chunks of the index: what is written of many documents at once, and how single ones are taken out again. Pure but for `taken_out`."""

from __future__ import annotations

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from hub.searching.documents import EVERYBODY, Document, Noun, digest_of
from hub.searching.folding import fold
from hub.searching.places import CHUNK, packed, repacked, unpacked
from hub.searching.tokens import Scheme, tokens_of
from storage.database import Connection
from storage.searching import indexed
from storage.searching.indexed import EntryRow, TailRow
from storage.searching.search import EVERYBODYS

CHANNEL_MARK = b" "  # begins the token of a channel: no token of a text does

Postings = dict[bytes, bytes]  # places by token


def channel_token(channel: str) -> bytes:
    return CHANNEL_MARK + channel.encode()


def tail_row(noun: Noun, document: Document) -> TailRow:
    folded = fold(document.source)
    channels = "".join(f" {channel}" for channel in document.channels if channel != EVERYBODY) + EVERYBODYS
    return TailRow(noun.name, document.subject, channels, folded, digest_of(document, folded), document.at)


def tokens_of_row(row: TailRow, scheme: Scheme) -> set[bytes]:
    channels = row.channels.split() or [EVERYBODY]
    return tokens_of(row.text, scheme) | {channel_token(channel) for channel in channels}


def composed(rows: Sequence[TailRow], scheme: Scheme) -> list[tuple[bytes, bytes]]:
    """The postings of a chunk whose places are these rows, by token. Blocking: some 50 µs a row."""
    places: defaultdict[bytes, array[int]] = defaultdict(lambda: array("H"))
    for place, row in enumerate(rows):
        for token in tokens_of_row(row, scheme):
            places[token].append(place)
    return [(token, packed(found)) for token, found in sorted(places.items())]


def without(postings: Iterable[tuple[bytes, bytes]], places: Collection[int]) -> Postings:
    """What changes of these postings when nothing is at these places any more; a token without places goes."""
    gone = sum(1 << place for place in set(places))
    changed: Postings = {}
    for token, kept in postings:
        held = unpacked(kept)
        if held & gone:
            changed[token] = repacked(held & ~gone)
    return changed


def by_chunk(entries: Iterable[EntryRow]) -> dict[int, list[EntryRow]]:
    found: dict[int, list[EntryRow]] = {}
    for entry in entries:
        found.setdefault(entry.number // CHUNK, []).append(entry)
    return found


async def taken_out(connection: Connection, entries: Sequence[EntryRow]) -> dict[int, Postings]:
    """By chunk, the postings as they are without these entries, whatever they were indexed under."""
    return {
        chunk: await asyncio.to_thread(
            without, await indexed.postings_of(connection, chunk), [entry.number % CHUNK for entry in theirs]
        )
        for chunk, theirs in by_chunk(entries).items()
    }


async def take_out(connection: Connection, entries: Sequence[EntryRow], changed: Mapping[int, Postings]) -> None:
    """Removes the entries and everything their chunks said of them."""
    for chunk, theirs in by_chunk(entries).items():
        await indexed.replace_postings(connection, chunk, changed[chunk])
        await indexed.shrink(connection, chunk, len(theirs))
    await indexed.remove_entries(connection, [entry.number for entry in entries])
