"""Migrations: `upgrade` brings a database to the newest schema, `state` tells whether it is there. Blocking: call them in a thread.

An upgrade is one transaction on both databases: one that fails half way leaves everything as it was. Of an embedded database a copy is
made before, because nobody else has one.
"""

from __future__ import annotations

import asyncio
import functools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct, structs
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Connection, Database
from storage.event_log import make_head
from storage.urls import read_url

SCRIPTS = Path(__file__).parent


class State(Struct, frozen=True):
    """`found` is the revision the database is at (None: empty), `newest` the one this code knows. `copy`: the embedded database as it
    was before this upgrade."""

    found: str | None
    newest: str
    copy: Path | None = None

    @property
    def current(self) -> bool:
        return self.found == self.newest


def upgrade(url: str) -> State:
    """Runs what is missing and makes the log's head. Must not be called from a running event loop."""
    parsed, _ = read_url(url)
    copy = None
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        file = Path(parsed.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        before = state(url) if file.exists() else None
        if before is not None and before.found is not None and not before.current:
            copy = _copied(file, before.found)
    command.upgrade(_config(url), "head")
    asyncio.run(_prepare(url))
    return structs.replace(state(url), copy=copy)


def known(revision: str) -> bool:
    return revision in {script.revision for script in ScriptDirectory.from_config(_config("")).walk_revisions()}


def begin_at(url: str, revision: str) -> None:
    """Brings a database that holds nothing to exactly this revision, whatever it was at."""
    parsed, _ = read_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    if asyncio.run(_revision(url)) not in (None, revision):
        asyncio.run(_empty(url))
    command.upgrade(_config(url), revision)
    asyncio.run(_prepare(url))


def state(url: str) -> State:
    return State(asyncio.run(_revision(url)), newest())


async def revision(connection: Connection) -> str | None:
    """What the database is at, read on a connection at hand."""
    rows = await connection.driver("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


@functools.cache
def newest() -> str:
    return ScriptDirectory.from_config(_config("")).get_current_head() or ""


def _copied(file: Path, revision: str) -> Path:
    """By SQLite's own backup, which another process may write beside. Whole or not there at all."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = file.with_name(f"{file.name}.at-{revision}.{moment}")
    draft = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(draft)) as kept:
            source.backup(kept)
        draft.chmod(0o600)  # it holds what customers wrote
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return target


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


async def _prepare(url: str) -> None:
    database = Database.open(url)
    try:
        async with database.writing() as connection:
            await make_head(connection)
    finally:
        await database.close()


async def _empty(url: str) -> None:
    parsed, arguments = read_url(url)
    engine = create_async_engine(parsed, connect_args=arguments)

    def drop(connection: SyncConnection) -> None:
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(drop)
    finally:
        await engine.dispose()


async def _revision(url: str) -> str | None:
    parsed, arguments = read_url(url)
    engine = create_async_engine(parsed, connect_args=arguments)

    def look(connection: SyncConnection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    try:
        async with engine.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()
