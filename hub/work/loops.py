"""A loop of the timetable: a turn, then a pause or a wake-up, for as long as the process works."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable

from storage.failures import DatabaseLost

STOP_SECONDS = 10.0  # a turn may end by itself when we stop
FAULT_SECONDS = 5.0  # after a turn that failed
JITTER = 0.1  # share of the pause, so that several processes do not look at the same moment

log = logging.getLogger(__name__)

Turn = Callable[[], Awaitable[bool]]  # whether there may be more to do at once


class Loop:
    """`seconds`: the pause between turns when nobody wakes it."""

    def __init__(self, name: str, seconds: float, turn: Turn) -> None:
        self.name = name
        self._seconds = seconds
        self._turn = turn
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"loop {self.name}")

    def wake(self) -> None:
        self._wake.set()

    async def stop(self) -> None:
        """Lets the present turn end, for a while."""
        self._stopping = True
        self._wake.set()
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=STOP_SECONDS)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while not self._stopping:
            more = await self._once()
            if more is None:
                await self._pause(FAULT_SECONDS)
            elif not more:
                await self._pause(self._seconds)

    async def _once(self) -> bool | None:
        try:
            return await self._turn()
        except DatabaseLost:
            log.warning("%s: the database does not answer", self.name)
        except Exception:
            log.exception("%s: a turn failed", self.name)
        return None

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds * random.uniform(1 - JITTER, 1 + JITTER)):  # noqa: S311 no secret
                await self._wake.wait()
        self._wake.clear()
