"""Who does a piece of work: one process at a time, by a lease in the database.

A holder that dies is followed within LEASE_MS. A holder that was merely slow finds out in the transaction itself (`fence`), so it never
records a claim on what another process owns by now.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable

from hub.transaction import milliseconds
from storage import leases
from storage.database import Connection, Database, DatabaseLost

LEASE_MS = 15_000
RENEW_SECONDS = 5.0

log = logging.getLogger(__name__)


class Lease:
    """`name`: what is leased; `holder`: this process, by an id no other has."""

    def __init__(self, database: Database, name: str, holder: str, now: Callable[[], int] = milliseconds) -> None:
        self.name = name
        self.holder = holder
        self._database = database
        self._now = now
        self._until = 0

    @property
    def held(self) -> bool:
        """What this process believes; the truth is in `fence`."""
        return self._now() < self._until

    async def take(self) -> bool:
        """Takes or renews it. A database that does not answer changes nothing: the lease runs on until it expires."""
        now = self._now()
        try:
            async with self._database.writing() as connection:
                taken = await leases.take(connection, self.name, self.holder, now, now + LEASE_MS)
        except DatabaseLost:
            return self.held
        self._until = now + LEASE_MS if taken else 0
        return taken

    async def fence(self, connection: Connection) -> bool:
        """In the transaction of a claim: False when another process has taken over."""
        still = await leases.fence(connection, self.name, self.holder)
        if not still:
            log.warning("lost the lease %s", self.name)
            self._until = 0
        return still

    async def give_up(self) -> None:
        """So that another process goes on at once."""
        self._until = 0
        with contextlib.suppress(DatabaseLost):  # it expires by itself
            async with self._database.writing() as connection:
                await leases.give_up(connection, self.name, self.holder)
