"""`Connection`, the only thing queries speak to: one connection inside one transaction.

Transactions are begun and ended by us in the driver's own words, and the statements of the intake go to the driver directly: what
SQLAlchemy does around a statement costs more than the statement. Both ways of speaking share one connection and one transaction.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, NamedTuple, TypeVar

import asyncpg
from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from storage import statements
from storage.failures import Overtaken

Dialect = Literal["sqlite", "postgresql"]
Row = TypeVar("Row")

ROLLBACK_SECONDS = 2.0  # a server that does not answer must not hold whoever gives up


class Stage(enum.Enum):
    """Where a connection's transaction stands. `awaited`: it begins with the first statement, if there is one; `over`: its one statement
    has committed it."""

    AWAITED = 0
    BEGUN = 1
    OVER = 2


class Later(NamedTuple):
    """A statement that waits for `together`. `rows`: how many it must find, where that is known."""

    sql: str
    parameters: list[Any]
    rows: int | None


class Connection:
    """One connection inside one transaction. Statements are SQLAlchemy Core; rows come back as the caller's own structs."""

    __slots__ = ("_driver", "_later", "_raw", "_ready", "_stage", "dialect")

    def __init__(self, raw: AsyncConnection, dialect: Dialect) -> None:
        self._raw = raw
        self._driver = _driver_of(raw)
        self._stage = Stage.BEGUN
        self._later: dict[str, Later] = {}  # by table
        self._ready = True  # begun, and nothing left for later
        self.dialect: Dialect = dialect

    @property
    def over(self) -> bool:
        """It has committed already: see `together`."""
        return self._stage is Stage.OVER

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
        if not self._ready:
            await self._catch_up()
        return await self._raw.execute(statement, parameters)

    def insert(self, table: Table) -> Any:
        """An INSERT of this dialect, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return postgresql.insert(table) if self.dialect == "postgresql" else sqlite.insert(table)

    async def driver(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A statement in the driver's own words (placeholders `$1` or `?`), which the driver keeps prepared."""
        if not self._ready:
            await self._catch_up()
        if self.dialect == "postgresql":
            return [tuple(row) for row in await self._driver.fetch(sql, *parameters)]
        return [tuple(row) for row in await self._driver.execute_fetchall(sql, parameters)]

    async def together(
        self, parts: tuple[str, ...], answer: str, parameters: Sequence[Any], *, last: bool = False
    ) -> list[tuple[Any, ...]]:
        """PostgreSQL: `WITH parts answer`, behind all that was left for later, as one statement: every answer that is waited for
        costs a batch more than the statement itself. A part runs after them where it names `statements.BEHIND`. `last`: nothing follows;
        where nothing came before either, the statement is the transaction. Raises Overtaken."""
        left, self._later = tuple(self._later.values()), {}
        sql = statements.together(tuple((t.sql, len(t.parameters), t.rows is not None) for t in left), parts, answer)
        given = [value for t in left for value in (*t.parameters, *(() if t.rows is None else (t.rows,)))]
        try:
            if last and self._stage is Stage.AWAITED:
                found = await self._driver.fetch(sql, *given, *parameters)
                self._stage = Stage.OVER
                return [tuple(row) for row in found]
            return await self.driver(sql, [*given, *parameters])
        except asyncpg.DivisionByZeroError as error:
            raise Overtaken from error

    async def _leave(self, table: Table, sql: str, parameters: list[Any], rows: int | None = None) -> None:
        """Runs the statement with the next `together`, or before whatever else comes next. A statement sees a table as it was before it,
        so only one write to each table waits."""
        if table.name in self._later:
            await self._catch_up()
        self._later[table.name] = Later(sql, parameters, rows)
        self._ready = False

    async def _catch_up(self) -> None:
        """Begins what is to be begun, and runs what was left for later."""
        if self._stage is Stage.OVER:
            raise RuntimeError("this transaction has ended")
        if self._stage is Stage.AWAITED:
            self._stage = Stage.BEGUN  # first: whoever is cancelled while it waits may find it begun all the same
            await self._do("BEGIN")
        left, self._later = self._later, {}
        self._ready = True
        if len(left) == 1:
            ((sql, parameters, rows),) = left.values()
            found = await self._driver.fetch(sql, *parameters)
            if rows is not None and len(found) != rows:
                raise Overtaken
        elif left:
            self._later = left
            await self.together((), f"SELECT 1 WHERE {statements.BEHIND}", ())

    async def begin(self, words: str) -> None:
        await self._do(words)

    def begin_late(self) -> None:
        """PostgreSQL: with the first statement."""
        self._stage, self._ready = Stage.AWAITED, False

    async def commit(self) -> None:
        """Raises when a statement had failed and nobody noticed: PostgreSQL answers such a COMMIT by rolling back, silently."""
        if self._later:
            try:
                await self._catch_up()
            except BaseException:
                await self.roll_back()
                raise
        if self._stage is Stage.BEGUN and await self._do("COMMIT") == "ROLLBACK":
            raise RuntimeError("a statement of this transaction had failed: nothing was committed")

    async def roll_back(self) -> None:
        """A connection that cannot even roll back is never used again."""
        if self._stage is not Stage.BEGUN:
            return
        try:
            async with asyncio.timeout(ROLLBACK_SECONDS):
                await self._do("ROLLBACK")
        except BaseException as error:
            await self._raw.invalidate()
            if not isinstance(error, Exception):
                raise

    async def _do(self, words: str) -> str:
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
            sql, given = _insert(table, tuple(rows[0]), rows)
            await self._leave(table, f"{sql} RETURNING 1", given)
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
            sql, given = _update(table, tuple(rows[0]), key, rows)
            await self._leave(table, f"{sql} RETURNING 1", given)
        else:
            await self.update_many(table, rows, key=key)

    async def update_expected(self, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = "id") -> None:
        """`update_later` of rows that nobody has locked: where a row is not as its columns `was_…` say, all fails with Overtaken, now or
        later. The rows must come in the order of their keys, in which they are locked."""
        await self._expect(table, rows, key, changing=True)

    async def expect(self, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = "id") -> None:
        """The same without a change: the rows are as their columns `was_…` say, at the moment of the next write."""
        await self._expect(table, rows, key, changing=False)

    async def _expect(self, table: Table, rows: Sequence[Mapping[str, Any]], key: str, *, changing: bool) -> None:
        columns, found = tuple(rows[0]), 0
        if self.dialect == "postgresql":
            sql = statements.json_update(table, columns, key) + " RETURNING 1"
            sql = sql if changing else statements.json_look(table, columns, key)
            await self._leave(table, sql, [statements.json_rows(rows)], len(rows))
            return
        for chunk in statements.chunks(rows, statements.SQLITE_PARAMETERS // len(columns)):
            sql = statements.values_update(table, columns, key, len(chunk)) + " RETURNING 1"
            sql = sql if changing else statements.values_look(table, columns, key, len(chunk))
            found += len(await self.driver(sql, [row[c] for row in chunk for c in columns]))
        if found != len(rows):
            raise Overtaken

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        if not self._ready:
            await self._catch_up()
        async with self._raw.begin_nested():
            yield


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
