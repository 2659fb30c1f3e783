"""The newest events in memory, ready to be framed: contiguous, bounded by count and by bytes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from hub.live import frames
from hub.wire.events import INTERNAL_TYPES, InternalEvent
from storage.event_log import Entry

RING_EVENTS = 20_000
RING_BYTES = 32 * 1024 * 1024

_internal = msgspec.json.Decoder(InternalEvent)


class LiveEvent(Struct, frozen=True):
    """An event as sessions need it. `internal`: acted on, never written to a socket; then `bytes` is empty."""

    seq: int
    at: int
    audience: frozenset[str]
    bytes: bytes
    internal: InternalEvent | None


def live(entry: Entry) -> LiveEvent:
    if entry.type in INTERNAL_TYPES:
        return LiveEvent(entry.seq, entry.at, _keys(entry.audience), b"", _internal.decode(entry.body))
    return LiveEvent(entry.seq, entry.at, _keys(entry.audience), frames.spliced(entry.body, entry.seq, entry.at), None)


@functools.lru_cache(maxsize=4096)
def _keys(audience: str) -> frozenset[str]:
    return frozenset(audience.split(" "))


class Ring:
    """Holds the events after `floor` up to `head`."""

    __slots__ = ("_bytes", "_events", "_start", "head", "most_bytes", "most_events")

    def __init__(self, head: int = 0, *, most_events: int = RING_EVENTS, most_bytes: int = RING_BYTES) -> None:
        self.head = head
        self.most_events = most_events
        self.most_bytes = most_bytes
        self._events: list[LiveEvent] = []
        self._start = 0  # events before it are gone; the list is cut when half of it is
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._events) - self._start

    @property
    def floor(self) -> int:
        """A reader at this position or later finds all it needs here."""
        return self.head - len(self)

    def append(self, events: Iterable[LiveEvent]) -> None:
        for event in events:
            assert event.seq == self.head + 1, f"event {event.seq} cannot follow {self.head}"
            self._events.append(event)
            self._bytes += len(event.bytes)
            self.head = event.seq
        self._trim()

    def span(self, after: int, upto: int) -> Sequence[LiveEvent]:
        """The events of (after, upto]; both must lie within the ring."""
        offset = self._start - self.floor
        return self._events[after + offset : upto + offset]

    def _trim(self) -> None:
        while len(self) > self.most_events or (self._bytes > self.most_bytes and len(self) > 1):
            self._bytes -= len(self._events[self._start].bytes)
            self._start += 1
        if self._start > 64 and self._start * 2 > len(self._events):
            del self._events[: self._start]
            self._start = 0
