"""The nightly pruning: once a night, by one process, in small transactions with a breath between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.durations import DAY_MS
from hub.office import activity, configuration, retention
from hub.quotations import belongings
from hub.transaction import Transactions, milliseconds
from hub.wire.configuration import Configuration
from storage.database import Connection
from storage.office import retention as rows

NIGHT_HOURS = range(2, 6)  # in the company's time zone: nobody is at work
STUCK_MS = 30 * 60_000  # a night nobody has finished after that is begun again
THREADS_AT_ONCE = 20  # conversations of one transaction, each with all its messages
FILES_AT_ONCE = 100
QUOTATIONS_AT_ONCE = 50
ROWS_AT_ONCE = 500
BREATH_SECONDS = 0.05
KEPT_NIGHTS = timedelta(days=90)  # of what was pruned

log = logging.getLogger(__name__)

Prune = Callable[[int], Awaitable[int]]  # what is older than so (ms): how many went


class Retention:
    def __init__(self, transactions: Transactions, now: Callable[[], int] = milliseconds) -> None:
        self._transactions = transactions
        self._now = now
        self._stopping = False

    def interrupt(self) -> None:
        """After the present batch."""
        self._stopping = True

    async def turn(self) -> bool:
        """Prunes when it is night and nobody has yet."""
        async with self._transactions.database.reading() as connection:
            office = await configuration.read(connection)
        here = datetime.fromtimestamp(self._now() / 1000, UTC).astimezone(ZoneInfo(office.time_zone))
        if here.hour not in NIGHT_HOURS:
            return False
        day = here.date().isoformat()
        async with self._transactions.database.writing() as connection:
            if not await self._take(connection, day):
                return False
        counts = await self.prune(office)
        if self._stopping:
            return False
        async with self._transactions.begin() as tx:
            await rows.finish(tx.connection, day, counts, self._now(), (here.date() - KEPT_NIGHTS).isoformat())
            if any(counts.values()):
                await activity.note(tx, None, "retention.pruned", title=day, after=counts)
        return False

    async def prune(self, office: Configuration) -> dict[str, int]:
        """Everything that is older than the office keeps it: how much of each went."""
        kept = office.retention
        ages: tuple[tuple[str, int | None, Prune], ...] = (
            ("conversations", kept.messages_days, self._threads),
            ("files", kept.files_days, self._files),
            ("imports", kept.imports_days, self._imports),
            ("activity", kept.activity_days, self._activity),
            ("quotations", kept.quotations_days, self._quotations),
        )
        return {name: await prune(self._now() - days * DAY_MS) for name, days, prune in ages if days is not None}

    async def _take(self, connection: Connection, day: str) -> bool:
        if await rows.begin(connection, day, self._now()):
            return True
        return await rows.again(connection, day, self._now() - STUCK_MS, self._now())

    async def _threads(self, before: int) -> int:
        gone = 0
        while not self._stopping:
            async with self._transactions.database.reading() as connection:
                found = await rows.old_threads(connection, before, THREADS_AT_ONCE)
            if not found:
                break
            async with self._transactions.begin() as tx:
                went = await retention.remove_threads(tx, found, before)
            gone += went
            if not went:
                break  # all of them were reopened this very moment: tomorrow again
            await asyncio.sleep(BREATH_SECONDS)
        return gone

    async def _files(self, before: int) -> int:
        gone, after = 0, ""
        while not self._stopping:
            async with self._transactions.database.reading() as connection:
                found = await rows.old_files(connection, before, after, FILES_AT_ONCE)
            if not found:
                break
            async with self._transactions.begin() as tx:
                await retention.remove_files(tx, found)
            gone, after = gone + len(found), found[-1].id
            await asyncio.sleep(BREATH_SECONDS)
        return gone

    async def _imports(self, before: int) -> int:
        gone = 0
        while not self._stopping:
            async with self._transactions.begin() as tx:
                found = await rows.old_imports(tx.connection, before, ROWS_AT_ONCE)
                await retention.remove_imports(tx, found)
            gone += len(found)
            if len(found) < ROWS_AT_ONCE:
                break
            await asyncio.sleep(BREATH_SECONDS)
        return gone

    async def _quotations(self, before: int) -> int:
        gone = 0
        while not self._stopping:
            async with self._transactions.database.reading() as connection:
                found = await rows.old_quotations(connection, before, QUOTATIONS_AT_ONCE)
            if not found:
                break
            async with self._transactions.begin() as tx:
                went = await belongings.remove(tx, found, before)
            gone += went
            if not went:
                break  # something happened to all of them this very moment: tomorrow again
            await asyncio.sleep(BREATH_SECONDS)
        return gone

    async def _activity(self, before: int) -> int:
        gone = 0
        while not self._stopping:
            async with self._transactions.database.writing() as connection:
                went = await rows.remove_activity(connection, before, ROWS_AT_ONCE)
            gone += went
            if went < ROWS_AT_ONCE:
                break
            await asyncio.sleep(BREATH_SECONDS)
        return gone
