"""Messages across conversations, newest first, by channel account.

What is asked may be rare among many: a page then looks at so many messages of each channel account and no more, and tells where it
stopped, so that it costs the same wherever in the history it begins.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all

from storage.database import Connection
from storage.matching import mentions
from storage.messages import COLUMNS, MessageRow
from storage.tables import messages

LOOKED_AT = 4_000  # messages of one channel account a page looks at
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
    seen = [] if horizon is None else [_row.order >= horizon]
    conditions = [*_conditions(wanted), *_span(wanted, after), *seen]
    streams = [select(*COLUMNS).where(*lead, *conditions) for lead in _leads(wanted)]
    # the queue is short and ordered by what is due: it is sorted, rather than found by walking everything in order
    order = _row.order + "" if wanted.status in WAITING else _row.order
    place = (order.desc(), _row.id.desc())
    if len(streams) == 1:
        return streams[0].order_by(*place).limit(limit)
    each = [stream.order_by(*place).limit(limit).subquery() for stream in streams]
    merged = union_all(*(select(*stream.c) for stream in each)).subquery()
    return select(*merged.c).order_by(merged.c.order.desc(), merged.c.id.desc()).limit(limit)


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
    """The newest of the places where `LOOKED_AT` messages of a channel account have been looked at; None: all were."""
    reached: list[Select[Any]] = [
        select(_row.order)
        .where(*lead, *_span(wanted, after))
        .order_by(_row.order.desc(), _row.id.desc())
        .offset(LOOKED_AT - 1)
        .limit(1)
        for lead in _leads(wanted)
    ]
    places = [statement.subquery() for statement in reached]
    merged = union_all(*(select(place.c.order) for place in places)).subquery()
    reached_back: str | None = await connection.value(select(func.max(merged.c.order)))
    return reached_back
