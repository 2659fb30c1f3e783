"""Lists of quotations: a page in some order, and what they come to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from storage.database import Connection
from storage.paging import behind
from storage.quotations.rows import HEAD, HeadRow
from storage.tables import conversations, quotations

Sort = Literal["-created", "created", "-updated", "-total", "total", "valid"]
MOST_SUMMED = 20_000  # quotations; of more an answer would take too long

_c = quotations.c
_KEYS: dict[str, Any] = {
    "created": _c.created_at,
    "updated": _c.updated_at,
    "total": _c.total,
    "valid": _c.valid_until,
}


class Wanted(Struct, frozen=True, kw_only=True):
    """What narrows a list. Times are ms, amounts minor units of `currency`; `channels` None: all of them are the asker's."""

    channels: tuple[str, ...] | None
    orphans: bool = False  # those whose contact is gone, too
    states: tuple[str, ...] = ()
    contact: str | None = None
    conversation: str | None = None
    owner: str | None = None
    currency: str | None = None
    since: int | None = None
    until: int | None = None
    valid_since: str | None = None
    valid_until: str | None = None
    least: int | None = None
    most: int | None = None
    number: str | None = None  # or of these: what a search found
    found: tuple[str, ...] | None = None


class SumRow(Struct, frozen=True, kw_only=True):
    currency: str
    state: str
    count: int
    total: int


async def page(
    connection: Connection, wanted: Wanted, sort: Sort, after: tuple[Any, str] | None, limit: int
) -> list[HeadRow]:
    key = _KEYS[sort.removeprefix("-")]
    falling = sort.startswith("-")
    conditions = _conditions(wanted)
    if sort == "valid":
        conditions.append(key.is_not(None))
    if after is not None:
        conditions.append(behind(key, _c.id, after, falling=falling))
    order = (key.desc(), _c.id.desc()) if falling else (key, _c.id)
    return await connection.rows(select(*HEAD).where(*conditions).order_by(*order).limit(limit), HeadRow)


async def sums(connection: Connection, wanted: Wanted) -> tuple[list[SumRow], bool]:
    """What they come to, by currency and state: the newest `MOST_SUMMED`, and whether these are all."""
    newest = (
        select(_c.currency, _c.state, _c.total).where(*_conditions(wanted)).order_by(_c.created_at.desc(), _c.id.desc())
    )
    some = newest.limit(MOST_SUMMED).subquery()
    statement = select(some.c.currency, some.c.state, func.count(), func.sum(some.c.total))
    grouped = statement.group_by(some.c.currency, some.c.state).order_by(some.c.currency, some.c.state)
    found = [
        SumRow(currency=currency, state=state, count=int(count), total=int(total))
        for currency, state, count, total in await connection.tuples(grouped)
    ]
    return found, sum(row.count for row in found) < MOST_SUMMED


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    w = wanted
    found: list[ColumnElement[bool]] = []
    if w.channels is not None:
        found.append(visible(w.channels, w.orphans))
    if w.states:
        found.append(_c.state.in_(w.states) if len(w.states) > 1 else _c.state == w.states[0])
    pairs = (
        (_c.contact_id, w.contact),
        (_c.conversation_id, w.conversation),
        (_c.owner_id, w.owner),
        (_c.currency, w.currency),
    )
    found += [column == value for column, value in pairs if value is not None]
    found += [_c.created_at >= w.since] if w.since is not None else []
    found += [_c.created_at < w.until] if w.until is not None else []
    found += [_c.valid_until >= w.valid_since] if w.valid_since is not None else []
    found += [_c.valid_until <= w.valid_until] if w.valid_until is not None else []
    found += [_c.total >= w.least] if w.least is not None else []
    found += [_c.total <= w.most] if w.most is not None else []
    if w.found is not None:
        found.append(or_(_c.id.in_(w.found), _c.number == w.number))
    return found


def visible(channels: Collection[str], orphans: bool) -> ColumnElement[bool]:
    """As hub.quotations.holding decides of one. In words no index knows: the order's own is walked, past what is others'."""
    talk = conversations.c
    channel, contact = func.coalesce(_c.channel_id, ""), func.coalesce(_c.contact_id, "")
    placed = exists().where(talk.contact_id == _c.contact_id)
    theirs = func.coalesce(talk.channel_id, "").in_(sorted(channels))  # found by the contact, which has few
    heard = exists().where(talk.contact_id == _c.contact_id, theirs)
    known = and_(contact != "", or_(~placed, heard))
    loose = or_(contact == "", known) if orphans else known
    return or_(channel.in_(sorted(channels)), and_(channel == "", loose))
