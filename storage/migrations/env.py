"""Alembic's entry: one online run, on whatever database the caller names."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage.tables import metadata
from storage.urls import read_url

WAIT_SECONDS = 60  # for another process that is migrating


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,  # SQLite's too, for the transaction is begun in its own words below
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    url, arguments = read_url(context.config.attributes["url"])
    sqlite = url.get_backend_name() == "sqlite"
    # Python's sqlite3 would commit before every CREATE or ALTER: its own transactions are off, and we begin one
    more: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if sqlite else {}
    engine = create_async_engine(url, connect_args=arguments | ({"timeout": WAIT_SECONDS} if sqlite else {}), **more)
    try:
        async with engine.begin() as connection:
            # two processes that start at once: the second waits, then finds nothing to do
            await connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "SELECT pg_advisory_xact_lock(7406)")
            await connection.run_sync(run)
    finally:
        await engine.dispose()


asyncio.run(connect())
