"""The queue of webhooks out: what waits for each endpoint, lane by lane, and what became of it."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.event_log import Entry
from storage.tables import endpoint_standings, event_head, event_log, forwards, ledger

_LANE = "forwards {by_lane} WHERE endpoint_id = $1 AND state = 'waiting'"  # in these words: the index of lanes holds what waits alone
_FIRST = f"(SELECT {{what}} FROM {_LANE} AND lane = lanes.lane ORDER BY place LIMIT 1)"
_HEADS = f"""
WITH RECURSIVE lanes(lane, number) AS (
    SELECT * FROM (SELECT lane, 1 FROM {_LANE} AND lane > $2 ORDER BY lane LIMIT 1) AS least
    UNION ALL
    SELECT (SELECT lane FROM {_LANE} AND lane > lanes.lane ORDER BY lane LIMIT 1), number + 1
    FROM lanes WHERE lanes.lane IS NOT NULL AND number < $3
)
SELECT lane, {_FIRST.format(what="place", by_lane="{by_lane}")}, {_FIRST.format(what="due_at", by_lane="{by_lane}")}
FROM lanes WHERE lane IS NOT NULL"""
_FIRST_OF_LANE = f"SELECT min(place) FROM {_LANE} AND lane = $2"
_OF_LANE = (
    f"SELECT id, source, topic, lane, place, due_at, tries, since FROM {_LANE} AND lane = $2 AND place < $3 "
    "ORDER BY place LIMIT $4"
)
LAST_PLACE = 2**63 - 1


class Head(Struct, frozen=True):
    """The first of a lane."""

    lane: str
    place: int
    due_at: int


class WaitingRow(Struct, frozen=True):
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


_ROW = tuple(forwards.c[name] for name in ForwardRow.__struct_fields__)


async def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is queued for the endpoint already is left out."""
    await connection.insert_many(forwards, rows, ignore=True)


async def heads(connection: Connection, endpoint_id: str, after: str, limit: int) -> list[Head]:
    """The first of each lane that waits, of up to `limit` lanes behind the lane `after`."""
    return [Head(*row) for row in await _by_lane(connection, _HEADS, endpoint_id, after, limit)]


async def first_place(connection: Connection, endpoint_id: str) -> int | None:
    """Of all that waits."""
    found: int | None = await connection.value(select(func.min(forwards.c.place)).where(_waits(endpoint_id)))
    return found


async def first_of_lane(connection: Connection, endpoint_id: str, lane: str) -> int | None:
    found: int | None = (await _by_lane(connection, _FIRST_OF_LANE, endpoint_id, lane))[0][0]
    return found


async def of_lane(
    connection: Connection, endpoint_id: str, lane: str, before: int | None, limit: int
) -> list[WaitingRow]:
    """What waits in a lane, in its order, with places below `before`."""
    end = LAST_PLACE if before is None else before
    return [WaitingRow(*row) for row in await _by_lane(connection, _OF_LANE, endpoint_id, lane, end, limit)]


async def _by_lane(connection: Connection, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """SQLite, which counts nothing beforehand, would take another index and read the whole queue."""
    if connection.dialect == "postgresql":
        return await connection.driver(sql.format(by_lane=""), parameters)
    return await connection.driver(sql.format(by_lane="INDEXED BY ix_forwards_lane").replace("$", "?"), parameters)


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
    connection: Connection, endpoint_id: str, *, states: Sequence[str], before: int | None, limit: int
) -> list[ForwardRow]:
    """Newest first; `before`: the place of the last one seen."""
    found: list[ForwardRow] = []
    for state in states:  # each is one walk along the index; together they would be sorted whole
        statement = select(*_ROW).where(forwards.c.endpoint_id == endpoint_id, forwards.c.state == state)
        if before is not None:
            statement = statement.where(forwards.c.place < before)
        found += await connection.rows(statement.order_by(forwards.c.place.desc()).limit(limit), ForwardRow)
    return sorted(found, key=lambda row: -row.place)[:limit]


async def named(connection: Connection, endpoint_id: str, id: str, states: Sequence[str]) -> list[ForwardRow]:
    """The one with this id, or of the webhook or event with this id."""
    found = []
    for column in (forwards.c.source, forwards.c.id):
        statement = select(*_ROW).where(column == id, forwards.c.endpoint_id == endpoint_id)
        found += await connection.rows(statement.where(forwards.c.state.in_(list(states))), ForwardRow)
    return found


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
