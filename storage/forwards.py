"""The queue of webhooks out: what waits for each endpoint, lane by lane, and what became of it."""



from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.event_log import Entry
from storage.tables import endpoint_standings, event_head, event_log, forwards, ledger

_HEADS = """
WITH RECURSIVE lanes(lane) AS (
    SELECT * FROM (SELECT lane FROM forwards WHERE endpoint_id = $1 AND state = 'waiting' AND lane > $2 ORDER BY lane LIMIT 1) first
    UNION ALL
    SELECT (SELECT f.lane FROM forwards f WHERE f.endpoint_id = $1 AND f.state = 'waiting' AND f.lane > lanes.lane
            ORDER BY f.lane LIMIT 1) FROM lanes WHERE lanes.lane IS NOT NULL
)
SELECT h.lane, h.place, h.due_at FROM lanes JOIN forwards h ON h.endpoint_id = $1 AND h.state = 'waiting' AND h.lane = lanes.lane
AND h.place = (SELECT min(f.place) FROM forwards f WHERE f.endpoint_id = $1 AND f.state = 'waiting' AND f.lane = lanes.lane)
LIMIT $3"""


class Head(Struct, frozen=True):
    """The first of a lane."""

    lane: str
    place: int
    due_at: int


class WaitingRow(Struct, frozen=True, kw_only=True):
    """`since`: when its trying began (ms)."""

    id: str
    source: str
    topic: str
    lane: str
    place: int
    due_at: int
    tries: int
    since: int


class ForwardRow(Struct, frozen=True, kw_only=True):
    """As a list shows it; times are ms."""

    id: str
    source: str
    topic: str
    lane: str
    place: int
    state: str
    due_at: int
    tries: int
    created_at: int
    settled_at: int | None
    status: int | None
    error: str | None


class UnroutedRow(Struct, frozen=True):
    id: str
    kind: str
    size: int


class BodyRow(Struct, frozen=True):
    """A webhook as it came; `headers` is JSON."""

    id: str
    headers: str
    body: bytes


_WAITING = tuple(forwards.c[name] for name in WaitingRow.__struct_fields__)
_ROW = tuple(forwards.c[name] for name in ForwardRow.__struct_fields__)


async def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is queued for the endpoint already is left out."""
    await connection.insert_many(forwards, rows, ignore=True)


async def heads(connection: Connection, endpoint_id: str, after: str, limit: int) -> list[Head]:
    """The first of each lane that waits, of up to `limit` lanes behind the lane `after`."""
    sql = _HEADS if connection.dialect == "postgresql" else _HEADS.replace("$", "?")
    return [Head(*row) for row in await connection.driver(sql, [endpoint_id, after, limit])]


async def first_place(connection: Connection, endpoint_id: str, lane: str | None = None) -> int | None:
    """Of all that waits, or of one lane."""
    statement = select(func.min(forwards.c.place)).where(_waits(endpoint_id))
    found: int | None = await connection.value(statement if lane is None else statement.where(forwards.c.lane == lane))
    return found


async def of_lane(
    connection: Connection, endpoint_id: str, lane: str, before: int | None, limit: int
) -> list[WaitingRow]:
    """What waits in a lane, in its order, with places below `before`."""
    statement = select(*_WAITING).where(_waits(endpoint_id), forwards.c.lane == lane).order_by(forwards.c.place)
    if before is not None:
        statement = statement.where(forwards.c.place < before)
    return await connection.rows(statement.limit(limit), WaitingRow)


async def settle(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What became of tries; each row names its `id` and all that changes."""
    await connection.update_many(forwards, rows)


async def ask_again(connection: Connection, endpoint_id: str, ids: Sequence[str], now: int) -> int:
    """Makes these wait once more, at their places, and due. Returns how many there are."""
    named = (forwards.c.endpoint_id == endpoint_id) & forwards.c.id.in_(list(ids))
    return await connection.execute(update(forwards).where(named).values(**_anew(now)))


async def ask_range_again(
    connection: Connection, endpoint_id: str, since: int, until: int, states: Sequence[str], now: int, limit: int
) -> int:
    """Makes what was queued from `since` up to and without `until` (ms) and is in one of `states` wait once more, the oldest `limit`."""
    meant = (forwards.c.endpoint_id == endpoint_id) & forwards.c.state.in_(list(states))
    between = (forwards.c.created_at >= since) & (forwards.c.created_at < until)
    oldest = select(forwards.c.id).where(meant, between).order_by(forwards.c.place).limit(limit)
    return await connection.execute(
        update(forwards).where(forwards.c.id.in_(oldest.scalar_subquery())).values(**_anew(now))
    )


async def page(
    connection: Connection,
    endpoint_id: str,
    *,
    states: Sequence[str],
    source: str | None,
    before: int | None,
    limit: int,
) -> list[ForwardRow]:
    """Newest first; `before`: the place of the last one seen; `source`: one webhook or event alone."""
    found: list[ForwardRow] = []
    for state in states:  # each is one walk along the index; together they would be sorted whole
        statement = select(*_ROW).where(forwards.c.endpoint_id == endpoint_id, forwards.c.state == state)
        if before is not None:
            statement = statement.where(forwards.c.place < before)
        if source is not None:
            statement = statement.where((forwards.c.source == source) | (forwards.c.id == source))
        found += await connection.rows(statement.order_by(forwards.c.place.desc()).limit(limit), ForwardRow)
    return sorted(found, key=lambda row: -row.place)[:limit]


async def depth(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(forwards).where(forwards.c.state == "waiting")))


# --- where it comes from ------------------------------------------------------------------------------------------------------------------
async def unrouted(connection: Connection, since: str, limit: int) -> list[UnroutedRow]:
    """Webhooks nobody has routed, oldest first, from the id `since` on."""
    size = func.length(ledger.c.body).label("size")
    left = (ledger.c.routed_at.is_(None)) & (ledger.c.id >= since)
    statement = select(ledger.c.id, ledger.c.kind, size).where(left).order_by(ledger.c.id).limit(limit)
    return [UnroutedRow(*row) for row in await connection.tuples(statement)]


async def mark_routed(connection: Connection, ids: Sequence[str], now: int) -> None:
    await connection.execute(update(ledger).where(ledger.c.id.in_(list(ids))).values(routed_at=now))


async def sizes(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Of webhooks, in bytes."""
    statement = select(ledger.c.id, func.length(ledger.c.body)).where(ledger.c.id.in_(list(ids)))
    return dict(await connection.tuples(statement))


async def bodies(connection: Connection, ids: Sequence[str]) -> dict[str, BodyRow]:
    statement = select(ledger.c.id, ledger.c.headers, ledger.c.body).where(ledger.c.id.in_(list(ids)))
    return {row[0]: BodyRow(*row) for row in await connection.tuples(statement)}


async def entries(connection: Connection, seqs: Sequence[int]) -> dict[int, Entry]:
    """Of the log."""
    columns = (event_log.c.seq, event_log.c.type, event_log.c.audience, event_log.c.body, event_log.c.at)
    statement = select(*columns).where(event_log.c.seq.in_(list(seqs)))
    return {row[0]: Entry(*row) for row in await connection.tuples(statement)}


async def head(connection: Connection) -> int:
    """The log's last number."""
    return int(await connection.value(select(event_head.c.seq).where(event_head.c.id == 1)) or 0)


# --- what goes again ----------------------------------------------------------------------------------------------------------------------
async def prune(connection: Connection, endpoint_id: str, state: str, before: int, keep: int, batch: int) -> int:
    """Deletes up to `batch` of the oldest in this state: those settled before `before` (ms), and those beyond the newest `keep`."""
    own = (forwards.c.endpoint_id == endpoint_id) & (forwards.c.state == state)
    edge = select(forwards.c.place).where(own).order_by(forwards.c.place.desc()).offset(keep).limit(1)
    over = (forwards.c.settled_at < before) | (forwards.c.place <= func.coalesce(edge.scalar_subquery(), 0))
    old = select(forwards.c.id).where(own, over).order_by(forwards.c.place).limit(batch)
    return await connection.execute(delete(forwards).where(forwards.c.id.in_(old.scalar_subquery())))


async def clear(connection: Connection, endpoint_id: str, batch: int) -> int:
    """Deletes up to `batch` of the queue of an endpoint that is gone, and at the end its standing."""
    some = select(forwards.c.id).where(forwards.c.endpoint_id == endpoint_id).limit(batch)
    gone = await connection.execute(delete(forwards).where(forwards.c.id.in_(some.scalar_subquery())))
    if gone < batch:
        await connection.execute(delete(endpoint_standings).where(endpoint_standings.c.endpoint_id == endpoint_id))
    return gone


def _waits(endpoint_id: str) -> Any:
    return (forwards.c.endpoint_id == endpoint_id) & (forwards.c.state == "waiting")


def _anew(now: int) -> dict[str, Any]:
    return {
        "state": "waiting",
        "due_at": now,
        "tries": 0,
        "since": now,
        "settled_at": None,
        "error": None,
        "status": None,
    }
