"""Facts whose message is not there yet, kept until it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, delete, select

from storage import pruning
from storage.database import Connection
from storage.intake.batches import KEY_SPACES, given
from storage.tables import attempts, channels, messages, parked_facts


class ParkedRow(Struct, frozen=True, kw_only=True):
    """`body`: JSON of the fact; `kind`: of its channel account; `created_at`: ms."""

    id: str
    channel_id: str
    kind: str
    target: str
    body: bytes
    created_at: int


async def add(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """The same fact parked twice is parked once. Sorted, so that two processes never wait for each other."""
    await connection.insert_many(parked_facts, sorted(rows, key=lambda row: str(row["dedupe"])), ignore=True)


async def take(connection: Connection, channel_id: str, targets: Sequence[str]) -> list[ParkedRow]:
    """Claims what waits for these provider ids: deleted when the transaction commits, skipped when another holds it."""
    statement = (
        _rows()
        .where(parked_facts.c.channel_id == channel_id, parked_facts.c.target.in_(list(targets)))
        .order_by(parked_facts.c.id)
        .with_for_update(of=parked_facts, skip_locked=True)
    )
    return await connection.rows(statement, ParkedRow)


async def remove(connection: Connection, ids: Sequence[str]) -> None:
    await connection.execute(delete(parked_facts).where(parked_facts.c.id.in_(list(ids))))


async def waiting(connection: Connection, targets: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the (channel, provider id) pairs that something waits for."""
    table, parameters = given(connection, ("channel_id", "target"), targets)
    sql = (
        f"SELECT DISTINCT p.channel_id, p.target FROM {table} "  # noqa: S608 - our own names
        "JOIN parked_facts p ON p.channel_id = given.channel_id AND p.target = given.target"
    )
    return [(channel, target) for channel, target in await connection.driver(sql, parameters)]


async def joinable(connection: Connection, limit: int) -> list[tuple[str, str]]:
    """(channel, provider id) of parked facts whose message is there by now: what a crash left unjoined."""
    of_message = select(messages.c.id).where(
        messages.c.channel_id == parked_facts.c.channel_id,
        messages.c.key_space.in_(KEY_SPACES),
        messages.c.provider_id == parked_facts.c.target,
    )
    of_attempt = select(attempts.c.id).where(
        attempts.c.channel_id == parked_facts.c.channel_id, attempts.c.provider_id == parked_facts.c.target
    )
    statement = (
        select(parked_facts.c.channel_id, parked_facts.c.target)
        .where(of_message.exists() | of_attempt.exists())
        .distinct()
        .limit(limit)
    )
    return [(channel, target) for channel, target in await connection.tuples(statement)]


async def prune(connection: Connection, before: int, limit: int) -> int:
    """Forgets what has waited since before `before` (ms), up to `limit`: statuses of another system's sends never find their message."""
    return await pruning.remove(connection, parked_facts, parked_facts.c.created_at < before, limit)


def _rows() -> Select[Any]:
    columns = parked_facts.c
    return select(
        columns.id, columns.channel_id, channels.c.kind, columns.target, columns.body, columns.created_at
    ).join(channels, channels.c.id == columns.channel_id)
