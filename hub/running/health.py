"""How the product fares, on one page: is it quick, do the numbers hear anything, does what waits get done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import msgspec

from hub import metrics, shaping
from hub.accounts import number_health
from hub.live.broker import Broker, LocalBroker
from hub.permissions import Agent
from hub.running import reports
from hub.running.reports import Facts
from hub.searching import indexing
from hub.searching.indexing import Lag
from hub.transaction import milliseconds
from hub.wire.health import Health, PartHealth, ProcessHealth, QueueHealth, ScreenHealth
from storage import migrations
from storage.accounts import channels as account_rows
from storage.blobs import BlobMissing, Blobs
from storage.database import Connection
from storage.figures import statistics
from storage.running import health as rows
from storage.running import processes
from storage.running.processes import ProcessRow

SILENT_MS = 60_000  # a process not heard of for so long is gone
SLOW_SECONDS = 60  # what has been due for longer than this is late
COUNTED_MS = 10 * 60_000  # statistics older than this are late
PATIENCE = 2.0  # seconds for the store
_decode = msgspec.json.Decoder(Facts).decode


async def read(connection: Connection, agent: Agent, broker: Broker, blobs: Blobs) -> Health:
    now = milliseconds()
    running = await processes.every(connection, now - SILENT_MS)
    queues = [await queue(connection, name, now) for name in rows.QUEUES]
    behind = await indexing.lag(connection)
    queues.append(
        QueueHealth(name="search index", waiting=behind.events + behind.queued, lag_seconds=behind.ms // 1000)
    )
    accounts = [row for row in await account_rows.every(connection) if row.id in agent.channels]
    counted = await statistics.counted_to(connection)
    return Health(
        at=shaping.time_text(now),
        version=reports.version(),
        schema=await migrations.revision(connection) or "",
        parts=[
            await _database(connection),
            _broker(broker, running),
            await _storage(blobs),
            work(running, queues),
            _statistics(counted, running, now),
            _search(behind),
        ],
        screen=_screen([_decode(row.facts) for row in running]),
        numbers=[await number_health.read(connection, row, now, counted) for row in accounts],
        queues=queues,
        processes=[_process(row) for row in running],
    )


async def queue(connection: Connection, name: str, now: int) -> QueueHealth:
    found = await rows.queue(connection, name, now)
    lag = 0 if found.since is None else (now - found.since) // 1000
    return QueueHealth(name=name, waiting=found.waiting, lag_seconds=lag)


def _screen(facts: Iterable[Facts]) -> ScreenHealth:
    size = len(metrics.SECONDS) + 1
    alike = [fact.screen for fact in facts if len(fact.screen) == size]  # not those of a version with other buckets
    counts = [sum(each) for each in zip(*alike, strict=True)]
    return ScreenHealth(
        minutes=int(reports.WINDOW_SECONDS) // 60,
        count=sum(counts),
        p50_ms=_ms(reports.quantile(counts, 0.5)),
        p99_ms=_ms(reports.quantile(counts, 0.99)),
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _process(row: ProcessRow) -> ProcessHealth:
    facts = _decode(row.facts)
    return ProcessHealth(
        id=row.id,
        roles=row.roles.split(),
        version=row.version,
        started_at=shaping.time_text(row.started_at),
        seen_at=shaping.time_text(row.seen_at),
        sessions=facts.sessions,
        tail_lag=facts.tail_lag,
    )


async def _database(connection: Connection) -> PartHealth:
    version, dialect = await rows.database_version(connection), connection.dialect
    name = "PostgreSQL" if dialect == "postgresql" else "SQLite"
    return PartHealth(name="database", state="ok", finding=f"{name} {version} answers.")


def _broker(broker: Broker, running: Sequence[ProcessRow]) -> PartHealth:
    if not broker.alive():
        return PartHealth(
            name="broker", state="slow", finding="It does not answer: everything still arrives, a second or two later."
        )
    if not isinstance(broker, LocalBroker):
        return PartHealth(name="broker", state="ok", finding="Redis answers.")
    if len(running) > 1:
        return PartHealth(
            name="broker", state="slow", finding="There are several processes but no Redis: set REDIS_URL."
        )
    return PartHealth(name="broker", state="ok", finding="A single process needs no Redis.")


async def _storage(blobs: Blobs) -> PartHealth:
    try:
        async with asyncio.timeout(PATIENCE):
            await blobs.size("health/nothing")
    except BlobMissing:
        return PartHealth(name="storage", state="ok", finding="The store of files answers.")
    except Exception as error:
        told = str(error).partition("\n")[0] or type(error).__name__
        return PartHealth(name="storage", state="failed", finding=f"Files cannot be read or kept: {told}")
    return PartHealth(name="storage", state="ok", finding="The store of files answers.")


def work(running: Sequence[ProcessRow], queues: Sequence[QueueHealth]) -> PartHealth:
    """Whether somebody does it, and in time."""
    if not any("work" in row.roles.split() for row in running):
        told = "No process does background work: nothing is sent. Start `bma work`, or `bma serve` without --only web."
        return PartHealth(name="background work", state="failed", finding=told)
    late = [each for each in queues if each.lag_seconds > SLOW_SECONDS]
    if late:
        told = ", ".join(f"{each.name} by {each.lag_seconds} s" for each in late)
        return PartHealth(name="background work", state="slow", finding=f"Late: {told}.")
    return PartHealth(name="background work", state="ok", finding="Nothing is late.")


def _statistics(counted: int | None, running: Sequence[ProcessRow], now: int) -> PartHealth:
    started = min((row.started_at for row in running), default=now)
    if counted is not None and counted < now - COUNTED_MS and started < now - COUNTED_MS:
        told = f"What was said since {shaping.time_text(counted)} is not counted yet."
        return PartHealth(name="statistics", state="slow", finding=told)
    return PartHealth(name="statistics", state="ok", finding="They are up to date.")


def _search(behind: Lag) -> PartHealth:
    if behind.walking:
        told = f"What was there before is still being indexed ({', '.join(behind.walking)}); what is new is found."
        return PartHealth(name="search", state="slow", finding=told)
    return PartHealth(name="search", state="ok", finding="Everything is indexed.")
