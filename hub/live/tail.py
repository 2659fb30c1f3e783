"""The one reader of the log in a process, and the only thing that advances its head.

The broker's hints are the speed; the head check, every 200 ms and whenever something is odd, is the guarantee.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from hub import metrics
from hub.live import hint
from hub.live.broker import HINTS
from hub.live.follower import Follower, Outcome
from hub.live.hint import Hint
from hub.live.ring import LiveEvent, Ring, live
from hub.transaction import Commit
from storage import event_log
from storage.database import Database
from storage.event_log import Entry, Head

log = logging.getLogger(__name__)

CHECK_SECONDS = 0.2  # how late an event may be whose hint was lost
HOLE_SECONDS = 0.004  # hints of two processes overtake each other by this much: waiting saves a reading of the log
READ_SECONDS = 5.0  # a frozen database must not freeze us
FILL_EVENTS = 2000  # of one reading
REPLAY_EVENTS = 2000  # what a session behind the ring is served from the log; more is a reload
REPLAY_BUCKET = 256  # positions that share one reading of the log
REPLAYS_AT_ONCE = 8


class Tail:
    """`follow` is told of every advance and of every reset (all positions void); both must not wait."""

    def __init__(self, database: Database, ring: Ring | None = None) -> None:
        self._database = database
        self._follower = Follower(ring)
        self._advanced: list[Callable[[], None]] = []
        self._reset: list[Callable[[], None]] = []
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._hole: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._replays: dict[int, asyncio.Task[list[LiveEvent]]] = {}
        self._replaying = asyncio.Semaphore(REPLAYS_AT_ONCE)
        self._checked_at = 0.0
        metrics.tail_check_age.set_function(lambda: self.check_age)

    @property
    def epoch(self) -> str:
        return self._follower.epoch

    @property
    def head(self) -> int:
        return self._follower.head

    @property
    def ring(self) -> Ring:
        return self._follower.ring

    @property
    def check_age(self) -> float:
        """Seconds since the log was last seen."""
        return time.monotonic() - self._checked_at

    async def start(self) -> None:
        """Warms the ring, then keeps following. Raises DatabaseLost when there is nothing to read from."""
        await self._load()
        self._task = asyncio.create_task(self._run(), name="tail")

    async def stop(self) -> None:
        tasks = [t for t in (self._task, *self._replays.values()) if t is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._hole is not None:
            self._hole.cancel()

    def follow(self, advanced: Callable[[], None], reset: Callable[[], None]) -> None:
        self._advanced.append(advanced)
        self._reset.append(reset)

    def receive(self, topic: str, payload: bytes) -> None:
        """What the broker brings. Never waits, never raises."""
        if topic != HINTS:
            return
        given = hint.decode(payload)
        if given is None:
            log.warning("a hint could not be read", extra={"fields": {"bytes": len(payload)}})
            self._wake.set()
            return
        self._take(given)

    def committed(self, commit: Commit) -> None:
        """A commit of this process, without the way over the broker. Never waits."""
        self._take(Hint(commit.epoch, commit.entries[0].seq, commit.entries[-1].seq, commit.entries))

    def _take(self, given: Hint) -> None:
        before = self.head
        self._act(self._follower.hinted(given))
        metrics.tail_events.labels("hint").inc(self.head - before)

    def on_gap(self) -> None:
        """Hints may have been lost."""
        self._wake.set()

    async def reach(self, epoch: str, seq: int, seconds: float = READ_SECONDS) -> bool:
        """Waits until this process has seen `(epoch, seq)`, looking at the log at once; False when it does not come."""
        try:
            async with asyncio.timeout(seconds):
                while self.epoch != epoch or self.head < seq:
                    self._moved.clear()
                    self._wake.set()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    async def moved(self) -> None:
        """Waits for the next advance or reset."""
        self._moved.clear()
        await self._moved.wait()

    async def replay(self, after: int) -> list[LiveEvent]:
        """Events after `after` from the log, for a session that is behind the ring: at most REPLAY_EVENTS.

        Sessions at neighbouring positions share one reading. Raises DatabaseLost.
        """
        bucket = after // REPLAY_BUCKET * REPLAY_BUCKET
        task = self._replays.get(bucket)
        if task is None:
            task = self._replays[bucket] = asyncio.create_task(self._replay(bucket))
            task.add_done_callback(lambda _: self._replays.pop(bucket, None))
        return [e for e in await asyncio.shield(task) if e.seq > after]

    async def _replay(self, bucket: int) -> list[LiveEvent]:
        async with self._replaying, asyncio.timeout(READ_SECONDS), self._database.reading() as connection:
            return [live(e) for e in await event_log.read(connection, bucket, REPLAY_EVENTS + REPLAY_BUCKET)]

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            try:
                await self._check()
            except Exception as error:  # the database is away: sessions stay, and the age of the last check tells
                log.warning("the log could not be read: %s", str(error) or type(error).__name__)
                await asyncio.sleep(CHECK_SECONDS)

    async def _check(self) -> None:
        since = self.head
        head, entries = await self._read(since)
        self._checked_at = time.monotonic()
        if head.epoch == self.epoch and head.seq - since > self.ring.most_events:
            log.warning("the tail fell too far behind to catch up", extra={"fields": {"events": head.seq - since}})
            await self._load()
            return
        before = self.head
        outcome = self._follower.read(since, head, entries)
        if Outcome.VOID in outcome:
            log.warning("the log has another epoch or a lower head: every session reloads")
            await self._load()
            return
        metrics.tail_events.labels("fill").inc(self.head - before)
        self._act(outcome)
        if self._follower.lag and self.head > before:
            self._wake.set()  # there is more than one reading holds

    async def _read(self, since: int) -> tuple[Head, Sequence[Entry]]:
        async with asyncio.timeout(READ_SECONDS), self._database.reading() as connection:
            head = await event_log.head(connection)
            if head.epoch != self.epoch or head.seq <= since:
                return head, ()
            return head, await event_log.read(connection, since, FILL_EVENTS)

    async def _load(self) -> None:
        """Fills the ring with the newest events of one snapshot, and voids every position."""
        entries: list[Entry] = []
        async with asyncio.timeout(READ_SECONDS * 4), self._database.reading() as connection:
            head = await event_log.head(connection)
            after = max(0, head.seq - self.ring.most_events)
            while after < head.seq:
                found = await event_log.read(connection, after, FILL_EVENTS)
                if not found:
                    break
                entries += found
                after = found[-1].seq
        self._checked_at = time.monotonic()
        self._follower.load(head, entries if entries and entries[-1].seq == head.seq else ())
        for act in self._reset:
            act()
        self._moved.set()

    def _act(self, outcome: Outcome) -> None:
        metrics.tail_lag.set(self._follower.lag)
        if Outcome.ADVANCED in outcome:
            for act in self._advanced:
                act()
            self._moved.set()
        if Outcome.CHECK in outcome:
            self._wake.set()
        elif Outcome.HOLE in outcome and self._hole is None:
            self._hole = asyncio.get_running_loop().call_later(HOLE_SECONDS, self._look)

    def _look(self) -> None:
        self._hole = None
        if self._follower.lag:
            self._wake.set()
