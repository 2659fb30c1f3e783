"""Endpoints of webhooks out, and how each stands."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import endpoint_standings, endpoints

COUNT_LIMIT = 10_000  # longer queues are not counted to their end


class EndpointRow(Struct, frozen=True, kw_only=True):
    """`types`, `fields` and `numbers` are JSON lists of text, `secrets` are sealed; times are ms."""

    id: str
    version: int
    kind: str
    name: str
    url: str
    active: bool
    types: str
    fields: str
    numbers: str
    in_order_of: str
    secrets: bytes | None
    previous_until: int | None
    from_environment: bool
    created_at: int
    updated_at: int


class StandingRow(Struct, frozen=True, kw_only=True):
    """What the forwarder knows of an endpoint: how far it has read, and how the last tries went."""

    endpoint_id: str
    cursor: int
    since: str
    placed: int
    failures: int
    succeeded_at: int | None
    failed_at: int | None
    error: str | None
    gone_at: int | None


class QueueRow(Struct, frozen=True):
    """`waiting` and `dead` are counted up to COUNT_LIMIT; `oldest`: when the oldest that waits was queued (ms)."""

    endpoint_id: str
    waiting: int
    dead: int
    oldest: int | None


_ROW = tuple(endpoints.c[name] for name in EndpointRow.__struct_fields__)
_STANDING = tuple(endpoint_standings.c[name] for name in StandingRow.__struct_fields__)
_COUNTED = (
    "(SELECT count(*) FROM (SELECT 1 FROM forwards f WHERE f.endpoint_id = e.id AND f.state = '{state}' "
    f"LIMIT {COUNT_LIMIT}) counted)"
)
_QUEUES = (
    f"SELECT e.id, {_COUNTED.format(state='waiting')}, {_COUNTED.format(state='dead')}, (SELECT f.created_at FROM forwards f "
    "WHERE f.endpoint_id = e.id AND f.state = 'waiting' ORDER BY f.place LIMIT 1) FROM endpoints e WHERE e.id {among}"
)


async def every(connection: Connection) -> list[EndpointRow]:
    return await connection.rows(select(*_ROW).order_by(endpoints.c.id), EndpointRow)


async def page(connection: Connection, *, q: str | None, after: str | None, limit: int) -> list[EndpointRow]:
    statement = select(*_ROW).order_by(endpoints.c.id).limit(limit)
    if q:
        statement = statement.where(mentions(endpoints.c.name, q) | mentions(endpoints.c.url, q))
    if after is not None:
        statement = statement.where(endpoints.c.id > after)
    return await connection.rows(statement, EndpointRow)


async def get(connection: Connection, id: str) -> EndpointRow | None:
    return await connection.row(select(*_ROW).where(endpoints.c.id == id), EndpointRow)


async def lock(connection: Connection, id: str) -> EndpointRow | None:
    """The row, held until the transaction ends."""
    return await connection.row(select(*_ROW).where(endpoints.c.id == id).with_for_update(), EndpointRow)


async def count(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(endpoints)))


async def add(connection: Connection, row: Mapping[str, Any], standing: Mapping[str, Any]) -> None:
    await connection.insert_many(endpoints, [row])
    await connection.insert_many(endpoint_standings, [standing])


async def change(connection: Connection, id: str, values: Mapping[str, Any]) -> EndpointRow | None:
    statement = update(endpoints).where(endpoints.c.id == id)
    changed = statement.values(version=endpoints.c.version + 1, **values).returning(*_ROW)
    return await connection.row(changed, EndpointRow)


async def remove(connection: Connection, id: str, now: int) -> None:
    """Its queue goes later, in small pieces: `forwards.clear`."""
    await connection.execute(delete(endpoints).where(endpoints.c.id == id))
    standing = update(endpoint_standings).where(endpoint_standings.c.endpoint_id == id)
    await connection.execute(standing.values(gone_at=now))


async def standings(connection: Connection) -> list[StandingRow]:
    return await connection.rows(select(*_STANDING).order_by(endpoint_standings.c.endpoint_id), StandingRow)


async def standing(connection: Connection, id: str) -> StandingRow | None:
    return await connection.row(select(*_STANDING).where(endpoint_standings.c.endpoint_id == id), StandingRow)


async def lock_standing(connection: Connection, id: str) -> StandingRow | None:
    statement = select(*_STANDING).where(endpoint_standings.c.endpoint_id == id)
    return await connection.row(statement.with_for_update(), StandingRow)


async def stand(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    statement = update(endpoint_standings).where(endpoint_standings.c.endpoint_id == id)
    await connection.execute(statement.values(**values))


async def advance(connection: Connection, id: str, cursor: int, values: Mapping[str, Any]) -> bool:
    """Moves on from `cursor`; False when another has."""
    held = (endpoint_standings.c.endpoint_id == id) & (endpoint_standings.c.cursor == cursor)
    return bool(await connection.execute(update(endpoint_standings).where(held).values(**values)))


async def places(connection: Connection, id: str, count: int) -> int:
    """Gives out `count` places in an endpoint's queue; the last of them."""
    statement = update(endpoint_standings).where(endpoint_standings.c.endpoint_id == id)
    given = statement.values(placed=endpoint_standings.c.placed + count).returning(endpoint_standings.c.placed)
    return int(await connection.value(given) or 0)


async def queues(connection: Connection, ids: Sequence[str]) -> dict[str, QueueRow]:
    """How much waits for each of these, and how much is dead."""
    if connection.dialect == "postgresql":
        sql, given = _QUEUES.format(among="= ANY($1::text[])"), list(ids)
        rows = await connection.driver(sql, [given])
    else:
        sql = _QUEUES.format(among="IN (SELECT value FROM json_each(?))")
        rows = await connection.driver(sql, [msgspec.json.encode(list(ids)).decode()])
    return {row[0]: QueueRow(*row) for row in rows}
