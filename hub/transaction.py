"""One unit of work: a connection and the events it announces. They are encoded, appended last, committed, and handed on after commit.

Only the edges begin one: a web resource, a live command, a worker's step, the intake. Verbs get it passed.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import msgspec

from hub.boundaries import cross
from hub.wire.events import Event, InternalEvent
from storage import event_log
from storage.database import Connection, Database
from storage.event_log import Entry

_encoder = msgspec.json.Encoder()


class Commit(msgspec.Struct, frozen=True):
    """What one commit appended: handed to the broker as a hint."""

    epoch: str
    entries: list[Entry]


HandOn = Callable[[Commit], None]


class Transaction:
    """`now`: the one time of everything done in it (ms)."""

    __slots__ = ("_afterwards", "_announced", "_appended", "commit", "connection", "now")

    def __init__(self, connection: Connection, now: int) -> None:
        self.connection = connection
        self.now = now
        self.commit: Commit | None = None  # what was appended; None while it is not committed
        self._announced: list[tuple[str, str, bytes]] = []
        self._appended: Commit | None = None
        self._afterwards: list[Callable[[], None]] = []

    def announce(self, event: Event | InternalEvent, audience: Iterable[str]) -> None:
        """Tells `audience` (keys of `hub.permissions`) of a change, if and when this commits."""
        body = _encoder.encode(event)
        self._announced.append((event.__struct_config__.tag, " ".join(audience), body))  # type: ignore[arg-type]

    def afterwards(self, act: Callable[[], None]) -> None:
        """Runs `act` after the commit (to wake a worker): it must not fail and must not wait."""
        self._afterwards.append(act)

    async def append(self, *, last: bool = False) -> None:
        """Writes to the log what was announced so far. It takes the head's lock, which is held until the commit: what is read after it
        sees every commit before it, and nothing that may wait for another lock may follow. Not inside a savepoint. `last`: nothing
        follows but the commit, which may come with it (see `Connection.together`)."""
        if not self._announced:
            return
        epoch, entries = await event_log.append(self.connection, self._announced, self.now, last=last)
        before = self._appended.entries if self._appended else []
        self._announced, self._appended = [], Commit(epoch, before + entries)

    @property
    def announced(self) -> list[tuple[str, str, bytes]]:
        return self._announced


class Transactions:
    """Begins transactions on a database. `hand_on` gets every commit that announced something; it must not wait."""

    def __init__(self, database: Database, hand_on: HandOn) -> None:
        self.database = database
        self._hand_on = hand_on

    @asynccontextmanager
    async def begin(self, *, steady: bool = False) -> AsyncIterator[Transaction]:
        """`steady`: see `Database.writing`."""
        async with self.database.writing(steady=steady) as connection:
            tx = Transaction(connection, milliseconds())
            yield tx
            cross("before_commit")  # before the log is appended to: that may be the commit
            await tx.append(last=True)
        tx.commit = tx._appended
        cross("after_commit")
        if tx.commit is not None:
            self._hand_on(tx.commit)
        for act in tx._afterwards:
            act()


def milliseconds() -> int:
    return time.time_ns() // 1_000_000
