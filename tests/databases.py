"""An empty, migrated database for each test. On PostgreSQL one database is emptied again and again: making one takes longer than most tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg

from storage import migrations
from tests.services import Postgres

TEMPLATE = "template_bma"
ROWS_BYTES = 64 * 1024  # deleting the rows of a smaller table is faster than giving it a new file

# Everything but rows: what a test must leave as it was, else the next gets a database made anew.
FORM = """
SELECT concat_ws(' ',
    (SELECT count(*) || '/' || max(oid) FROM pg_class), (SELECT count(*) || '/' || max(oid) FROM pg_constraint),
    (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_namespace),
    (SELECT count(*) FROM pg_statistic), (SELECT count(*) FROM pg_db_role_setting),
    (SELECT sum(hashtext(concat_ws(' ', attrelid, attname, atttypid, atttypmod, attnotnull, atthasdef))) FROM pg_attribute))
"""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# the rows of a table as a statement that inserts them
ROWS = """
SELECT format('INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %L)', json_agg(t)) FROM {0} t HAVING count(*) > 0
"""
OTHERS_OUT = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Slate:
    """One database of one test process. `wiped()` ends whatever is still connected to it, empties it and gives its URL."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._name = f"test_{os.getpid()}"
        self._loop = asyncio.new_event_loop()
        self._line: asyncpg.Connection | None = None
        self._tables: list[str] = []
        self._form = ""
        self._first_rows: list[str] = []
        self._do(_told(server, f"CREATE DATABASE {TEMPLATE}"))
        migrations.upgrade(self._server.url_of(TEMPLATE))

    def wiped(self) -> str:
        self._do(self._wipe())
        return self._server.url_of(self._name)

    def close(self) -> None:
        self._do(self._hang_up())
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop.run_until_complete(work)

    async def _wipe(self) -> None:
        if self._line is None or self._line.is_closed() or not await self._wiped(self._line):
            await self._make()

    async def _wiped(self, line: asyncpg.Connection) -> bool:
        """False when only a new database will do."""
        try:
            await line.execute(OTHERS_OUT)
            if await line.fetchval(FORM) != self._form:
                return False
            sizes = ", ".join(
                f"CASE WHEN EXISTS (SELECT FROM {name}) THEN pg_relation_size('{name}') END" for name in self._tables
            )
            found = zip(self._tables, await line.fetchrow(f"SELECT {sizes}"), strict=True)
            used = [(name, size) for name, size in found if size is not None]
            large = [name for name, size in used if size > ROWS_BYTES]
            statements = [f"TRUNCATE {', '.join(large)} CASCADE"] if large else []
            statements += [f"DELETE FROM {name}" for name, _ in used if name not in large]
            await line.execute("; ".join(["BEGIN", *statements, *self._first_rows, "COMMIT"]))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # the test broke the server, and mended it
            return False
        return True

    async def _make(self) -> None:
        await self._hang_up()
        await _told(self._server, f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        await _told(self._server, f"CREATE DATABASE {self._name} TEMPLATE {TEMPLATE}")
        # no foreign key asks in which order rows go
        self._line = await asyncpg.connect(
            self._server.url_of(self._name), server_settings={"session_replication_role": "replica", "jit": "off"}
        )
        self._form = await self._line.fetchval(FORM)
        self._tables = [row[0] for row in await self._line.fetch(TABLES)]
        rows = [await self._line.fetchval(ROWS.format(name)) for name in self._tables]
        self._first_rows = [statement for statement in rows if statement]

    async def _hang_up(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._line.close()
        self._line = None


def tell(server: Postgres, statement: str) -> None:
    """What concerns whole databases, and so is said to the server outside of them. In a thread: a test may be in a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _told(server, statement)).result()


async def _told(server: Postgres, statement: str) -> None:
    line = await asyncpg.connect(server.url)
    await line.execute(statement)
    await line.close()
