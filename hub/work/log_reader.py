"""Reads the event log on behalf of a piece of work, from where it stood: one process at a time, by lease.

What is done about a stretch and how far the reader has come are one transaction (`keep`), so a kill at any instant neither leaves
anything out nor does it twice. Stretches nobody had to do anything about are written down now and then (`passed`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from msgspec import Struct

from hub.transaction import milliseconds
from hub.work.leases import RENEW_SECONDS, Lease
from storage import event_log
from storage.database import Connection, Database
from storage.event_log import Entry
from storage.running import log_cursors

BATCH = 200  # events of one stretch
SPAN = 5_000  # of the log looked through for them
GATHER_SECONDS = 0.2  # what comes within it is read together
UNWRITTEN = 1_000  # events nothing was done about, after which it is written down that they have been seen


class Stretch(Struct, frozen=True, kw_only=True):
    """The entries up to and with number `reached`. `more`: whether there are others behind it."""

    written: int | None  # where the cursor stood
    reached: int
    entries: Sequence[Entry] = ()
    more: bool = False


class LogReader:
    """`name`: of the lease and of the cursor; `holder`: this process; `types`: of the events it is told of."""

    def __init__(self, database: Database, name: str, holder: str, types: Collection[str]) -> None:
        self._database = database
        self._name = name
        self._types = types
        self._lease = Lease(database, name, holder)
        self._asked = -RENEW_SECONDS  # when the lease was last taken or asked for
        self._seen = 0  # how far this process has come, since it has the lease

    async def next(self) -> Stretch | None:
        """What has come since; None when nothing has, or another process reads. The first time it begins at the end of the log."""
        if not await self._behind() or not await self.owned():
            return None
        await asyncio.sleep(GATHER_SECONDS)
        async with self._database.reading() as connection:
            written, head = await log_cursors.get(connection, self._name), (await event_log.head(connection)).seq
            if written is None or written > head:
                return Stretch(written=written, reached=head)
            start = self._start(written, head)
            entries = await event_log.read_types(connection, start, min(start + SPAN, head), self._types, BATCH)
        reached = entries[-1].seq if len(entries) == BATCH else min(start + SPAN, head)
        return Stretch(written=written, reached=reached, entries=entries, more=reached < head)

    async def keep(self, connection: Connection, stretch: Stretch) -> bool:
        """In the transaction that does what the stretch asks for, before anything else of it. False when another process reads now."""
        if not await self._lease.fence(connection):
            return False
        await log_cursors.move(connection, self._name, stretch.reached, milliseconds())
        return True

    async def fence(self, connection: Connection) -> bool:
        """For what is done without a stretch: False when another process reads now."""
        return await self._lease.fence(connection)

    async def passed(self, stretch: Stretch) -> None:
        """The stretch was kept, or nothing had to be done about it."""
        if stretch.written is None or not 0 <= stretch.reached - stretch.written < UNWRITTEN:
            async with self._database.writing() as connection:
                if not await self.keep(connection, stretch):
                    return
        self._seen = stretch.reached

    async def owned(self) -> bool:
        """Whether this process is the one that reads; takes and renews the lease."""
        now = asyncio.get_running_loop().time()
        if now - self._asked >= RENEW_SECONDS:
            self._asked = now
            held = self._lease.held
            await self._lease.take()
            self._seen = self._seen if held else 0
        return self._lease.held

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _behind(self) -> bool:
        async with self._database.reading() as connection:
            written, head = await log_cursors.get(connection, self._name), (await event_log.head(connection)).seq
        return written is None or written > head or self._start(written, head) < head

    def _start(self, written: int, head: int) -> int:
        """A database restored under our feet is shorter than what we have seen."""
        return max(written, self._seen) if self._seen <= head else written
