"""What the health page reads: how long each queue is and waits, and when numbers used to be written to."""

from __future__ import annotations

import time
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, Table, func, or_, select

from storage.database import Connection
from storage.tables import attachments, forwards, imports, ledger, mail, messages, statistics_slots


class QueueRow(Struct, frozen=True, kw_only=True):
    """`since`: when the oldest was due, ms; None: nothing waits."""

    waiting: int
    since: int | None


QUEUES: dict[str, tuple[Table, tuple[ColumnElement[bool], ...]]] = {
    "sending": (messages, ()),
    "files of customers": (attachments, ()),
    "webhooks to apply": (ledger, ()),
    "webhooks out": (forwards, (forwards.c.state == "waiting",)),
    "mail": (mail, ()),
    "imports": (imports, ()),
}


async def queue(connection: Connection, name: str, now: int) -> QueueRow:
    """What is due by now; what is for later does not wait."""
    table, more = QUEUES[name]
    due = table.c.due_at
    statement = select(func.count().label("waiting"), func.min(due).label("since"))
    found = await connection.row(statement.where(due.is_not(None), due <= now, *more), QueueRow)
    assert found is not None
    return found


async def due_of(connection: Connection, channel: str, now: int) -> QueueRow:
    """What one account has to send by now."""
    due = messages.c.due_at
    statement = select(func.count().label("waiting"), func.min(due).label("since"))
    theirs = (messages.c.channel_id == channel, due.is_not(None), due <= now)
    found = await connection.row(statement.where(*theirs), QueueRow)
    assert found is not None
    return found


async def sent(connection: Connection, channel: str, since: int) -> int:
    """How many messages went out of an account since then (ms), as far as they are counted."""
    c = statistics_slots.c
    total = select(func.coalesce(func.sum(c.sent + c.automatic), 0)).where(c.channel_id == channel, c.at >= since)
    return int(await connection.value(total))


async def failed(connection: Connection, channel: str, since: int) -> int:
    """How many of them failed, or are unknown."""
    c = messages.c
    theirs = (c.channel_id == channel, c.error.is_not(None), c.order >= f"{since:013d}", c.direction == "out")
    return int(await connection.value(select(func.count()).select_from(messages).where(*theirs)))


async def received(connection: Connection, channel: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many messages customers wrote to a number in each of these spans (ms)."""
    c = statistics_slots.c
    within = or_(*((c.at >= since) & (c.at < until) for since, until in spans))
    found = await connection.tuples(select(c.at, c.received).where(c.channel_id == channel, c.received > 0, within))
    return [sum(count for at, count in found if since <= at < until) for since, until in spans]


async def database_version(connection: Connection) -> str:
    name = "SHOW server_version" if connection.dialect == "postgresql" else "SELECT sqlite_version()"
    ((version,),) = await connection.driver(name)
    return str(version)


async def table_names(connection: Connection) -> set[str]:
    name = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    if connection.dialect == "sqlite":
        name = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return {str(row[0]) for row in await connection.driver(name)}


async def clock_apart(connection: Connection) -> float | None:
    """Seconds the database's clock is ahead of ours; None for an embedded one, which has ours."""
    if connection.dialect == "sqlite":
        return None
    ((theirs,),) = await connection.driver("SELECT extract(epoch FROM clock_timestamp())::float8")
    return float(theirs) - time.time()
