"""Whole tables out of a database and into another, in pieces: for backups. In the drivers' own words, because a million rows pass here.

Values cross between SQLite and PostgreSQL as what msgpack knows; the one difference is that SQLite keeps yes and no as 1 and 0.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table, func, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import table

from storage.database import Connection
from storage.tables import leases, messages, metadata, processes

ROWS = 1_000  # fetched at once
LARGE_ROWS = 50  # likewise of tables that hold bytes: a webhook may have 3 MB
PASSING = frozenset({leases.name, processes.name})  # what only the running processes mean
MADE_BY_MIGRATING = frozenset({"alembic_version", "event_head"})
NAMES_A_FILE = ("blob", "thumbnail")  # every column so called holds a key of the store

Kinds = list[tuple[str, str]]  # columns: name and text, integer, float, boolean or bytes


def kept() -> dict[str, Kinds]:
    """What a backup holds, in an order in which nothing names a row that comes later."""
    return {str(each.name): [(str(c.name), _kind(c.type)) for c in each.columns] for each in _tables()}


def file_columns(name: str) -> list[int]:
    """The places of the columns that name files."""
    return [place for place, c in enumerate(metadata.tables[name].columns) if c.name in NAMES_A_FILE]


async def read(connection: Connection, name: str) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Every row of a table, some at a time."""
    found = metadata.tables[name]
    size = LARGE_ROWS if any(isinstance(c.type, LargeBinary) for c in found.columns) else ROWS
    quoted = ", ".join(f'"{c.name}"' for c in found.columns)
    sql = f'SELECT {quoted} FROM "{found.name}"'  # noqa: S608 (names of our schema)
    if connection.dialect == "postgresql":
        cursor = await _driver(connection).cursor(sql)
        while rows := await cursor.fetch(size):
            yield [tuple(row) for row in rows]
        return
    async with _driver(connection).execute(sql) as cursor:
        while rows := await cursor.fetchmany(size):
            yield rows


async def write(connection: Connection, table_name: str, kinds: Kinds, rows: Sequence[Sequence[Any]]) -> None:
    """`kinds`: the columns of the rows, as the backup tells them."""
    truths = {place for place, (_, kind) in enumerate(kinds) if kind == "boolean"}
    names, values = [name for name, _ in kinds], list(_typed(rows, truths))
    if connection.dialect == "postgresql":
        await _driver(connection).copy_records_to_table(table_name, records=values, columns=names)
        return
    quoted, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    sql = f'INSERT INTO "{table_name}" ({quoted}) VALUES ({marks})'  # noqa: S608 (names of our schema, checked before)
    await _driver(connection).executemany(sql, values)


async def count(connection: Connection, name: str) -> int:
    return int(await connection.value(select(func.count()).select_from(table(name))))


async def holding(connection: Connection) -> list[str]:
    """The tables that hold anything, beside what a migration puts there. Of any schema, an older one too."""
    names = await _raw(connection).run_sync(lambda raw: inspect(raw).get_table_names())
    found = []
    for name in sorted(set(names) - MADE_BY_MIGRATING - PASSING):
        if await connection.value(select(1).select_from(table(name)).limit(1)) is not None:
            found.append(name)
    return found


async def columns(connection: Connection) -> dict[str, set[str]]:
    """Of every table there is."""
    found = await _raw(connection).run_sync(lambda raw: inspect(raw).get_multi_columns())
    return {name: {each["name"] for each in columns} for (_, name), columns in found.items()}


async def take_patience(connection: Connection) -> None:
    """This transaction may be idle for long while files pass, and rows may come before those they name."""
    if connection.dialect == "postgresql":
        await connection.driver("SET LOCAL idle_in_transaction_session_timeout = 0")
    else:
        await connection.driver("PRAGMA defer_foreign_keys = ON")


async def clear_head(connection: Connection) -> None:
    await connection.driver("DELETE FROM event_head")


async def doubt_unsent(connection: Connection, now: int, fault: str, *, scheduled: bool) -> int:
    """Calls unknown what waited to be sent by `now` (ms): since the backup it may have been. `scheduled`: this schema knows messages
    written ahead. Returns how many messages."""
    waiting = messages.c.due_at.is_not(None) & messages.c.status.in_(("queued", "sending"))
    doubted = {"status": "unknown", "error": fault, "due_at": None, "claimed_by": None}
    statement = update(messages).where(waiting)
    if scheduled:
        statement = statement.where(messages.c.scheduled_for.is_(None) | (messages.c.scheduled_for <= now))
    return await connection.execute(statement.values(version=messages.c.version + 1, **doubted))


def _driver(connection: Connection) -> Any:
    return connection._driver


def _raw(connection: Connection) -> AsyncConnection:
    return connection._raw


def _tables() -> list[Table]:
    return [each for each in metadata.sorted_tables if each.name not in PASSING]


def _typed(rows: Sequence[Sequence[Any]], truths: set[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield [bool(v) if n in truths and v is not None else v for n, v in enumerate(row)] if truths else row


def _kind(type_: Any) -> str:
    for kind, name in ((Boolean, "boolean"), (Integer, "integer"), (Float, "float"), (LargeBinary, "bytes")):
        if isinstance(type_, kind):
            return name
    return "text"
