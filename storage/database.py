"""The engine and the differences between SQLite and PostgreSQL, and `Connection`, the only thing queries speak to.

SQLite: WAL, synchronous=FULL, one writer connection under an asyncio lock with BEGIN IMMEDIATE issued by us (a deferred transaction
upgraded to a write fails at once), separate read connections. PostgreSQL: READ COMMITTED, lock and idle timeouts, asyncpg.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.sql import Executable
from sqlalchemy.types import BigInteger

Dialect = Literal["sqlite", "postgresql"]
Row = TypeVar("Row")

SQLITE_PARAMETERS = 30_000  # SQLite refuses more than 32,766 parameters in a statement
SQLITE_BUSY_MS = 10_000  # another process (`bma user add`) holds the writer for moments only
LOCK_TIMEOUT_MS = 4_000  # a forgotten lock must fail a request, not stop an inbox
IDLE_IN_TRANSACTION_MS = 15_000
READERS = 8  # connections kept for reading
WRITERS = 12  # PostgreSQL connections kept for writing


class DatabaseLost(Exception):
    """The database did not answer: nothing was committed, repeating is harmless."""


class Connection:
    """One connection inside one transaction. Statements are SQLAlchemy Core; rows come back as the caller's own structs."""

    __slots__ = ("_raw", "dialect")

    def __init__(self, raw: AsyncConnection, dialect: Dialect) -> None:
        self._raw = raw
        self.dialect: Dialect = dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> int:
        """Runs a statement; the number of rows it touched."""
        return (await self._raw.execute(statement, parameters)).rowcount

    async def rows(self, statement: Executable, row: type[Row], parameters: Any = None) -> list[Row]:
        """Every row as a `row`, by column name."""
        result = await self._raw.execute(statement, parameters)
        return [row(**mapping) for mapping in result.mappings()]

    async def row(self, statement: Executable, row: type[Row], parameters: Any = None) -> Row | None:
        found = (await self._raw.execute(statement, parameters)).mappings().first()
        return None if found is None else row(**found)

    async def values(self, statement: Executable, parameters: Any = None) -> list[Any]:
        """The first column of every row."""
        return list((await self._raw.execute(statement, parameters)).scalars())

    async def value(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self._raw.execute(statement, parameters)).scalar()

    async def tuples(self, statement: Executable, parameters: Any = None) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self._raw.execute(statement, parameters)]

    def insert(self, table: Table) -> Any:
        """An INSERT of this dialect, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return postgresql.insert(table) if self.dialect == "postgresql" else sqlite.insert(table)

    async def driver(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A statement in the driver's own words (placeholders `$1` or `?`)."""
        result = await self._raw.exec_driver_sql(sql, tuple(parameters))
        return [tuple(row) for row in result] if result.returns_rows else []

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
            if _as_json(table, columns):
                return [row[0] for row in await self.driver(_json_insert(table, columns) + tail, (_json(rows),))]
            sql = _unnest_insert(table, columns) + tail
            return [row[0] for row in await self.driver(sql, [[row[c] for row in rows] for c in columns])]
        found: list[Any] = []
        for chunk in _chunks(rows, SQLITE_PARAMETERS // len(columns)):
            sql = _values_insert(table, columns, len(chunk)) + tail
            found += [row[0] for row in await self.driver(sql, [row[c] for row in chunk for c in columns])]
        return found

    async def update_many(self, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = "id") -> None:
        """Sets the given columns of many rows by their `key`, in one statement on PostgreSQL."""
        if not rows:
            return
        columns = tuple(rows[0])
        if self.dialect == "postgresql":
            if _as_json(table, columns):
                await self.driver(_json_update(table, columns, key), (_json(rows),))
            else:
                await self.driver(_unnest_update(table, columns, key), [[row[c] for row in rows] for c in columns])
            return
        for chunk in _chunks(rows, SQLITE_PARAMETERS // len(columns)):
            sql = _values_update(table, columns, key, len(chunk))
            await self.driver(sql, [row[c] for row in chunk for c in columns])

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
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
            return cls(
                "sqlite", _sqlite_engine(parsed, READERS, "BEGIN"), _sqlite_engine(parsed, 1, "BEGIN IMMEDIATE"), parsed
            )
        engine = create_async_engine(
            parsed,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=WRITERS,
            max_overflow=READERS,
            pool_timeout=10,
            pool_recycle=1800,
            hide_parameters=True,  # errors must not carry what people wrote
            connect_args=arguments
            | {
                "timeout": 5,
                "server_settings": {
                    "application_name": "bma",
                    "lock_timeout": str(LOCK_TIMEOUT_MS),
                    "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
                    "jit": "off",
                },
            },
        )
        snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return cls("postgresql", snapshot, engine, parsed)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A read-only transaction: all it reads is of one moment."""
        try:
            async with self._readers.connect() as raw:
                yield Connection(raw, self.dialect)
        except (OSError, DBAPIError) as error:
            raise _translated(error) from error

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A transaction; commits unless the block raises. Raises DatabaseLost when the connection is gone."""
        try:
            if self.dialect == "sqlite":
                async with self._writing, self._writers.begin() as raw:
                    yield Connection(raw, self.dialect)
            else:
                async with self._writers.begin() as raw:
                    yield Connection(raw, self.dialect)
        except (OSError, DBAPIError) as error:
            raise _translated(error) from error

    async def close(self) -> None:
        await self._writers.dispose()
        await self._readers.dispose()


def read_url(url: str) -> tuple[URL, dict[str, Any]]:
    """A host's `postgres://…?sslmode=require` or `sqlite:///path`, as SQLAlchemy and the driver want it."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite"), {}
    if backend not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with {backend!r}; it must begin with postgresql:// or sqlite:///")
    query = dict(parsed.query)
    mode = str(query.pop("sslmode", "prefer"))
    for unknown in ("channel_binding", "gssencmode", "target_session_attrs", "connect_timeout"):
        query.pop(unknown, None)  # libpq's words, which asyncpg does not take
    arguments: dict[str, Any] = {}
    if mode == "disable":
        arguments["ssl"] = False
    elif mode in ("require", "verify-ca", "verify-full"):
        context = ssl.create_default_context(cafile=str(query.pop("sslrootcert", "")) or None)
        context.check_hostname = mode == "verify-full"
        if mode == "require":  # libpq's meaning: encrypted, whoever answers
            context.verify_mode = ssl.CERT_NONE
        arguments["ssl"] = context
    return parsed.set(drivername="postgresql+asyncpg", query=query), arguments


def _sqlite_engine(url: URL, size: int, begin: str) -> AsyncEngine:
    engine = create_async_engine(
        url, poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0, pool_timeout=30, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MS}")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -65536",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_ours(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _translated(error: Exception) -> Exception:
    """DatabaseLost when the connection is gone or the server is not there; else the error itself."""
    if isinstance(error, DBAPIError) and not error.connection_invalidated:
        name = type(error.orig).__name__ + str(error.orig)
        lost = (
            "ConnectionDoesNotExist",
            "CannotConnectNow",
            "AdminShutdown",
            "CrashShutdown",
            "InterfaceError",
            "connection is closed",
        )
        if not any(word in name for word in lost):
            return error
    return DatabaseLost(str(error))


def raced(error: BaseException) -> bool:
    """Whether another transaction was in the way (a deadlock, a lock not given, a unique row of the same moment): trying again helps."""
    if not isinstance(error, DBAPIError):
        return False
    name = f"{type(error).__name__} {type(error.orig).__name__} {error.orig}"
    return any(
        word in name for word in ("IntegrityError", "Deadlock", "LockNotAvailable", "Serialization", "is locked")
    )


def _array_type(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, BigInteger):
        return "bigint[]"
    if isinstance(kind, Integer):
        return "int[]"
    if isinstance(kind, Boolean):
        return "bool[]"
    if isinstance(kind, LargeBinary):
        return "bytea[]"
    if isinstance(kind, Float):
        return "float8[]"
    return "text[]"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


@functools.lru_cache(maxsize=256)
def _unnest_insert(table: Table, columns: tuple[str, ...]) -> str:
    arrays = ", ".join(f"${n}::{_array_type(table, column)}" for n, column in enumerate(columns, 1))
    return f"INSERT INTO {table.name} ({_names(columns)}) SELECT * FROM unnest({arrays})"


@functools.lru_cache(maxsize=256)
def _unnest_update(table: Table, columns: tuple[str, ...], key: str) -> str:
    arrays = ", ".join(f"${n}::{_array_type(table, column)}" for n, column in enumerate(columns, 1))
    sets = ", ".join(f'"{column}" = given."{column}"' for column in columns if column != key)
    return f'UPDATE {table.name} AS kept SET {sets} FROM unnest({arrays}) AS given({_names(columns)}) WHERE kept."{key}" = given."{key}"'


@functools.lru_cache(maxsize=256)
def _as_json(table: Table, columns: tuple[str, ...]) -> bool:
    """One JSON parameter costs the driver a fifth of arrays (3 µs a row of 22 columns instead of 15); bytes do not fit in it."""
    return not any(isinstance(table.c[column].type, LargeBinary) for column in columns)


@functools.lru_cache(maxsize=256)
def _json_insert(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({_names(columns)}) SELECT {_names(columns)} FROM {_recordset(table, columns)}"


@functools.lru_cache(maxsize=256)
def _json_update(table: Table, columns: tuple[str, ...], key: str) -> str:
    sets = ", ".join(f'"{column}" = given."{column}"' for column in columns if column != key)
    return (
        f'UPDATE {table.name} AS kept SET {sets} FROM {_recordset(table, columns)} WHERE kept."{key}" = given."{key}"'
    )


def _recordset(table: Table, columns: tuple[str, ...]) -> str:
    types = ", ".join(f'"{column}" {_array_type(table, column).removesuffix("[]")}' for column in columns)
    return f"json_to_recordset($1::text::json) AS given({types})"


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()


@functools.lru_cache(maxsize=2048)
def _values_insert(table: Table, columns: tuple[str, ...], count: int) -> str:
    one = "(" + ", ".join("?" * len(columns)) + ")"
    return f"INSERT INTO {table.name} ({_names(columns)}) VALUES {', '.join([one] * count)}"


@functools.lru_cache(maxsize=2048)
def _values_update(table: Table, columns: tuple[str, ...], key: str, count: int) -> str:
    one = "(" + ", ".join("?" * len(columns)) + ")"
    place = {column: f"given.column{n}" for n, column in enumerate(columns, 1)}
    sets = ", ".join(f'"{column}" = {place[column]}' for column in columns if column != key)
    return f'UPDATE {table.name} SET {sets} FROM (VALUES {", ".join([one] * count)}) AS given WHERE {table.name}."{key}" = {place[key]}'


def _chunks(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
