"""Hands every commit on, after the commit and beside it: to this process's own tail as it is, to the others through the broker.

The commit path never waits for Redis. A commit too large to travel inline (a busy intake makes such) would otherwise be read back from the
log by the very process that has just written it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from hub.boundaries import cross
from hub.live import hint
from hub.live.broker import HINTS, Broker
from hub.transaction import Commit

WAITING_MOST = 4096  # commits; beyond it the oldest hints are dropped, and tails find the events by their head check


class Hints:
    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._waiting: deque[Commit] = deque(maxlen=WAITING_MOST)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._own: Callable[[Commit], None] = lambda _commit: None

    def attach(self, own: Callable[[Commit], None]) -> None:
        """`own` is told of each commit of this process; it must not wait and must not raise."""
        self._own = own

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="hints")

    async def stop(self) -> None:
        """Hands on what still waits, then ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._publish_all()

    def hand_on(self, commit: Commit) -> None:
        """Never waits, never fails."""
        self._waiting.append(commit)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._publish_all()

    def _publish_all(self) -> None:
        while self._waiting:
            commit = self._waiting.popleft()
            cross("before_hint")
            self._own(commit)
            self._broker.publish(HINTS, hint.encode(commit.epoch, commit.entries))
