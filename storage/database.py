"""The engines and the differences between SQLite and PostgreSQL. What queries speak to is `storage.connection`.

SQLite: WAL, synchronous=FULL, one writer connection under an asyncio lock with BEGIN IMMEDIATE issued by us (a deferred transaction
upgraded to a write fails at once), separate read connections. PostgreSQL: READ COMMITTED, lock and idle timeouts, asyncpg.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import engines
from storage.connection import Connection as Connection
from storage.connection import Dialect as Dialect
from storage.failures import DRIVERS, translated
from storage.urls import read_url


class Database:
    """Opened once per process. `reading()` gives one snapshot, `writing()` one transaction that commits when the block ends well."""

    def __init__(
        self, dialect: Dialect, readers: AsyncEngine, writers: AsyncEngine, url: URL, steady: AsyncEngine | None = None
    ) -> None:
        self.dialect: Dialect = dialect
        self.url = url
        self._readers = readers
        self._writers = writers
        self._steady = steady or writers
        self._writing = asyncio.Lock()

    @classmethod
    def open(cls, url: str) -> Database:
        parsed, arguments = read_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            return cls("sqlite", engines.sqlite(parsed, engines.READERS), engines.sqlite(parsed, 1), parsed)
        engine = engines.postgres(parsed, arguments)
        return cls("postgresql", engine, engine, parsed, engines.postgres(parsed, arguments, steady=True))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A read-only transaction: all it reads is of one moment."""
        begin = "BEGIN" if self.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        async with self._transaction(self._readers, begin) as connection:
            yield connection

    @asynccontextmanager
    async def asking(self, *, steady: bool = False) -> AsyncIterator[Connection]:
        """For statements that read, each for itself: they need no transaction around them. `steady`: they come all the time."""
        async with self._connected(
            self._steady if steady and self.dialect != "sqlite" else self._readers
        ) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, *, steady: bool = False) -> AsyncIterator[Connection]:
        """A transaction; commits unless the block raises. Raises DatabaseLost when the connection is gone. `steady`: of few statements
        that come all the time, planned once; on PostgreSQL it begins with its first, and one `together` may be all of it."""
        if self.dialect == "sqlite":
            async with self._writing, self._transaction(self._writers, "BEGIN IMMEDIATE") as connection:
                yield connection
        elif steady:
            async with self._transaction(self._steady, None) as connection:
                yield connection
        else:
            async with self._transaction(self._writers, "BEGIN") as connection:
                yield connection

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine, begin: str | None) -> AsyncIterator[Connection]:
        async with self._connected(engine) as connection:
            try:
                if begin is None:
                    connection.begin_late()
                else:  # inside: whoever is cancelled while it waits may find it begun all the same
                    await connection.begin(begin)
                yield connection
            except BaseException:
                await connection.roll_back()
                raise
            await connection.commit()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[Connection]:
        try:
            raw = await engine.connect()
            try:
                yield Connection(raw, self.dialect)
            finally:  # not `async with`: it gives the connection back in a task of its own, and whoever waits for the answer goes on later
                await raw.close()
        except DRIVERS as error:
            raise translated(error) from error

    async def scrub(self) -> bool:
        """SQLite: empties the log of writes, where pages stand as they were before something was deleted. False: a reader is in the way,
        later then. PostgreSQL's own cleaning does without us."""
        if self.dialect == "postgresql":
            return True
        async with self._writing, self._writers.connect() as raw:
            ((busy, *_),) = await Connection(raw, self.dialect).driver("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    async def close(self) -> None:
        for engine in (self._writers, self._readers, self._steady):
            await engine.dispose()
