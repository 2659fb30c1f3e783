"""Finds: the newest documents that answer a question, among those the asker may see.

First the tail, then the chunks, newest first. A chunk is asked for the tokens of the question and of the asker's channels at once; what
all of them share is compared with the rows themselves. What is bounded: `most` answers, MOST_COMPARED candidates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TypeVar

from msgspec import Struct

from hub.searching.chunks import channel_token
from hub.searching.documents import EVERYBODY, Document, Noun
from hub.searching.places import CHUNK, EVERYWHERE, descending, unpacked
from hub.searching.question import Question
from storage.database import Connection
from storage.searching import search
from storage.searching.search import ChunkRow

MOST_COMPARED = 2_000  # candidates whose text is read for one question, unless more answers are wanted
FEWEST_AT_ONCE = (
    128  # compared by a few statements; as many as are wanted and a quarter more, as most of them are answers
)
FIRST_CHUNKS = 4  # asked at first; then seven times as many each time
T = TypeVar("T")
FAR = 2**62  # later than any moment (ms)
Bound = tuple[int, str]  # a moment (ms) and an id: what is older than this


class Answer(Struct, frozen=True):
    document: Document
    quality: int

    @property
    def place(self) -> Bound:
        return (self.document.at, self.document.subject)


async def find(
    connection: Connection,
    noun: Noun,
    question: Question,
    channels: Collection[str] | None,
    before: Bound | None,
    most: int,
) -> list[Answer]:
    """The newest `most` answers that are older than `before`, newest first. `channels` None: the asker may see everything."""
    if not question.ways:
        return []
    walk = _Walk(connection, noun, question, channels, before, most)
    await walk.through_tail()
    await walk.through_chunks()
    return walk.newest()


class _Walk:
    def __init__(
        self,
        connection: Connection,
        noun: Noun,
        question: Question,
        channels: Collection[str] | None,
        before: Bound | None,
        most: int,
    ) -> None:
        self._connection = connection
        self._noun = noun
        self._question = question
        self._channels = None if channels is None else frozenset(channels) | {EVERYBODY}
        self._before = before
        self._most = most
        self._left = max(MOST_COMPARED, most * 2)
        self._at_once = max(FEWEST_AT_ONCE, most + most // 4)
        self._found: dict[str, Answer] = {}

    def newest(self) -> list[Answer]:
        return sorted(self._found.values(), key=lambda answer: answer.place, reverse=True)[: self._most]

    async def through_tail(self) -> None:
        ways = [way.parts for way in self._question.ways]
        channels = None if self._channels is None else self._channels - {EVERYBODY}
        found = await search.tail(self._connection, self._noun.name, ways, channels, self._before, MOST_COMPARED)
        for some in _pieces(found, self._at_once):
            if len(self._found) >= self._most:
                return
            await self._compare(some)

    async def through_chunks(self) -> None:
        rows = await search.chunks(self._connection, self._noun.name, self._before and self._before[0])
        size, start = FIRST_CHUNKS, 0
        while start < len(rows) and self._left > 0:
            group = rows[start : start + size]
            if self._has_all_after(group[0].last_at):
                return
            await self._through(group)
            start, size = start + size, size * 7

    async def _through(self, group: Sequence[ChunkRow]) -> None:
        """Compares what the chunks share, some at a time, until nothing newer can follow."""
        shared = await self._shared([chunk.id for chunk in group])
        numbers = (chunk.id * CHUNK + place for chunk in group for place in descending(shared.get(chunk.id, 0)))
        begins = {chunk.id: following.last_at for chunk, following in pairwise(group)}
        for some in _pieces(numbers, self._at_once):
            subjects = await search.subjects(self._connection, some)
            reached = await self._compare([subjects[number] for number in some if number in subjects])
            following = begins.get(some[-1] // CHUNK, reached)
            if self._left <= 0 or self._has_all_after(max(reached, following)):
                return

    async def _shared(self, chunks: Sequence[int]) -> dict[int, int]:
        """By chunk, the places that have all tokens of one of the ways and one of the channels."""
        exact = {look.token for way in self._question.ways for look in way.lookups if not look.prefix}
        visible = {channel_token(channel) for channel in self._channels or ()}
        held: defaultdict[tuple[bytes, bool], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for chunk, token, places in await search.postings(self._connection, chunks, exact | visible):
            held[b"" if token in visible else token, False][chunk] |= unpacked(places)
        for prefix in {look.token for way in self._question.ways for look in way.lookups if look.prefix}:
            for chunk, places in await search.postings_from(self._connection, chunks, prefix):
                held[prefix, True][chunk] |= unpacked(places)
        shared: defaultdict[int, int] = defaultdict(int)
        for chunk in chunks:
            for way in self._question.ways:
                places_of_way = EVERYWHERE if self._channels is None else held[b"", False][chunk]
                for look in way.lookups:
                    places_of_way &= held[look.token, look.prefix][chunk]
                shared[chunk] |= places_of_way
        return shared

    async def _compare(self, subjects: Sequence[str]) -> int:
        """Keeps those that are answers. Returns when (ms) the last of them is: what follows in its chunk is older."""
        self._left -= len(subjects)
        documents = {document.subject: document for document in await self._noun.read(self._connection, subjects)}
        for document in documents.values():
            if self._before is not None and (document.at, document.subject) >= self._before:
                continue
            if self._channels is not None and self._channels.isdisjoint(document.channels):
                continue  # the index may be a moment behind
            quality = self._question.quality(document.folded)
            if quality:
                self._found[document.subject] = Answer(document, quality)
        last = documents.get(subjects[-1]) if subjects else None
        return FAR if last is None else last.at

    def _has_all_after(self, at: int) -> bool:
        """Whether nothing as old as this can be among the newest any more."""
        if len(self._found) < self._most:
            return False
        return self.newest()[-1].document.at > at


def _pieces(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """No more is drawn than is compared."""
    left = iter(found)
    while piece := list(islice(left, size)):
        yield piece
