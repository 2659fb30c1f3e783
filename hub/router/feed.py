"""Queues what is to go to the endpoints: our events from the log, the provider's webhooks from the ledger.

Both were committed by whoever made them, and nobody waits for the feed. The queue's rows and how far the feed has come are one
transaction, so a kill at any instant leaves nothing out and queues nothing twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hub import ids
from hub.endpoints.verbs import texts
from hub.router import hearing, sorting
from hub.router.sorting import Sorted
from hub.transaction import Transaction, Transactions, milliseconds
from storage import event_log
from storage.database import Connection
from storage.event_log import Entry
from storage.outgoing import endpoints as rows
from storage.outgoing import forwards
from storage.outgoing.endpoints import EndpointRow, StandingRow
from storage.outgoing.forwards import UnroutedRow

EVENTS = 500  # of the log, queued together
WEBHOOKS = 200
WEBHOOK_BYTES = 8 * 1024 * 1024  # of their bodies: they are read to be sorted
UNWRITTEN = 1_000  # events nobody asked for, after which it is written down that they have been seen
PRUNED = "Events were pruned from the log before they could be queued: {} are missing (EVENT_DAYS)."
ROUTED_KIND = "whatsapp"


class Queued(Struct, frozen=True):
    """A webhook or event for one endpoint, without its place."""

    source: str
    topic: str
    lane: str


class Plan(Struct, frozen=True, kw_only=True):
    """What an endpoint is to get of the log, from its written `cursor` to `last`; `missing`: pruned before it was seen."""

    endpoint_id: str
    cursor: int
    last: int
    missing: int
    found: list[Queued]
    full: bool


class Feed:
    """`fence`: whether this process still forwards."""

    def __init__(self, transactions: Transactions, fence: Callable[[Connection], Awaitable[bool]]) -> None:
        self._transactions = transactions
        self._fence = fence
        self._cursors: dict[
            str, int
        ] = {}  # what has been seen of the log, by endpoint; written down when something is queued
        self.endpoints: list[EndpointRow] = []

    async def turn(self) -> set[str]:
        """Queues what has come; for which endpoints."""
        events = [row for row in self.endpoints if row.kind == "events"]
        routers = [row for row in self.endpoints if row.kind == "router"]
        fed = await self._feed_events(events) if events else set()
        return fed | (await self._feed_webhooks(routers) if routers else set())

    # --- our events -------------------------------------------------------------------------------------------------------------------
    async def _feed_events(self, endpoints: Sequence[EndpointRow]) -> set[str]:
        async with self._transactions.database.reading() as connection:
            head = await event_log.head(connection)
            held = {standing.endpoint_id: standing for standing in await rows.standings(connection)}
            spans = {row.id: self._seen(held[row.id]) for row in endpoints if row.id in held}
            read = {seq: await event_log.read(connection, seq, EVENTS) for seq in set(spans.values()) if seq < head.seq}
        plans = [
            _plan(row, held[row.id], spans[row.id], entries, head.epoch)
            for row in endpoints
            if row.id in spans and (entries := read.get(spans[row.id]))
        ]
        written = [plan for plan in plans if plan.found or plan.missing or plan.last - plan.cursor >= UNWRITTEN]
        if written and not await self._queue_events(written):
            return set()
        self._cursors |= {plan.endpoint_id: plan.last for plan in plans}
        return {plan.endpoint_id for plan in plans if plan.found or plan.full}

    def _seen(self, standing: StandingRow) -> int:
        return max(standing.cursor, self._cursors.get(standing.endpoint_id, 0))

    async def _queue_events(self, plans: Sequence[Plan]) -> bool:
        async with self._transactions.begin() as tx:
            if not await self._fence(tx.connection):
                return False
            for plan in sorted(plans, key=lambda plan: plan.endpoint_id):
                values: dict[str, Any] = {"cursor": plan.last}
                if plan.missing:
                    values |= {"failed_at": tx.now, "error": PRUNED.format(plan.missing)}
                if await rows.advance(tx.connection, plan.endpoint_id, plan.cursor, values):
                    await _queue(tx, plan.endpoint_id, plan.found)
        return True

    # --- the provider's webhooks ------------------------------------------------------------------------------------------------------
    async def _feed_webhooks(self, endpoints: Sequence[EndpointRow]) -> set[str]:
        async with self._transactions.database.reading() as connection:
            held = {standing.endpoint_id: standing for standing in await rows.standings(connection)}
            since = {row.id: held[row.id].since for row in endpoints if row.id in held}
            if not since:
                return set()
            left = await forwards.unrouted(connection, min(since.values()), WEBHOOKS)
            taken = _fitting(left)
            bodies = await forwards.bodies(connection, [row.id for row in taken if row.kind == ROUTED_KIND])
        if not taken:
            return set()
        seen = {id: sorting.sort(row.body) for id, row in bodies.items()}
        meant = {row.id: _meant(row, since[row.id], seen) for row in endpoints if row.id in since}
        async with self._transactions.begin() as tx:
            if not await self._fence(tx.connection):
                return set()
            for id in sorted(meant):
                await _queue(tx, id, meant[id])
            await forwards.mark_routed(tx.connection, [row.id for row in taken], tx.now)
        return set(meant)


def _plan(row: EndpointRow, standing: StandingRow, seen: int, entries: Sequence[Entry], epoch: str) -> Plan:
    types = tuple(texts(row.types))
    return Plan(
        endpoint_id=row.id,
        cursor=standing.cursor,
        last=entries[-1].seq,
        missing=entries[0].seq - seen - 1,
        found=[
            Queued(hearing.id_of(epoch, entry.seq), entry.type, hearing.lane_of(entry, row.in_order_of))
            for entry in entries
            if hearing.is_heard(entry, types)
        ],
        full=len(entries) == EVENTS,
    )


def _fitting(left: Sequence[UnroutedRow]) -> list[UnroutedRow]:
    """The first that fit in memory together, at least one."""
    taken: list[UnroutedRow] = []
    size = 0
    for row in left:
        size += row.size
        if taken and size > WEBHOOK_BYTES:
            break
        taken.append(row)
    return taken


def _meant(row: EndpointRow, since: str, seen: Mapping[str, Sorted]) -> list[Queued]:
    """The webhooks an endpoint is to get, in the order they came."""
    fields, numbers = frozenset(texts(row.fields)), frozenset(texts(row.numbers))
    return [
        Queued(id, each.topic, each.lane)
        for id, each in sorted(seen.items())
        if id >= since and each.concerns(fields, numbers)
    ]


async def _queue(tx: Transaction, endpoint_id: str, found: Sequence[Queued]) -> None:
    if not found:
        return
    last = await rows.places(tx.connection, endpoint_id, len(found))
    now = milliseconds()
    queued = [
        {
            "id": ids.new(),
            "endpoint_id": endpoint_id,
            "source": each.source,
            "topic": each.topic,
            "lane": each.lane,
            "place": last - len(found) + 1 + n,
            "state": "waiting",
            "due_at": now,
            "tries": 0,
            "since": now,
            "created_at": now,
        }
        for n, each in enumerate(found)
    ]
    await forwards.add(tx.connection, queued)
