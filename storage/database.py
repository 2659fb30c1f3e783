"""The engine and the differences between SQLite and PostgreSQL, and `Connection`, the only thing queries speak to.

SQLite: WAL, synchronous=FULL, one writer connection under an asyncio lock with BEGIN IMMEDIATE issued by us (a deferred transaction
upgraded to a write fails at once), separate read connections. PostgreSQL: READ COMMITTED, lock and idle timeouts, asyncpg.

Transactions are begun and ended by us in the driver's own words, and the statements of the intake go to the driver directly: what
SQLAlchemy does around a statement costs more than the statement. Both ways of speaking share one connection and one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import Executable

from storage import engines, statements
from storage.failures import DRIVERS, translated
from storage.urls import read_url

Dialect = Literal["sqlite", "postgresql"]
Row = TypeVar("Row")

# PostgreSQL plans a statement of arrays anew each time, and reads a small table from end to end however many dead rows it holds: both
# together cost the intake a quarter of PostgreSQL's time.
STEADY = "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL random_page_cost = 1.1"
ROLLBACK_SECONDS = 2.0  # a server that does not answer must not hold whoever gives up


class Connection:
    """One connection inside one transaction. Statements are SQLAlchemy Core; rows come back as the caller's own structs."""

    __slots__ = ("_driver", "_later", "_raw", "dialect")

    def __init__(self, raw: AsyncConnection, dialect: Dialect) -> None:
        self._raw = raw
        self._driver = _driver_of(raw)
        self._later: dict[str, tuple[str, list[Any]]] = {}  # by table
        self.dialect: Dialect = dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> int:
        """Runs a statement; the number of rows it touched."""
        return (await self._run(statement, parameters)).rowcount

    async def rows(self, statement: Executable, row: type[Row], parameters: Any = None) -> list[Row]:
        """Every row as a `row`, by column name."""
        result = await self._run(statement, parameters)
        return [row(**mapping) for mapping in result.mappings()]

    async def row(self, statement: Executable, row: type[Row], parameters: Any = None) -> Row | None:
        found = (await self._run(statement, parameters)).mappings().first()
        return None if found is None else row(**found)

    async def values(self, statement: Executable, parameters: Any = None) -> list[Any]:
        """The first column of every row."""
        return list((await self._run(statement, parameters)).scalars())

    async def value(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self._run(statement, parameters)).scalar()

    async def tuples(self, statement: Executable, parameters: Any = None) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self._run(statement, parameters)]

    async def _run(self, statement: Executable, parameters: Any) -> CursorResult[Any]:
        if self._later:
            await self._catch_up()
        return await self._raw.execute(statement, parameters)

    def insert(self, table: Table) -> Any:
        """An INSERT of this dialect, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return postgresql.insert(table) if self.dialect == "postgresql" else sqlite.insert(table)

    async def driver(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A statement in the driver's own words (placeholders `$1` or `?`), which the driver keeps prepared."""
        if self._later:
            await self._catch_up()
        if self.dialect == "postgresql":
            return [tuple(row) for row in await self._driver.fetch(sql, *parameters)]
        return [tuple(row) for row in await self._driver.execute_fetchall(sql, parameters)]

    async def together(self, parts: tuple[str, ...], answer: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """PostgreSQL: `WITH parts answer`, behind all that was left for later, as one statement: every answer that is waited for
        costs a batch more than the statement itself. A part runs after them where it names `statements.BEHIND`."""
        left, self._later = tuple(self._later.values()), {}
        sql = statements.together(tuple((sql, len(given)) for sql, given in left), parts, answer)
        return await self.driver(sql, [*(value for _, given in left for value in given), *parameters])

    async def _leave(self, table: Table, sql: str, parameters: list[Any]) -> None:
        """Runs the write with the next `together`, or before whatever else comes next. A statement sees a table as it was before it, so
        only one write to each table waits."""
        if table.name in self._later:
            await self._catch_up()
        self._later[table.name] = (sql, parameters)

    async def _catch_up(self) -> None:
        left, self._later = self._later, {}
        for sql, parameters in left.values():
            await self._driver.fetch(sql, *parameters)

    async def begin(self, words: str) -> None:
        await self._do(words)

    async def commit(self) -> None:
        """Raises when a statement had failed and nobody noticed: PostgreSQL answers such a COMMIT by rolling back, silently."""
        if await self._do("COMMIT") == "ROLLBACK":
            raise RuntimeError("a statement of this transaction had failed: nothing was committed")

    async def roll_back(self) -> None:
        """A connection that cannot even roll back is never used again."""
        try:
            async with asyncio.timeout(ROLLBACK_SECONDS):
                await self._do("ROLLBACK")
        except BaseException as error:
            await self._raw.invalidate()
            if not isinstance(error, Exception):
                raise

    async def _do(self, words: str) -> str:
        if self._later and words == "COMMIT":
            await self._catch_up()
        if self.dialect == "postgresql":
            return str(await self._driver.execute(words))
        await self._driver.execute_fetchall(words)
        return words

    async def insert_many(
        self, table: Table, rows: Sequence[Mapping[str, Any]], *, ignore: bool = False, returning: str | None = None
    ) -> list[Any]:
        """Inserts all rows (same columns each) in as few statements as can be; with `ignore`, rows that meet a unique constraint
        are left out. Returns the `returning` column of the rows that went in."""
        if not rows:
            return []
        columns = tuple(rows[0])
        tail = (" ON CONFLICT DO NOTHING" if ignore else "") + (f' RETURNING "{returning}"' if returning else "")
        if self.dialect == "postgresql":
            sql, given = _insert(table, columns, rows)
            return [row[0] for row in await self.driver(sql + tail, given)]
        found: list[Any] = []
        for chunk in statements.chunks(rows, statements.SQLITE_PARAMETERS // len(columns)):
            sql = statements.values_insert(table, columns, len(chunk)) + tail
            found += [row[0] for row in await self.driver(sql, [row[c] for row in chunk for c in columns])]
        return found

    async def insert_later(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """`insert_many` whose answer nobody waits for. It must meet no constraint another transaction holds."""
        if rows and self.dialect == "postgresql":
            await self._leave(table, *_insert(table, tuple(rows[0]), rows))
        else:
            await self.insert_many(table, rows)

    async def update_many(self, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = "id") -> None:
        """Sets the given columns of many rows by their `key`, in one statement on PostgreSQL."""
        if not rows:
            return
        columns = tuple(rows[0])
        if self.dialect == "postgresql":
            await self.driver(*_update(table, columns, key, rows))
            return
        for chunk in statements.chunks(rows, statements.SQLITE_PARAMETERS // len(columns)):
            sql = statements.values_update(table, columns, key, len(chunk))
            await self.driver(sql, [row[c] for row in chunk for c in columns])

    async def update_later(self, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = "id") -> None:
        """`update_many` whose answer nobody waits for. The rows must be locked already."""
        if rows and self.dialect == "postgresql":
            await self._leave(table, *_update(table, tuple(rows[0]), key, rows))
        else:
            await self.update_many(table, rows, key=key)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        if self._later:
            await self._catch_up()
        async with self._raw.begin_nested():
            yield


class Database:
    """Opened once per process. `reading()` gives one snapshot, `writing()` one transaction that commits when the block ends well."""

    def __init__(self, dialect: Dialect, readers: AsyncEngine, writers: AsyncEngine, url: URL) -> None:
        self.dialect: Dialect = dialect
        self.url = url
        self._readers = readers
        self._writers = writers
        self._writing = asyncio.Lock()

    @classmethod
    def open(cls, url: str) -> Database:
        parsed, arguments = read_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            return cls("sqlite", engines.sqlite(parsed, engines.READERS), engines.sqlite(parsed, 1), parsed)
        engine = engines.postgres(parsed, arguments)
        return cls("postgresql", engine, engine, parsed)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A read-only transaction: all it reads is of one moment."""
        begin = "BEGIN" if self.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        async with self._transaction(self._readers, begin) as connection:
            yield connection

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Connection]:
        """For one statement that reads: it needs no transaction around it."""
        async with self._connected(self._readers) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, *, steady: bool = False) -> AsyncIterator[Connection]:
        """A transaction; commits unless the block raises. Raises DatabaseLost when the connection is gone. `steady`: of few statements
        that come all the time, planned once."""
        if self.dialect == "sqlite":
            async with self._writing, self._transaction(self._writers, "BEGIN IMMEDIATE") as connection:
                yield connection
        else:
            async with self._transaction(self._writers, STEADY if steady else "BEGIN") as connection:
                yield connection

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine, begin: str) -> AsyncIterator[Connection]:
        async with self._connected(engine) as connection:
            try:
                # inside: whoever is cancelled while it waits may find it begun all the same
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
        await self._writers.dispose()
        await self._readers.dispose()


def _insert(table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
    if statements.as_json(table, columns):
        return statements.json_insert(table, columns), [statements.json_rows(rows)]
    return statements.unnest_insert(table, columns), [[row[c] for row in rows] for c in columns]


def _update(
    table: Table, columns: tuple[str, ...], key: str, rows: Sequence[Mapping[str, Any]]
) -> tuple[str, list[Any]]:
    if statements.as_json(table, columns):
        return statements.json_update(table, columns, key), [statements.json_rows(rows)]
    return statements.unnest_update(table, columns, key), [[row[c] for row in rows] for c in columns]


def _driver_of(raw: AsyncConnection) -> Any:
    """The asyncpg or aiosqlite connection under SQLAlchemy's."""
    assert raw.sync_connection is not None
    return raw.sync_connection.connection.driver_connection
