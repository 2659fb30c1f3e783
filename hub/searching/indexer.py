"""Writes the index: first what changed, from the log and the queue, then a chunk when the tail grew long, then old rows, newest first.

Reading comes before each transaction, so that a transaction is short: no intake waits for it. Only one process does this, by lease;
an erasure may come at any time, and what was read before it is thrown away and read again (`Overtaken`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from msgspec import Struct

from hub import ids
from hub.searching import chunks
from hub.searching.chunks import Postings
from hub.searching.documents import ALSO, NOUNS, SUBJECTS, Noun, subjects
from hub.searching.places import CHUNK
from hub.transaction import milliseconds
from storage import event_log
from storage.database import Connection, Database
from storage.searching import indexed
from storage.searching.indexed import LOG, EntryRow, TailRow

BATCH = 500  # changes of one step
SPAN = 5_000  # events of the log looked through in one step; most concern nothing that is searched
SEAL_AT = CHUNK + CHUNK // 2  # documents in the tail: the newest stay there, where edits cost nothing
SLICE = 2_000  # postings of one transaction: about 10 ms
FEWEST = CHUNK // 4  # a chunk with fewer left is dissolved
DONE = "done"

Fence = Callable[[Connection], Awaitable[bool]]  # whether this process still is the one that writes


class Change(Struct, frozen=True):
    """What one noun's part of the index has to become."""

    noun: str
    fresh: list[TailRow]
    untailed: list[str]
    gone: list[EntryRow]
    postings: dict[int, Postings]  # of the chunks the gone ones lie in, without them

    @property
    def empty(self) -> bool:
        return not (self.fresh or self.untailed or self.gone)


class Overtaken(Exception):
    """Another process writes the index now, or something was written since it was read: what was read may not be written."""


class Indexer:
    """Its steps return whether there may be more to do at once."""

    def __init__(self, database: Database, fence: Fence) -> None:
        self._database = database
        self._fence = fence
        self._begun = True  # whether there may be a chunk that nobody finished

    async def has_work(self) -> bool:
        """Whether any step would do something; reads only."""
        async with self._database.reading() as connection:
            known = await indexed.positions(connection)
            if any(known.get(_walk(noun)) != DONE for noun in NOUNS):
                return True
            behind = (await event_log.head(connection)).seq != int(known.get(LOG, -1))
            return behind or await indexed.queue_depth(connection) > 0

    async def step(self) -> bool:
        try:
            await self._clean()
            return await self.drain() or await self._tidy() or await self._walk_on()
        except Overtaken:
            return True

    async def drain(self) -> bool:
        """Indexes what changed since the last time."""
        async with self._database.reading() as connection:
            seen = await indexed.writings(connection)
            start, reached, told = await _from_log(connection)
            queued = await indexed.queued(connection, BATCH)
            wanted = [*told, *((noun, subject) for _, noun, subject in queued)]
            changes = await _changes(connection, wanted)
        if start == reached and not queued:
            return False
        async with self._database.writing() as connection:
            await self._enter(connection, seen)
            for change in changes:
                await _apply(connection, change)
            await indexed.unqueue(connection, [id for id, _, _ in queued])
            if start is None:
                await indexed.walk_again(connection)
            if start != reached:
                await indexed.move(connection, LOG, str(reached), milliseconds())
        return True

    async def _clean(self) -> None:
        """Takes away a chunk that was begun by a process that died, or by this one before it was overtaken."""
        if not self._begun:
            return
        async with self._database.writing() as connection:
            await self._enter(connection)
            for chunk in await indexed.unsealed(connection):
                await indexed.drop_chunk(connection, chunk)
        self._begun = False

    async def _tidy(self) -> bool:
        for noun in NOUNS.values():
            async with self._database.reading() as connection:
                if await indexed.tail_size(connection, noun.name) < SEAL_AT:
                    continue
                seen = await indexed.writings(connection)
                rows = await indexed.oldest_of_tail(connection, noun.name, CHUNK)
            return await self._write(noun, seen, rows, walked=None)
        return await self._dissolve()

    async def _dissolve(self) -> bool:
        """The few that are left of a chunk are indexed again."""
        async with self._database.reading() as connection:
            found = await indexed.sparse(connection, FEWEST)
        if not found:
            return False
        async with self._database.writing() as connection:
            await self._enter(connection)
            await indexed.drop_chunk(connection, found[0])
            left = await indexed.take_entries(connection, found[0] * CHUNK, (found[0] + 1) * CHUNK - 1)
            await indexed.queue(connection, [(ids.new(), entry.noun, entry.subject) for entry in left])
        return True

    async def _walk_on(self) -> bool:
        """Indexes a chunk of rows that were there before the index was."""
        async with self._database.reading() as connection:
            known = await indexed.positions(connection)
            noun = next((each for each in NOUNS.values() if known.get(_walk(each.name)) != DONE), None)
            if noun is None:
                return False
            seen = await indexed.writings(connection)
            found = await noun.walk(connection, known.get(_walk(noun.name)), CHUNK)
            rows = await _rows(connection, noun, found)
            held = await indexed.in_tail(connection, noun.name, found)
            held |= {entry.subject: entry.digest for entry in await indexed.entries_of(connection, noun.name, found)}
        stale = [row.subject for row in rows if held.get(row.subject, row.digest) != row.digest]
        rows = sorted((row for row in rows if row.subject not in held), key=lambda row: (row.at, row.subject))
        walked = found[-1] if len(found) == CHUNK else DONE
        if stale or len(rows) < FEWEST:
            await self._walk_singly(noun, seen, rows, stale, walked)
            return True
        return await self._write(noun, seen, rows, walked)

    async def _walk_singly(
        self, noun: Noun, seen: int, rows: Sequence[TailRow], stale: Sequence[str], walked: str
    ) -> None:
        """Too few for a chunk, or some that differ from what is indexed."""
        async with self._database.writing() as connection:
            await self._enter(connection, seen)
            known = await indexed.in_tail(connection, noun.name, [row.subject for row in rows])
            await indexed.put_tail(connection, noun.name, [row for row in rows if row.subject not in known])
            await indexed.queue(connection, [(ids.new(), noun.name, subject) for subject in stale])
            await indexed.move(connection, _walk(noun.name), walked, milliseconds())

    async def _write(self, noun: Noun, seen: int, rows: Sequence[TailRow], walked: str | None) -> bool:
        """A chunk of these rows, of the tail or (`walked`: down to where) of old ones. It is found once the last transaction is through."""
        async with self._database.writing() as connection:
            await self._enter(connection, seen)
            chunk = await indexed.add_chunk(connection, noun.name, rows[0].at, rows[-1].at)
            self._begun = True
        postings = await asyncio.to_thread(chunks.composed, rows, noun.scheme)
        for start in range(0, len(postings), SLICE):
            seen += 1
            async with self._database.writing() as connection:
                await self._enter(connection, seen)
                await indexed.add_postings(connection, chunk, postings[start : start + SLICE])
        async with self._database.writing() as connection:
            await self._enter(connection, seen + 1)
            await self._seal(connection, noun, chunk, rows, from_tail=walked is None)
            if walked is not None:
                await indexed.move(connection, _walk(noun.name), walked, milliseconds())
        self._begun = False
        return True

    async def _seal(
        self, connection: Connection, noun: Noun, chunk: int, rows: Sequence[TailRow], *, from_tail: bool
    ) -> None:
        first = chunk * CHUNK
        entries = [EntryRow(first + place, noun.name, row.subject, row.digest) for place, row in enumerate(rows)]
        await indexed.seal(connection, chunk, entries)
        if from_tail:
            await indexed.drop_tail(connection, noun.name, [row.subject for row in rows])

    async def _enter(self, connection: Connection, seen: int | None = None) -> None:
        """Keeps others out until this transaction ends. `seen`: how many writings there had been when the index was read."""
        if not await self._fence(connection):
            raise Overtaken
        before = await indexed.enter(connection)
        if seen is not None and before != seen:
            raise Overtaken


async def _from_log(connection: Connection) -> tuple[int | None, int, list[tuple[str, str]]]:
    """Where the index stands in the log (None: nowhere), where it will, and what changed in between."""
    known, head = await indexed.positions(connection), await event_log.head(connection)
    oldest = await event_log.oldest(connection)
    start = int(known[LOG]) if LOG in known else None
    if start is None or start > head.seq or (oldest is not None and oldest > start + 1):
        return None, head.seq, []
    found = await event_log.read_types(connection, start, start + SPAN, tuple(SUBJECTS), BATCH)
    reached = found[-1].seq if len(found) == BATCH else min(head.seq, start + SPAN)
    return start, reached, [subject for entry in found for subject in subjects(entry.type, entry.body)]


async def _changes(connection: Connection, wanted: Iterable[tuple[str, str]]) -> list[Change]:
    concerned: dict[str, set[str]] = {}
    for row, subject in wanted:
        for noun in ALSO.get(row, (row,)):
            concerned.setdefault(noun, set()).add(subject)
    found = [await _change(connection, NOUNS[noun], sorted(theirs)) for noun, theirs in concerned.items()]
    return [change for change in found if not change.empty]


async def _change(connection: Connection, noun: Noun, concerned: list[str]) -> Change:
    rows = {row.subject: row for row in await _rows(connection, noun, concerned)}
    tail = await indexed.in_tail(connection, noun.name, concerned)
    entries = {entry.subject: entry for entry in await indexed.entries_of(connection, noun.name, concerned)}
    held = {subject: entry.digest for subject, entry in entries.items()} | tail
    differs = [
        subject for subject in concerned if held.get(subject) != (rows[subject].digest if subject in rows else None)
    ]
    gone = [entries[subject] for subject in differs if subject in entries]
    return Change(
        noun=noun.name,
        fresh=[rows[subject] for subject in differs if subject in rows],
        untailed=[subject for subject in differs if subject in tail and subject not in rows],
        gone=gone,
        postings=await chunks.taken_out(connection, gone),
    )


async def _apply(connection: Connection, change: Change) -> None:
    await chunks.take_out(connection, change.gone, change.postings)
    await indexed.drop_tail(connection, change.noun, change.untailed)
    await indexed.put_tail(connection, change.noun, change.fresh)


async def _rows(connection: Connection, noun: Noun, subjects: Sequence[str]) -> list[TailRow]:
    documents = await noun.read(connection, subjects)
    return await asyncio.to_thread(lambda: [chunks.tail_row(noun, document) for document in documents])


def _walk(noun: str) -> str:
    return f"walk:{noun}"
