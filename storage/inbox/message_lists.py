"""Messages across conversations, newest first, by channel account.

What is asked may be rare among many: a page then looks at so many messages and no more, and tells where it stopped, so that it costs
the same wherever in the history it begins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all

from storage.database import Connection
from storage.inbox.messages import COLUMNS, MessageRow
from storage.matching import mentions
from storage.tables import messages

LOOKED_AT = 2_000  # messages a page looks at, of all channel accounts together
FEWEST_LOOKED_AT = 200  # of one of them
TROUBLED = ("failed", "unknown")
WAITING = ("queued", "sending")

Condition = ColumnElement[bool]
Place = tuple[str, str]  # order, id
_row = messages.c


class WantedMessages(Struct, frozen=True, kw_only=True):
    """None means whatever. `since` and `until` are beginnings of an `order`; `ids`: any of these."""

    channels: Collection[str]
    since: str | None = None
    until: str | None = None
    direction: str | None = None
    status: str | None = None
    kind: str | None = None
    conversation: str | None = None
    ids: Collection[str] | None = None
    words: str | None = None  # of one conversation alone: other texts are found by the search index

    @property
    def narrowed(self) -> bool:
        return any(value is not None for value in (self.direction, self.status, self.kind))


async def newest(
    connection: Connection, wanted: WantedMessages, after: Place | None, limit: int
) -> tuple[list[MessageRow], str | None]:
    """Up to `limit` messages, newest first, from `after` (order, id) on; and the `order` this looked back to, when there is more behind."""
    if not wanted.channels:
        return [], None
    few = wanted.ids is not None or wanted.conversation is not None or wanted.status in (*TROUBLED, *WAITING)
    horizon = None if few or not wanted.narrowed else await _horizon(connection, wanted, after)
    return await connection.rows(statement_of(wanted, after, limit, horizon), MessageRow), horizon


def statement_of(wanted: WantedMessages, after: Place | None, limit: int, horizon: str | None) -> Select[Any]:
    """What `newest` asks, back to the `horizon`."""
    if horizon is not None:  # it lies after `since`: of two lower bounds an index is walked to either
        wanted = structs.replace(wanted, since=horizon)
    conditions = [*_conditions(wanted), *_span(wanted, after)]
    streams = [select(_row.order, _row.id).where(*lead, *conditions) for lead in _leads(wanted)]
    # the queue is short and ordered by what is due: it is sorted, rather than found by walking everything in order
    order = _row.order + "" if wanted.status in WAITING else _row.order
    place = (order.desc(), _row.id.desc())
    each = [stream.order_by(*place).limit(limit).subquery() for stream in streams]
    merged = union_all(*(select(*stream.c) for stream in each)).subquery()
    first = select(merged.c.id).order_by(merged.c.order.desc(), merged.c.id.desc()).limit(limit)
    whole = select(*COLUMNS).where(_row.id.in_(first.subquery().select()))
    return whole.order_by(_row.order.desc(), _row.id.desc())


def _leads(wanted: WantedMessages) -> list[tuple[Condition, ...]]:
    """What an index is walked by."""
    if wanted.ids is not None:
        return [(_row.id.in_(sorted(wanted.ids)), _row.channel_id.in_(sorted(wanted.channels)))]
    if wanted.conversation is not None:
        return [(_row.conversation_id == wanted.conversation, _row.channel_id.in_(sorted(wanted.channels)))]
    return [(_row.channel_id == channel,) for channel in sorted(wanted.channels)]


def _conditions(wanted: WantedMessages) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.direction is not None:
        conditions.append(_row.direction == wanted.direction)
    if wanted.kind is not None:
        conditions.append(_row.kind == wanted.kind)
    if wanted.status is not None:
        conditions.append(_row.status == wanted.status)
    if wanted.words is not None:
        conditions.append(mentions(_row.text, wanted.words))
    if wanted.status in TROUBLED:
        conditions.append(_row.error.is_not(None))
    if wanted.status in WAITING:
        conditions.append(_row.due_at.is_not(None))
    return conditions


def _span(wanted: WantedMessages, after: Place | None) -> list[Condition]:
    span: list[Condition] = []
    if wanted.since is not None:
        span.append(_row.order >= wanted.since)
    if wanted.until is not None:
        span.append(_row.order < wanted.until)
    if after is not None:
        span.append(tuple_(_row.order, _row.id) < after)
    return span


async def _horizon(connection: Connection, wanted: WantedMessages, after: Place | None) -> str | None:
    """The newest of the places where a channel account's share of `LOOKED_AT` messages was looked at; None: all were."""
    share = max(LOOKED_AT // len(wanted.channels), FEWEST_LOOKED_AT)
    reached: list[Select[Any]] = [
        select(_row.order)
        .where(*lead, *_span(wanted, after))
        .order_by(_row.order.desc(), _row.id.desc())
        .offset(share - 1)
        .limit(1)
        for lead in _leads(wanted)
    ]
    places = [statement.subquery() for statement in reached]
    merged = union_all(*(select(place.c.order) for place in places)).subquery()
    reached_back: str | None = await connection.value(select(func.max(merged.c.order)))
    return reached_back
