"""Numbers of large campaigns, counted once for all who watch: what took long to count is given again while it is young.

Every open page asks when a campaign tells of its progress, once a second; counting a hundred thousand recipients takes most of one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from msgspec import Struct

from hub.campaigns import figures, shaping
from hub.permissions import Agent
from hub.wire.campaign_figures import Analytics, Bucket
from storage.database import Database

QUICK_SECONDS = 0.2  # what takes no longer is counted for everybody who asks
AGE = 10  # times as long as it took to count: a tenth of one core at most
LONGEST_SECONDS = 30.0
KEPT = 32  # campaigns


class Count(Struct):
    """`told` at `at` (seconds of the clock), which took so many `seconds`."""

    told: Analytics
    at: float
    seconds: float


class Counted:
    """One per application. `clock`: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[tuple[str, Bucket | None], Count] = {}
        self._counting: dict[tuple[str, Bucket | None], asyncio.Lock] = {}

    async def analytics(self, database: Database, agent: Agent, campaign_id: str, every: Bucket | None) -> Analytics:
        """Raises Refusal `not_found` for whoever may not see the campaign."""
        async with database.reading() as connection:
            state = (await shaping.seen(connection, agent, campaign_id)).state
        key = campaign_id, every
        async with self._counting.setdefault(key, asyncio.Lock()):
            known = self._counts.get(key)
            if known is not None and known.told.state == state and self._is_young(known):
                return known.told
            began = self._clock()
            async with database.reading() as connection:
                told = await figures.analytics(connection, agent, campaign_id, every)
            now = self._clock()
            self._keep(key, Count(told, now, now - began))
            return told

    def _is_young(self, known: Count) -> bool:
        return self._clock() - known.at < min(LONGEST_SECONDS, AGE * known.seconds)

    def _keep(self, key: tuple[str, Bucket | None], count: Count) -> None:
        self._counts.pop(key, None)
        if count.seconds > QUICK_SECONDS:
            self._counts[key] = count
        if len(self._counts) > KEPT:
            del self._counts[next(iter(self._counts))]
        if len(self._counting) > 4 * KEPT:
            self._counting = {each: lock for each, lock in self._counting.items() if lock.locked()}
