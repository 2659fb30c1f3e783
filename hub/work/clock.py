"""Time as the loops use it: tests put in one that passes faster."""

from __future__ import annotations

import asyncio
import contextlib
import time

from hub.transaction import milliseconds


class Clock:
    def monotonic(self) -> float:
        return time.monotonic()

    def milliseconds(self) -> int:
        return milliseconds()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set, at most so long; clears it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
        event.clear()

    async def pause(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)
