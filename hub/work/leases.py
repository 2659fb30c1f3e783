"""Who does a piece of work: one process at a time, by a lease in the database.

A holder that dies is followed within LEASE_MS. A holder that was merely slow finds out in the transaction itself (`fence`), so it never
records a claim on what another process owns by now.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hub.transaction import Transactions, milliseconds
from storage.database import Connection, Database
from storage.failures import DatabaseLost
from storage.running import leases

LEASE_MS = 15_000
RENEW_SECONDS = 5.0

log = logging.getLogger(__name__)


def new_holder() -> str:
    """Names this process: the machine since its start and the process namespace, the process, and something nobody has twice."""
    return f"{_place()}:{os.getpid()}:{secrets.token_hex(8)}"


def is_dead(holder: str) -> bool:
    """Whether a holder was a process of this very place that no longer runs. Of another place nothing is known."""
    place, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if place != _place() or not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Queue(Protocol):
    """Rows that are claimed, by the module that keeps them."""

    async def holders(self, connection: Connection, /) -> list[str]: ...

    async def release(self, connection: Connection, holder: str, now: int, /) -> object: ...


async def release_dead(transactions: Transactions, queue: Queue) -> None:
    """What a process that crashed here was at goes on at once."""
    async with transactions.begin() as tx:
        for holder in await queue.holders(tx.connection):
            if is_dead(holder):
                await queue.release(tx.connection, holder, tx.now)


@functools.cache
def _place() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
        marks = (boot, str(Path("/proc/self/ns/pid").readlink()))
    except OSError:  # no Linux: expiry alone decides
        marks = (secrets.token_hex(8), "")
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]


class Lease:
    """`name`: what is leased; `holder`: this process, by an id no other has."""

    def __init__(
        self,
        database: Database,
        name: str,
        holder: str,
        now: Callable[[], int] = milliseconds,
        *,
        lease_ms: int = LEASE_MS,
    ) -> None:
        self.name = name
        self.holder = holder
        self._database = database
        self._now = now
        self._ms = lease_ms
        self._until = 0

    @property
    def held(self) -> bool:
        """What this process believes; the truth is in `fence`."""
        return self._now() < self._until

    def holds_for(self, ms: int) -> bool:
        """Whether it is ours for so long still: nobody else takes it in the meantime."""
        return self._now() + ms < self._until

    async def take(self) -> bool:
        """Takes or renews it. A database that does not answer changes nothing: the lease runs on until it expires."""
        now = self._now()
        try:
            async with self._database.writing() as connection:
                taken = await leases.take(connection, self.name, self.holder, now, now + self._ms)
                if not taken:
                    taken = await self._take_from_dead(connection, now + self._ms)
        except DatabaseLost:
            return self.held
        self._until = now + self._ms if taken else 0
        return taken

    async def _take_from_dead(self, connection: Connection, until: int) -> bool:
        """A process restarted after a crash goes on at once instead of waiting for its own lease to expire."""
        other = await leases.holder_of(connection, self.name)
        if other is None or not is_dead(other):
            return False
        return await leases.take_from(connection, self.name, other, self.holder, until)

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
