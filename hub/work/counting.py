"""Counts what was said into statistics, a stretch of time after the other, up to now.

Each stretch is counted afresh and replaces what was counted of it, and every turn goes back a little: what was committed late is not
missed, and a turn that died is simply done again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from hub import ids
from hub.figures import statistics_days
from hub.office import configuration
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage.database import Connection
from storage.figures import days, statistics
from storage.figures.statistics import COUNTS, SLOT_MS, EndedRow, SlotRow, Span

LONGEST_MS = 24 * 3_600_000  # one stretch: a busy day is some ten thousand messages
BACK_MS = 2 * SLOT_MS  # longer than any transaction may take to commit
SKEW_MS = 10 * 60_000  # between the time in an id and the one in its row
SCALES = ((120, 1), (1_200, 5), (18_000, 60))  # up to so many seconds, rounded to so many
COARSEST = 600


class Counting:
    """One process at a time, by lease."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._database = transactions.database
        self._lease = Lease(transactions.database, "statistics", holder)

    async def turn(self) -> bool:
        """Whether there is more to count at once."""
        if not await self._lease.take():
            return False
        now = milliseconds()
        async with self._database.reading() as connection:
            span = await _next(connection, now)
            if span is None:
                return False
            slots, times = await _counted(connection, span)
            zone = ZoneInfo((await configuration.read(connection)).time_zone)
        async with self._database.writing() as connection:
            if not await self._lease.fence(connection):
                return False
            await statistics.replace(connection, span.since, span.until, slots, times, min(span.until, now))
            known = await days.zone(connection) == zone.key
            for day in _days(span.since, span.until, zone) if known else ():
                await statistics_days.add_up(connection, day, zone)
        if not known:
            await self._add_up_all(zone)
        return span.until < now

    async def _add_up_all(self, zone: ZoneInfo) -> None:
        """For another clock than before. A day a transaction: nobody waits long for the lock, and until the end nobody reads them."""
        async with self._database.writing() as connection:
            await days.set_zone(connection, "")
            await days.forget(connection)
            counted = await days.counted(connection)
        for day in () if counted is None else _days(counted[0], counted[1] + 1, zone):
            await self._lease.take()
            async with self._database.writing() as connection:
                await statistics_days.add_up(connection, day, zone)
        async with self._database.writing() as connection:
            if await self._lease.fence(connection):
                await days.set_zone(connection, zone.key)

    async def stop(self) -> None:
        await self._lease.give_up()


def rounded(seconds: float) -> int:
    """As people read a length of time: to the second for two minutes, to five for twenty, to the minute for five hours."""
    for most, step in SCALES:
        if seconds < most:
            return round(seconds / step) * step
    return round(seconds / COARSEST) * COARSEST


async def _next(connection: Connection, now: int) -> Span | None:
    """The stretch to count: from a little before what is counted already, or from the first message there is."""
    to = await statistics.counted_to(connection)
    since = await statistics.next_message_at(connection, ids.first_of(0)) if to is None else to - BACK_MS
    if since is None:
        return None
    if to is not None and now - to > LONGEST_MS:  # long ago: on to the next thing that was said
        later = await statistics.next_message_at(connection, ids.first_of(since - SKEW_MS))
        since = max(since, min(later or now, now) - BACK_MS)
    since -= since % SLOT_MS
    until = min(since + LONGEST_MS, now - now % SLOT_MS + SLOT_MS)
    return Span(since, until, ids.first_of(since - SKEW_MS), ids.first_of(until + SKEW_MS))


def _days(since: int, until: int, zone: ZoneInfo) -> range:
    return range(statistics_days.day_of(since, zone), statistics_days.day_of(until - 1, zone) + 1)


async def _counted(connection: Connection, span: Span) -> tuple[list[SlotRow], list[dict[str, Any]]]:
    resolved = [_by_whom(row) for row in await statistics.resolutions(connection, span)]
    slots = _merged(
        [
            *await statistics.volumes(connection, span),
            *await statistics.openings(connection, span),
            *(
                SlotRow(at=_slot(row.at), channel_id=row.channel_id, agent_id=row.agent_id, resolved=1)
                for row in resolved
            ),
        ]
    )
    times = [_time("response", row) for row in await statistics.responses(connection, span) if row.ms is not None]
    times += [_time("resolution", row) for row in resolved if row.ms is not None]
    return slots, times


def _merged(rows: Iterable[SlotRow]) -> list[SlotRow]:
    added: dict[tuple[int, str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for row in rows:
        counts = added[row.at, row.channel_id, row.agent_id]
        for name in COUNTS:
            counts[name] += int(getattr(row, name))
    return [
        SlotRow(at=at, channel_id=channel, agent_id=agent, **counts) for (at, channel, agent), counts in added.items()
    ]


def _by_whom(row: EndedRow) -> EndedRow:
    """The line in the thread says who resolved."""
    by = msgspec.json.decode(row.content).get("by")
    return msgspec.structs.replace(row, agent_id=by if isinstance(by, str) else "")


def _time(kind: str, row: EndedRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": kind,
        "at": row.at,
        "channel_id": row.channel_id,
        "agent_id": row.agent_id,
        "seconds": rounded(max(0, row.ms or 0) / 1000),
    }


def _slot(at: int) -> int:
    return at - at % SLOT_MS
