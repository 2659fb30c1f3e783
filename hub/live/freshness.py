"""Keeps what is held in memory fresh: read again when the broker tells of a change, and every so many seconds at the latest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from hub.live.broker import HINTS
from storage.failures import DatabaseLost

log = logging.getLogger(__name__)


class Freshness:
    """`what`: its name for the log; `marks`: whatever of these stands in a hint tells of a change. While the database does not answer, what
    was read last is used."""

    def __init__(
        self, what: str, seconds: float, read: Callable[[], Awaitable[None]], marks: tuple[bytes, ...]
    ) -> None:
        self._what = what
        self._seconds = seconds
        self._read = read
        self._marks = marks
        self._stale = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._read()
        self._task = asyncio.create_task(self._run(), name=self._what)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def receive(self, topic: str, payload: bytes) -> None:
        if topic == HINTS and any(mark in payload for mark in self._marks):
            self.end()

    def end(self) -> None:
        """What is held is stale."""
        self._stale.set()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._stale.wait()
            self._stale.clear()
            try:
                await self._read()
            except DatabaseLost:
                log.warning("%s could not be read; what was read last is used", self._what)
