"""Counting what was said into `statistics_…`, and reading from it. Messages are found by their ids, which sort by the time they were made.

The first answer is the first message of a person after a customer's message that began a wait; a wait begins with the first message of a
customer after a person's last one, or after the conversation was resolved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Select, case, delete, func, literal, literal_column, or_, select, text

from storage.database import Connection
from storage.tables import (
    conversations,
    messages,
    statistics_progress,
    statistics_slots,
    statistics_times,
)

SLOT_MS = 15 * 60_000
HISTORY_MS = 8 * 24 * 3_600_000  # what comes longer after it was said than a provider repeats itself is a backfill
PERSONS = ("user", "phone_app")
SILENT = ("system", "note", "reaction")  # kinds that say nothing to the other side
RESOLVED = '%"event":"resolved"%'
COUNTS = ("received", "sent", "automatic", "opened", "resolved")


class SlotRow(Struct, frozen=True, kw_only=True):
    at: int
    channel_id: str
    agent_id: str
    received: int = 0
    sent: int = 0
    automatic: int = 0
    opened: int = 0
    resolved: int = 0


class EndedRow(Struct, frozen=True, kw_only=True):
    """Something waited for that came. `ms`: how long; None: nobody waited. `content`: JSON of the line that says it."""

    id: str
    at: int
    channel_id: str
    agent_id: str
    content: str
    ms: int | None


async def counted_to(connection: Connection) -> int | None:
    found: int | None = await connection.value(select(statistics_progress.c.counted_to))
    return found


async def next_message_at(connection: Connection, first_id: str) -> int | None:
    """When the first message with this id or a later one was made."""
    statement = select(messages.c.created_at).where(messages.c.id >= first_id).order_by(messages.c.id).limit(1)
    found: int | None = await connection.value(statement)
    return found


async def volumes(connection: Connection, span: Span) -> list[SlotRow]:
    """Messages by slot, channel account and who wrote them."""
    said = ~messages.c.kind.in_(SILENT)
    by_person = messages.c.author_kind.in_(PERSONS)
    out = messages.c.direction == "out"
    first = messages.c.content.not_like('%"replaces":"%')  # what went another way instead was said once
    at = _slot(messages.c.created_at).label("at")
    agent = case((out & by_person, func.coalesce(messages.c.author_id, "")), else_="")
    statement = (
        select(
            at,
            messages.c.channel_id,
            agent.label("agent_id"),
            _count(messages.c.direction == "in").label("received"),
            _count(out & by_person & first).label("sent"),
            _count(out & ~by_person).label("automatic"),
        )
        .where(span.of(messages), said, messages.c.created_at - messages.c.sent_at <= HISTORY_MS)
        .group_by(text("at"), messages.c.channel_id, text("agent_id"))
    )
    return await connection.rows(statement, SlotRow)


async def openings(connection: Connection, span: Span) -> list[SlotRow]:
    at = _slot(conversations.c.created_at).label("at")
    statement = (
        select(at, conversations.c.channel_id, literal("").label("agent_id"), func.count().label("opened"))
        .where(span.of(conversations))
        .group_by(text("at"), conversations.c.channel_id)
    )
    return await connection.rows(statement, SlotRow)


async def responses(connection: Connection, span: Span) -> list[EndedRow]:
    """Messages of persons, and how long the customer had waited for each."""
    began, before = messages.alias("began"), messages.alias("before")
    last = _last_before(before, messages, _ends_wait(before))
    waited = (
        select(messages.c.sent_at - began.c.sent_at)
        .where(began.c.conversation_id == messages.c.conversation_id, began.c.direction == "in")
        .where(~began.c.kind.in_(SILENT), began.c.order < messages.c.order)
        .where(began.c.order > func.coalesce(last, ""))
        .order_by(began.c.order)
        .limit(1)
        .correlate(messages)
        .scalar_subquery()
    )
    written = (
        span.of(messages) & (messages.c.direction == "out") & messages.c.author_kind.in_(PERSONS)
    ) & ~messages.c.kind.in_(SILENT)
    return await connection.rows(
        _ended(waited, literal("{}")).where(written, messages.c.scheduled_for.is_(None)), EndedRow
    )


async def resolutions(connection: Connection, span: Span) -> list[EndedRow]:
    """Lines that say a conversation was resolved, and how long it had been open."""
    began, before = messages.alias("began"), messages.alias("before")
    last = _last_before(before, messages, _is_resolved(before))
    took = (
        select(messages.c.sent_at - began.c.sent_at)
        .where(began.c.conversation_id == messages.c.conversation_id, ~began.c.kind.in_(("system",)))
        .where(began.c.order < messages.c.order, began.c.order > func.coalesce(last, ""))
        .order_by(began.c.order)
        .limit(1)
        .correlate(messages)
        .scalar_subquery()
    )
    return await connection.rows(
        _ended(took, messages.c.content).where(span.of(messages), _is_resolved(messages)), EndedRow
    )


async def replace(
    connection: Connection,
    since: int,
    until: int,
    slots: Sequence[SlotRow],
    times: Sequence[Mapping[str, Any]],
    to: int,
) -> None:
    """Makes the counts from `since` up to and without `until` (ms, beginnings of slots) these, and notes that all is counted `to`."""
    await connection.execute(delete(statistics_slots).where(_between(statistics_slots.c.at, since, until)))
    await connection.execute(delete(statistics_times).where(_between(statistics_times.c.at, since, until)))
    await connection.insert_many(
        statistics_slots, [{name: getattr(row, name) for name in SlotRow.__struct_fields__} for row in slots]
    )
    await connection.insert_many(statistics_times, times, ignore=True)
    noted = connection.insert(statistics_progress).values(id=1, counted_to=to)
    await connection.execute(noted.on_conflict_do_update(index_elements=["id"], set_={"counted_to": to}))


class Span(Struct, frozen=True):
    """A span of time in ms, and the ids that can have been made in it."""

    since: int
    until: int
    first_id: str
    last_id: str

    def of(self, table: Any) -> ColumnElement[bool]:
        near: ColumnElement[bool] = (table.c.id >= self.first_id) & (table.c.id < self.last_id)
        return near & _between(table.c.created_at, self.since, self.until)


def _ended(waited: Any, content: ColumnElement[str]) -> Select[Any]:
    return select(
        messages.c.id,
        messages.c.created_at.label("at"),
        messages.c.channel_id,
        func.coalesce(messages.c.author_id, "").label("agent_id"),
        content.label("content"),
        waited.label("ms"),
    )


def _last_before(before: Any, found: Any, which: ColumnElement[bool]) -> Any:
    """The place of the last message of the thread before `found` that is one of `which`."""
    return (
        select(before.c.order)
        .where(before.c.conversation_id == found.c.conversation_id, before.c.order < found.c.order, which)
        .order_by(before.c.order.desc())
        .limit(1)
        .correlate(found)
        .scalar_subquery()
    )


def _ends_wait(table: Any) -> ColumnElement[bool]:
    answered: ColumnElement[bool] = (
        (table.c.direction == "out") & table.c.author_kind.in_(PERSONS) & ~table.c.kind.in_(SILENT)
    )
    return or_(answered, _is_resolved(table))


def _is_resolved(table: Any) -> ColumnElement[bool]:
    resolved: ColumnElement[bool] = (table.c.kind == "system") & table.c.content.like(RESOLVED)
    return resolved


def _slot(at: ColumnElement[int]) -> ColumnElement[int]:
    return at - at % literal_column(
        str(SLOT_MS), BigInteger
    )  # no parameter: PostgreSQL would not see that two of them are alike


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _between(column: ColumnElement[int], since: int, until: int) -> ColumnElement[bool]:
    return (column >= since) & (column < until)
