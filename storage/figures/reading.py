"""Reading statistics: sums and how often each length of time occurred, grouped by what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Select, case, func, literal_column, select, text

from storage.database import Connection
from storage.durations import DAY_MS, HOUR_MS
from storage.figures.statistics import COUNTS
from storage.tables import conversations, messages, statistics_slots, statistics_times

Part = Literal["day", "hour", "channel", "agent"]


class Wanted(Struct, frozen=True, kw_only=True):
    """`since` up to and without `until`, ms; of one channel account or person, or of all."""

    since: int
    until: int
    channel: str | None = None
    agent: str | None = None


class Segment(Struct, frozen=True):
    """A part of the span in which the company's clock is `ahead` (ms) of UTC."""

    since: int
    until: int
    ahead: int


class Sum(Struct, frozen=True, kw_only=True):
    """`day`: days since 1970 on the company's calendar; `hour` of its day. What was not asked for is empty."""

    day: int = 0
    hour: int = 0
    channel: str = ""
    agent: str = ""
    received: int
    sent: int
    automatic: int
    opened: int
    resolved: int


class Times(Struct, frozen=True, kw_only=True):
    """How often something took so many seconds."""

    kind: str
    day: int = 0
    hour: int = 0
    channel: str = ""
    agent: str = ""
    seconds: int
    count: int


class WaitingRow(Struct, frozen=True, kw_only=True):
    channel: str
    count: int
    since: int


class FailureRow(Struct, frozen=True, kw_only=True):
    """`error`: JSON Fault."""

    channel: str
    error: str
    count: int


class QuarterRow(Struct, frozen=True):
    """What was counted in the quarter of an hour that begins `at` (ms)."""

    at: int
    sum: Sum


class WaitsRow(Struct, frozen=True, kw_only=True):
    """How many customers wait, and since when the longest does (ms); `long`: since before the time asked for."""

    all: int
    all_since: int | None
    mine: int
    mine_since: int | None
    nobodys: int
    nobodys_since: int | None
    long: int


async def sums(connection: Connection, wanted: Wanted, segments: Sequence[Segment], by: Sequence[Part]) -> list[Sum]:
    table = statistics_slots.c
    counted = [func.sum(table[name]).label(name) for name in COUNTS]
    found: list[Sum] = []
    for segment in segments:
        parts = [_part(table, part, segment.ahead) for part in by]
        statement = _of(select(*parts, *counted), table, wanted, segment)
        grouped = statement.group_by(*(text(part) for part in by)).having(func.count() > 0)
        found += await connection.rows(grouped, Sum)
    return found


async def times(connection: Connection, wanted: Wanted, segments: Sequence[Segment], by: Sequence[Part]) -> list[Times]:
    table = statistics_times.c
    found: list[Times] = []
    for segment in segments:
        parts = [_part(table, part, segment.ahead) for part in by]
        columns = (table.kind, *parts, table.seconds, func.count().label("count"))
        statement = _of(select(*columns).where(table.kind.in_(("response", "resolution"))), table, wanted, segment)
        grouped = statement.group_by(table.kind, *(text(part) for part in by), table.seconds)
        found += await connection.rows(grouped, Times)
    return found


async def quarters(connection: Connection, since: int, until: int, channels: Sequence[str]) -> list[QuarterRow]:
    """Of these channel accounts together."""
    table = statistics_slots.c
    counted = [func.sum(table[name]).label(name) for name in COUNTS]
    statement = select(table.at, *counted).where(table.at >= since, table.at < until, table.channel_id.in_(channels))
    found = await connection.tuples(statement.group_by(table.at).order_by(table.at))
    return [QuarterRow(int(at), _sum(row)) for at, *row in found]


async def times_of(connection: Connection, since: int, until: int, channels: Sequence[str]) -> list[Times]:
    """Of these channel accounts together."""
    table = statistics_times.c
    statement = (
        select(table.kind, table.seconds, func.count().label("count"))
        .where(table.kind.in_(("response", "resolution")), table.at >= since, table.at < until)
        .where(table.channel_id.in_(channels))
        .group_by(table.kind, table.seconds)
    )
    return await connection.rows(statement, Times)


async def waits(connection: Connection, channels: Sequence[str], user_id: str, long_before: int) -> WaitsRow:
    """Open conversations of these channel accounts whose customer waits for an answer now."""
    c = conversations.c
    mine, nobodys = c.assignee_id == user_id, c.assignee_id.is_(None)

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def since(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.min(case((condition, c.waiting_since)))

    statement = select(
        func.count().label("all"),
        func.min(c.waiting_since).label("all_since"),
        count(mine).label("mine"),
        since(mine).label("mine_since"),
        count(nobodys).label("nobodys"),
        since(nobodys).label("nobodys_since"),
        count(c.waiting_since < long_before).label("long"),
    ).where(c.waiting_since.is_not(None), c.state == "open", c.channel_id.in_(channels))
    found = await connection.row(statement, WaitsRow)
    assert found is not None
    return found


async def waiting(connection: Connection, channel: str | None, agent: str | None) -> list[WaitingRow]:
    """Conversations whose customer waits for an answer now."""
    at = conversations.c.waiting_since
    columns = (conversations.c.channel_id.label("channel"), func.count().label("count"), func.min(at).label("since"))
    statement = select(*columns).where(at.is_not(None)).group_by(conversations.c.channel_id)
    if channel is not None:
        statement = statement.where(conversations.c.channel_id == channel)
    if agent is not None:
        statement = statement.where(conversations.c.assignee_id == agent)
    return await connection.rows(statement, WaitingRow)


async def failures(connection: Connection, wanted: Wanted) -> list[FailureRow]:
    """Messages that were not sent, by why."""
    columns = (messages.c.channel_id.label("channel"), messages.c.error, func.count().label("count"))
    statement = (
        select(*columns)
        .where(messages.c.error.is_not(None), messages.c.status == "failed")
        .where(messages.c.created_at >= wanted.since, messages.c.created_at < wanted.until)
        .group_by(messages.c.channel_id, messages.c.error)
    )
    if wanted.channel is not None:
        statement = statement.where(messages.c.channel_id == wanted.channel)
    if wanted.agent is not None:
        statement = statement.where(messages.c.author_id == wanted.agent)
    return await connection.rows(statement, FailureRow)


def _sum(counts: Sequence[Any]) -> Sum:
    received, sent, automatic, opened, resolved = (int(count) for count in counts)  # as COUNTS has them
    return Sum(received=received, sent=sent, automatic=automatic, opened=opened, resolved=resolved)


def _of(statement: Select[Any], table: Any, wanted: Wanted, segment: Segment) -> Select[Any]:
    statement = statement.where(table.at >= segment.since, table.at < segment.until)
    if wanted.channel is not None:
        statement = statement.where(table.channel_id == wanted.channel)
    if wanted.agent is not None:
        statement = statement.where(table.agent_id == wanted.agent)
    return statement


def _part(table: Any, part: Part, ahead: int) -> ColumnElement[Any]:
    """Constants are no parameters: PostgreSQL would not see that two of them are alike."""
    local = table.at + literal_column(str(ahead), BigInteger)
    made: dict[Part, ColumnElement[Any]] = {
        "day": _whole(local, DAY_MS),
        "hour": _whole(local % literal_column(str(DAY_MS), BigInteger), HOUR_MS),
        "channel": table.channel_id,
        "agent": table.agent_id,
    }
    return made[part].label(part)


def _whole(value: ColumnElement[int], by: int) -> ColumnElement[int]:
    return value // literal_column(str(by), BigInteger)
