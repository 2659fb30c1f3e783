"""What this process says of itself every few seconds, so that one page can tell how all of them fare.

Speed is told as counts in the buckets of this process's own histogram over the last quarter of an hour; adding up the buckets of all
processes is exact, which adding up their medians would not be.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import logging
import time
from collections import deque
from collections.abc import Collection, Sequence

import msgspec
from msgspec import Struct
from prometheus_client import Gauge, Histogram

from hub import ids, metrics
from hub.transaction import milliseconds
from storage.database import Database
from storage.failures import DatabaseLost
from storage.running import processes
from storage.running.processes import ProcessRow

EVERY_SECONDS = 15.0
WINDOW_SECONDS = 15 * 60.0
GONE_MS = 24 * 3_600_000

log = logging.getLogger(__name__)


class Facts(Struct, frozen=True, kw_only=True):
    """`screen`: how many webhooks of the last minutes took up to each of `metrics.SECONDS` to the screens (the last: longer);
    `tail_lag`: events in the log not seen yet."""

    screen: list[int]
    sessions: int
    tail_lag: int


def version() -> str:
    try:
        return importlib.metadata.version("bma-social")
    except importlib.metadata.PackageNotFoundError:  # run from its sources
        return "development"


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._id = ids.new()
        self._roles = ""
        self._started_at = 0
        self._seen: deque[tuple[float, list[int]]] = deque()
        self._task: asyncio.Task[None] | None = None

    def start(self, roles: Collection[str]) -> None:
        self._roles, self._started_at = " ".join(sorted(roles)), milliseconds()
        self._task = asyncio.create_task(self._run(), name="reports")

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        with contextlib.suppress(DatabaseLost):
            async with self._database.writing() as connection:
                await processes.remove(connection, self._id, milliseconds() - GONE_MS)

    async def tell(self) -> None:
        """One report, now."""
        row = ProcessRow(
            id=self._id,
            roles=self._roles,
            version=version(),
            facts=msgspec.json.encode(self._facts()).decode(),
            started_at=self._started_at,
            seen_at=milliseconds(),
        )
        async with self._database.writing() as connection:
            await processes.put(connection, row)

    async def _run(self) -> None:
        while True:
            try:
                await self.tell()
            except DatabaseLost:
                log.warning("the database does not answer: this process could not say how it fares")
            await asyncio.sleep(EVERY_SECONDS)

    def _facts(self) -> Facts:
        now, counts = time.monotonic(), buckets(metrics.webhook_to_socket)
        self._seen.append((now, counts))
        while len(self._seen) > 1 and self._seen[1][0] <= now - WINDOW_SECONDS:
            self._seen.popleft()
        before = self._seen[0][1]
        return Facts(
            screen=[after - earlier for after, earlier in zip(counts, before, strict=True)],
            sessions=int(_value(metrics.sessions)),
            tail_lag=int(_value(metrics.tail_lag)),
        )


def buckets(histogram: Histogram) -> list[int]:
    """How many fell into each bucket alone."""
    below = [int(s.value) for each in histogram.collect() for s in each.samples if s.name.endswith("_bucket")]
    return [count - earlier for count, earlier in zip(below, [0, *below], strict=False)]


def quantile(counts: Sequence[int], share: float) -> float | None:
    """Seconds that `share` of all did not exceed, evenly spread within its bucket; None when there was none."""
    total, passed = sum(counts), 0
    edges = (0.0, *metrics.SECONDS)
    for place, count in enumerate(counts):
        if count and passed + count >= share * total:
            low, high = edges[place], edges[min(place + 1, len(edges) - 1)]
            return low + (high - low) * (share * total - passed) / count
        passed += count
    return None


def _value(gauge: Gauge) -> float:
    return sum(sample.value for each in gauge.collect() for sample in each.samples)
