"""The pools of connections, as SQLAlchemy keeps them. Transactions are begun and ended by `storage.database`, so its own are off."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

SQLITE_BUSY_MS = 10_000  # another process (`bma user add`) holds the writer for moments only
CONNECT_SECONDS = 5.0
POOL_SECONDS = 10.0  # for a connection that others are using
LOCK_TIMEOUT_MS = 4_000  # a forgotten lock must fail a request, not stop an inbox
IDLE_IN_TRANSACTION_MS = 15_000
READER_CACHE_KB = 65_536  # of one connection
WRITER_CACHE_KB = 32_768  # a writer works where it wrote last; an import must not fill the memory
READERS = 8  # connections kept for reading
WRITERS = 12  # PostgreSQL connections kept for writing
STEADY_WRITERS = 3  # kept for what writes all the time: see STEADY
# PostgreSQL plans a statement of arrays anew each time, and reads a small table from end to end however many dead rows it holds: both
# together cost the intake a quarter of PostgreSQL's time. Row by row, in the order given, is how rows are to be locked too, and tables
# are joined in the order they are named: a plan made while they were empty would be kept.
STEADY = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "join_collapse_limit": "1",
    "random_page_cost": "1.1",
}


def postgres(url: URL, arguments: dict[str, Any], *, steady: bool = False) -> AsyncEngine:
    """`steady`: for transactions of few statements that come all the time, planned once."""
    settings = {
        "application_name": "bma",
        "lock_timeout": str(LOCK_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
        "jit": "off",
    } | (STEADY if steady else {})
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=STEADY_WRITERS if steady else WRITERS,
        max_overflow=READERS,
        pool_timeout=POOL_SECONDS,
        pool_recycle=1800,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # errors must not carry what people wrote
        connect_args=arguments | {"timeout": CONNECT_SECONDS, "server_settings": settings},
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def check(connection: Any, _record: Any, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():  # the server went away since: the pool opens another
            raise DisconnectionError

    return engine


def sqlite(url: URL, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MS}")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",  # what is deleted is overwritten: somebody asked for it to go
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"cache_size = -{WRITER_CACHE_KB if size == 1 else READER_CACHE_KB}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "handle_error")
    def keep(context: Any) -> None:
        # whoever is cancelled in a statement: SQLAlchemy would throw the connection away in the middle of its transaction, and its
        # lock would stay until somebody collects the garbage. The statement ends in its thread, and we roll back after it
        if isinstance(context.original_exception, asyncio.CancelledError):
            context.is_disconnect = False

    return engine
