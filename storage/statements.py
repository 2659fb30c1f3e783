"""The SQL that writes many rows at once, in the words of each database. Table and column names are our schema's, never input."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table
from sqlalchemy.types import BigInteger

PLACEHOLDER = re.compile(r"\$(\d+)")
BEHIND = "/* behind all that was left for later */ true"
GIVEN = "was_"  # before a column's name: what it is expected to hold
SQLITE_PARAMETERS = 30_000  # SQLite refuses more than 32,766 parameters in a statement


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
def unnest_insert(table: Table, columns: tuple[str, ...]) -> str:
    arrays = ", ".join(f"${n}::{_array_type(table, column)}" for n, column in enumerate(columns, 1))
    return f"INSERT INTO {table.name} ({_names(columns)}) SELECT * FROM unnest({arrays})"


@functools.lru_cache(maxsize=256)
def unnest_update(table: Table, columns: tuple[str, ...], key: str) -> str:
    arrays = ", ".join(f"${n}::{_array_type(table, column)}" for n, column in enumerate(columns, 1))
    sets = ", ".join(f'"{column}" = given."{column}"' for column in columns if column != key)
    return f'UPDATE {table.name} AS kept SET {sets} FROM unnest({arrays}) AS given({_names(columns)}) WHERE kept."{key}" = given."{key}"'


@functools.lru_cache(maxsize=256)
def as_json(table: Table, columns: tuple[str, ...]) -> bool:
    """One JSON parameter costs the driver a fifth of arrays (3 µs a row of 22 columns instead of 15); bytes do not fit in it."""
    return not any(isinstance(table.c[column].type, LargeBinary) for column in columns)


@functools.lru_cache(maxsize=256)
def json_insert(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({_names(columns)}) SELECT {_names(columns)} FROM {_recordset(table, columns)}"


@functools.lru_cache(maxsize=256)
def json_update(table: Table, columns: tuple[str, ...], key: str) -> str:
    """Columns named `was_…` are not set: the row must hold what they say, else it is left alone."""
    return (
        f"UPDATE {table.name} AS kept SET {_sets(columns, key)} "
        f'FROM {_recordset(table, columns)} WHERE kept."{key}" = given."{key}"{_expected(columns)}'
    )


@functools.lru_cache(maxsize=64)
def json_look(table: Table, columns: tuple[str, ...], key: str) -> str:
    """One row for each of those given that is as its columns `was_…` say."""
    given = _recordset(table, columns)
    return f'SELECT 1 FROM {given} JOIN {table.name} AS kept ON kept."{key}" = given."{key}"{_expected(columns)}'


def _sets(columns: Iterable[str], key: str) -> str:
    return ", ".join(f'"{c}" = given."{c}"' for c in columns if c != key and not c.startswith(GIVEN))


def _expected(columns: Iterable[str]) -> str:
    wanted = [column for column in columns if column.startswith(GIVEN)]
    return "".join(f' AND kept."{column.removeprefix(GIVEN)}" = given."{column}"' for column in wanted)


def _recordset(table: Table, columns: tuple[str, ...]) -> str:
    types = ", ".join(f'"{c}" {_array_type(table, c.removeprefix(GIVEN)).removesuffix("[]")}' for c in columns)
    return f"json_to_recordset($1::text::json) AS given({types})"


def json_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()


@functools.lru_cache(maxsize=2048)
def values_insert(table: Table, columns: tuple[str, ...], count: int) -> str:
    one = "(" + ", ".join("?" * len(columns)) + ")"
    return f"INSERT INTO {table.name} ({_names(columns)}) VALUES {', '.join([one] * count)}"


@functools.lru_cache(maxsize=2048)
def values_update(table: Table, columns: tuple[str, ...], key: str, count: int) -> str:
    """For SQLite; see `json_update`."""
    given, place = _values(columns, count)
    sets = ", ".join(f'"{c}" = {place[c]}' for c in columns if c != key and not c.startswith(GIVEN))
    return f"UPDATE {table.name} SET {sets} FROM {given} WHERE {_alike(table, key, place)}"


@functools.lru_cache(maxsize=2048)
def values_look(table: Table, columns: tuple[str, ...], key: str, count: int) -> str:
    """For SQLite; see `json_look`."""
    given, place = _values(columns, count)
    return f"SELECT 1 FROM {given} JOIN {table.name} ON {_alike(table, key, place)}"


def _values(columns: tuple[str, ...], count: int) -> tuple[str, dict[str, str]]:
    """The table of all values, and where each column lies in it."""
    one = "(" + ", ".join("?" * len(columns)) + ")"
    place = {column: f"given.column{n}" for n, column in enumerate(columns, 1)}
    return f"(VALUES {', '.join([one] * count)}) AS given", place


def _alike(table: Table, key: str, place: Mapping[str, str]) -> str:
    wanted = {key: place[key]} | {c.removeprefix(GIVEN): at for c, at in place.items() if c.startswith(GIVEN)}
    return " AND ".join(f'{table.name}."{column}" = {at}' for column, at in wanted.items())


@functools.lru_cache(maxsize=512)
def together(left: tuple[tuple[str, int, bool], ...], parts: tuple[str, ...], answer: str) -> str:
    """One PostgreSQL statement of what was `left` for later and of `parts` and `answer`, which may name BEHIND to run when that has run. Each of
    `left` comes with the number of its parameters, which come first, and whether one more parameter says how many rows it must find:
    otherwise the statement divides by zero."""
    first, written, ran = 0, [], []
    for n, (sql, parameters, exact) in enumerate(left):
        written.append(f"later{n} AS ({_renumbered(sql, first)})")
        first += parameters + exact
        short = f"CASE WHEN count(*) = ${first}::int THEN 1 ELSE 1 / (count(*) - count(*)) END" if exact else "count(*)"
        ran.append(f"(SELECT {short} FROM later{n}) >= 0")
    *own, said = (_renumbered(sql, first).replace(BEHIND, " AND ".join(ran) or "true") for sql in (*parts, answer))
    return f"WITH {', '.join([*written, *own])} {said}"


def _renumbered(sql: str, first: int) -> str:
    return PLACEHOLDER.sub(lambda found: f"${int(found.group(1)) + first}", sql) if first else sql


def chunks(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
