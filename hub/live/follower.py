"""Follows the log without ever skipping a number: the pure part of the tail.

It is told what hints say and what readings of the log found, in any order, doubled or not at all, and keeps one truth: `ring` holds the
events up to `head`, gap-free. Nothing here waits or reads.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from hub.live.hint import Hint
from hub.live.ring import Ring, live
from storage.event_log import Entry, Head

PARKED_MOST = 256  # hints that came before their forerunners; beyond it a reading of the log fills in


class Outcome(enum.Flag):
    """What to do after the follower was told something."""

    NOTHING = 0
    ADVANCED = enum.auto()  # new events lie in the ring
    HOLE = enum.auto()  # events are known to exist that are not here: read the log soon
    CHECK = enum.auto()  # something is odd: read the log now
    VOID = enum.auto()  # the positions handed out are worth nothing: load afresh


class Follower:
    __slots__ = ("_parked", "epoch", "known", "ring")

    def __init__(self, ring: Ring | None = None) -> None:
        self.epoch = ""
        self.ring = Ring() if ring is None else ring  # an empty ring is falsy
        self.known = 0  # the highest number known to exist
        self._parked: dict[int, list[Entry]] = {}

    @property
    def head(self) -> int:
        return self.ring.head

    @property
    def lag(self) -> int:
        return self.known - self.head

    def load(self, head: Head, entries: Sequence[Entry]) -> None:
        """Begins afresh: `entries` are the newest of the log, ending at `head`, or none."""
        self.epoch = head.epoch
        self.known = head.seq
        self._parked.clear()
        self.ring = Ring(head.seq - len(entries), most_events=self.ring.most_events, most_bytes=self.ring.most_bytes)
        self.ring.append(live(e) for e in entries)

    def hinted(self, hint: Hint) -> Outcome:
        if hint.epoch != self.epoch:
            return Outcome.CHECK
        if hint.hi <= self.head:
            return Outcome.NOTHING
        self.known = max(self.known, hint.hi)
        if hint.entries is None:
            return Outcome.CHECK
        if hint.lo > self.head + 1:
            if len(self._parked) < PARKED_MOST:
                self._parked[hint.lo] = hint.entries
            return Outcome.HOLE
        return self._advance(hint.entries)

    def read(self, since: int, head: Head, entries: Sequence[Entry]) -> Outcome:
        """What one snapshot of the log showed: its head, and entries after `since`, which was our head when the reading began.

        Hints may have moved us on meanwhile, so a head below ours now is no sign of anything; one below `since` is.
        """
        if head.epoch != self.epoch or head.seq < since:
            return Outcome.VOID
        self.known = max(self.known, head.seq)
        if head.seq > self.head and (not entries or entries[0].seq > self.head + 1):
            return Outcome.VOID  # what we lack has been pruned
        return self._advance(entries)

    def _advance(self, entries: Sequence[Entry]) -> Outcome:
        before = self.head
        self._append(entries)
        while self._parked:
            ready = [lo for lo in self._parked if lo <= self.head + 1]
            if not ready:
                break
            for lo in sorted(ready):
                self._append(self._parked.pop(lo))
        outcome = Outcome.ADVANCED if self.head > before else Outcome.NOTHING
        return outcome | Outcome.HOLE if self.lag else outcome

    def _append(self, entries: Sequence[Entry]) -> None:
        fresh = [e for e in entries if e.seq > self.head]
        if fresh:
            self.ring.append(live(e) for e in fresh)
