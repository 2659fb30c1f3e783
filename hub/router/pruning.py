"""What is settled long since goes, and so do the queues of endpoints that are gone. In small transactions: nobody waits long for a lock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hub.durations import DAY_MS
from storage.database import Connection, Database
from storage.outgoing import endpoints, forwards

BATCH = 1_000  # rows of one transaction
# by state: how long it is kept (ms), and how many of each endpoint at most
KEPT = {"done": (DAY_MS, 10_000), "dead": (30 * DAY_MS, 1_000_000)}


async def prune(database: Database, now: int) -> None:
    async with database.reading() as connection:
        standings = await endpoints.standings(connection)
    for standing in standings:
        if standing.gone_at is not None:
            await _repeat(database, _clearing(standing.endpoint_id))
            continue
        for state, (age, most) in KEPT.items():
            await _repeat(database, _pruning(standing.endpoint_id, state, now - age, most))


def _clearing(id: str) -> Callable[[Connection], Awaitable[int]]:
    return lambda connection: forwards.clear(connection, id, BATCH)


def _pruning(id: str, state: str, before: int, keep: int) -> Callable[[Connection], Awaitable[int]]:
    return lambda connection: forwards.prune(connection, id, state, before, keep, BATCH)


async def _repeat(database: Database, step: Callable[[Connection], Awaitable[int]]) -> None:
    while True:
        async with database.writing() as connection:
            if await step(connection) < BATCH:
                return
