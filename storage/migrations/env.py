"""Alembic's entry: one online run, on whatever database the caller names."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import read_url
from storage.tables import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    url, arguments = read_url(context.config.attributes["url"])
    engine = create_async_engine(url, connect_args=arguments)
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # two processes that start at once: the second waits, then finds nothing to do
                await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7406)")
            await connection.run_sync(run)
    finally:
        await engine.dispose()


asyncio.run(connect())
