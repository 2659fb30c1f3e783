"""Migrations: `upgrade` brings a database to the newest schema, `state` tells whether it is there. Blocking: call them in a thread."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Connection, Database, read_url
from storage.event_log import make_head


class State(Struct, frozen=True):
    """`found` is the revision the database is at (None: empty), `newest` the one this code knows."""

    found: str | None
    newest: str

    @property
    def current(self) -> bool:
        return self.found == self.newest


def upgrade(url: str) -> State:
    """Runs what is missing and makes the log's head. Must not be called from a running event loop."""
    parsed, _ = read_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(_config(url), "head")
    asyncio.run(_prepare(url))
    return state(url)


def state(url: str) -> State:
    return State(asyncio.run(_revision(url)), newest())


async def revision(connection: Connection) -> str | None:
    """What the database is at, read on a connection at hand."""
    rows = await connection.driver("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


@functools.cache
def newest() -> str:
    return ScriptDirectory.from_config(_config("")).get_current_head() or ""


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


async def _prepare(url: str) -> None:
    database = Database.open(url)
    try:
        async with database.writing() as connection:
            await make_head(connection)
    finally:
        await database.close()


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
