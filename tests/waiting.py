"""Waits for what comes by itself."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from tests.patience import PATIENCE


async def until(there: Callable[[], Any], pause: float = 0.02) -> Any:
    """The first true thing `there` says, which may be awaited. `pause`: seconds between two looks."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = there()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(pause)
