"""Watches the statements of a piece of work, and asks the database how it would run them in a large office."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from msgspec import Struct
from sqlalchemy import event

from storage import tables
from storage.database import Connection, Database

# tables of which a statement may read every row: settings of an office, not what happens in it
SMALL = frozenset(
    {
        "alembic_version", "api_keys", "channels", "endpoints", "endpoint_standings", "event_head", "fields", "holds", "imports", "leases", "prunings",
        "quotation_templates", "replies", "search_chunks", "search_progress", "search_queue", "search_tail", "second_factors", "segments", "settings", "tags", "team_members",
        "teams", "templates", "users", "views",
    }
)  # fmt: skip
# their rows are few, and the condition is the index's own
PARTIAL = frozenset(
    str(index.name)
    for table in tables.metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["postgresql"]["where"] is not None
)
WATCHING: ContextVar[list[Any] | None] = ContextVar("WATCHING", default=None)
_NAMED = re.compile(r'(?:FROM|JOIN|,)\s+"?(\w+)"?\s+(?:AS\s+)?"?(\w+)"?', re.IGNORECASE)
_SCAN = re.compile(r"^SCAN (\w+)(.*)$")


class Statement(Struct, frozen=True):
    sql: str
    parameters: Sequence[Any]


@contextmanager
def watched(database: Database) -> Iterator[list[Statement]]:
    """Every SELECT that is run from here until the block ends, by SQLAlchemy or in the driver's own words; what the loops in the
    background read meanwhile is not among them."""
    seen: list[Statement] = []
    engine, real = database._readers.sync_engine, Connection.driver

    def before(_connection: Any, _cursor: Any, sql: str, parameters: Sequence[Any], _context: Any, _many: bool) -> None:
        if WATCHING.get() is seen:
            seen.append(Statement(sql, parameters))

    async def driver(self: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if WATCHING.get() is seen:
            seen.append(Statement(sql, parameters))
        return await real(self, sql, parameters)

    began = WATCHING.set(seen)
    event.listen(engine, "before_cursor_execute", before)
    Connection.driver = driver  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Connection.driver = real  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", before)
        WATCHING.reset(began)


async def pretend_large(database: Database) -> None:
    """PostgreSQL plans by its statistics: of a small table it reads everything, whatever indexes there are. SQLite plans by rule."""
    if database.dialect == "sqlite":
        return
    grown = [table.name for table in tables.metadata.sorted_tables if table.name not in SMALL]
    async with database.writing() as connection:
        await connection.driver("ANALYZE")
        dense = (
            "UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relname = ANY($1::text[]) AND relkind = 'r'"
        )
        await connection.driver(dense, [grown])
        # their indexes too: between two that look empty the planner picks either
        indexes = (
            "UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE oid IN "
            "(SELECT indexrelid FROM pg_index JOIN pg_class t ON indrelid = t.oid WHERE t.relname = ANY($1::text[]))"
        )
        await connection.driver(indexes, [grown])


async def faults(database: Database, statements: Sequence[Statement], *, from_top: bool = True) -> list[str]:
    """Which of the statements read a whole table that grows with the office, and how. `from_top`: they may walk along an index until
    they have enough; a further page may not, it must begin where the one before it ended."""
    asked = {
        statement.sql: statement for statement in statements if statement.sql.lstrip().startswith(("SELECT", "WITH"))
    }
    found = []
    for statement in asked.values():
        async with database.reading() as connection:
            scans = await _scans(connection, statement, from_top)
        found += [f"{table} is scanned{how}: {statement.sql}" for table, how in scans if table not in SMALL]
    return found


async def plan(connection: Connection, statement: Statement) -> str:
    """How the database would run it, in its own words."""
    if connection.dialect == "sqlite":
        rows = await connection.driver("EXPLAIN QUERY PLAN " + statement.sql, statement.parameters)
        return "\n".join(str(row[3]) for row in rows)
    for way in ("seqscan", "hashjoin", "mergejoin"):  # an empty table is read whole though it has an index
        await connection.driver(f"SET LOCAL enable_{way} = off")
    ((told,),) = await connection.driver("EXPLAIN (FORMAT JSON) " + statement.sql, statement.parameters)
    return told if isinstance(told, str) else json.dumps(told)


async def _scans(connection: Connection, statement: Statement, from_top: bool) -> list[tuple[str, str]]:
    told = await plan(connection, statement)
    if connection.dialect == "sqlite":
        return list(_of_sqlite(told, statement.sql, from_top))
    return list(_of_postgres(json.loads(told)[0]["Plan"], from_top, limited=False))


def _of_sqlite(told: str, sql: str, from_top: bool) -> Iterator[tuple[str, str]]:
    """A walk along an index is as bad as a scan, unless a LIMIT ends it."""
    named: dict[str, str] = {alias: table for table, alias in _NAMED.findall(sql)}
    limited = from_top and re.search(r"\bLIMIT\b", sql) is not None
    for line in told.split("\n"):
        match = _SCAN.match(line)
        if match is None or match[1] in ("json_each", "CONSTANT"):
            continue
        table, how = named.get(str(match[1]), str(match[1])), str(match[2])
        if "INDEX" in how and limited:
            continue
        if table in _derived(sql) or "SUBQUERY" in match[0]:
            continue
        yield table, how


def _derived(sql: str) -> set[str]:
    """Names of subqueries and of tables made by functions."""
    of_select = re.findall(r'\)\s+(?:AS\s+)?"?(\w+)"?', sql)
    named = re.findall(r"(?:WITH|RECURSIVE|,)\s+(\w+)\s*(?:\([\w, ]*\))?\s+AS\s+\(", sql)
    return {*of_select, *named, *re.findall(r"json_each\(\?\)\s+(\w+)", sql)}


def _of_postgres(node: dict[str, Any], from_top: bool, *, limited: bool) -> Iterator[tuple[str, str]]:
    """`limited`: a LIMIT above ends this node as soon as it has enough."""
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if kind == "Seq Scan":
        yield table, ""
    whole = "Index Cond" not in node and node.get("Index Name") not in PARTIAL
    if kind in ("Index Scan", "Index Only Scan") and whole and not limited:
        yield table, f" along {node['Index Name']}"
    streams = kind in ("Append", "Merge Append", "Incremental Sort", "Nested Loop", "Subquery Scan", "Result", "Unique")
    for child in node.get("Plans", ()):
        ends = from_top and (kind == "Limit" or (limited and streams))
        yield from _of_postgres(child, from_top, limited=ends)
