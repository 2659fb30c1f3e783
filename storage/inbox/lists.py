"""What lists of conversations can be asked: pages by filter and order, and how many there are.

A page is read as streams: each walks an index from the place where the page begins, already in the order asked for, and stops after a
page's length; together they are merged. So a page costs the same in the smallest office and the largest. What only few conversations
are (unread, waiting, with an open window, of one contact, with a rare tag) is taken whole from its index and sorted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from storage.database import Connection, Dialect
from storage.tables import conversation_tags, conversations

Sort = Literal["last", "waiting", "priority"]
Place = tuple[int, ...]  # what a conversation is sorted by; its id comes after

STATES = ("open", "snoozed", "resolved")
QUIET = "quiet"  # a campaign wrote, and the person has not answered: only who asks for such sees them
MOST_STREAMS = 24  # more are walked as one, past rows that do not belong
FEW = 2_000  # conversations with a tag; of a more frequent tag a page is soon found by walking
MOST_COUNTED = 1_000

Condition = ColumnElement[bool]
_row = conversations.c
# SQLite, which keeps no statistics, is led to the index a stream names: a column behind a plus is no reason to take another
_veiled = SimpleNamespace(
    **{column.key: UnaryExpression(column, operator=custom_op("+"), type_=column.type) for column in conversations.c}
)
_urgent = _row.priority > literal_column("0")  # in the words of the partial indexes: a parameter does not choose them
_unread = _row.unread > literal_column("0")


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; None means whatever. `channels`: those the asker may see, None when that is every one; `assignees`:
    any of these; `ids`: any of these; times in ms, of `window_closes_at` for `window_after` (not before) and `window_until`."""

    channels: Collection[str] | None
    state: str | None = None
    assignees: Collection[str] | None = None
    unassigned: bool = False
    contact: str | None = None
    tag: str | None = None
    unread: bool | None = None
    waiting_before: int | None = None
    window_after: int | None = None
    window_until: int | None = None
    window_closed_at: int | None = None
    priority: int | None = None
    ids: Collection[str] | None = None


class Counts(Struct, frozen=True, kw_only=True):
    """`unread`: the open conversations somebody of the team still has to read."""

    mine: int
    unassigned: int
    all: int
    snoozed: int
    resolved: int
    unread: int


async def page(
    connection: Connection, wanted: Wanted, sort: Sort, after: tuple[Place, str] | None, limit: int
) -> list[tuple[Place, str]]:
    """(place, id) of the first `limit` conversations after `after`. `last`: newest last message first; `waiting`: those that wait
    longest first, others left out; `priority`: the most urgent first, among equals the newest."""
    rare = wanted.tag is not None and wanted.tag in await rare_tags(connection, [wanted.tag])
    found = await connection.tuples(statement_of(connection.dialect, wanted, sort, after, limit, rare))
    return [(tuple(row[:-1]), row[-1]) for row in found]


async def rare_tags(connection: Connection, tags: Collection[str]) -> set[str]:
    """Those of the tags that few conversations have."""
    sizes = {tag: _size(select(literal(1)).where(conversation_tags.c.tag == tag), FEW) for tag in sorted(set(tags))}
    if not sizes:
        return set()
    (counted,) = await connection.tuples(select(*sizes.values()))
    return {tag for tag, count in zip(sizes, counted, strict=True) if count < FEW}


async def count_each(connection: Connection, lists: Mapping[str, Wanted]) -> dict[str, int]:
    """How many conversations each of the lists holds, counted up to `MOST_COUNTED`; one statement for all of them."""
    if not lists:
        return {}
    rare = await rare_tags(connection, [wanted.tag for wanted in lists.values() if wanted.tag is not None])
    sizes = [
        _size(statement_of(connection.dialect, wanted, "last", None, MOST_COUNTED, wanted.tag in rare), MOST_COUNTED)
        for wanted in lists.values()
    ]
    (counted,) = await connection.tuples(select(*sizes))
    return dict(zip(lists, counted, strict=True))


async def counts(connection: Connection, user_id: str, channels: Collection[str] | None) -> Counts:
    visible = true() if channels is None else _row.channel_id.in_(sorted(channels))

    def size(*conditions: Condition) -> ColumnElement[int]:
        return select(func.count()).select_from(conversations).where(visible, *conditions).scalar_subquery()

    is_open = _row.state == "open"
    statement = select(
        size(is_open, _row.assignee_id == user_id).label("mine"),
        size(is_open, _row.assignee_id.is_(None)).label("unassigned"),
        size(is_open).label("all"),
        size(_row.state == "snoozed").label("snoozed"),
        size(_row.state == "resolved").label("resolved"),
        size(is_open, _unread).label("unread"),
    )
    found = await connection.row(statement, Counts)
    return found or Counts(mine=0, unassigned=0, all=0, snoozed=0, resolved=0, unread=0)


def statement_of(
    dialect: Dialect, wanted: Wanted, sort: Sort, after: tuple[Place, str] | None, limit: int, rare: bool
) -> Select[Any]:
    """What `page` asks: rows of what they are sorted by, then the id. `rare`: few conversations have the tag."""
    columns = [_row[name] for name in _ORDER[sort]]
    streams = _streams(wanted, sort, rare)
    narrowed = _conditions(wanted, rare, _veiled if dialect == "sqlite" else _row)
    asked = [select(*columns).where(*stream, *narrowed, *_beyond(sort, after)) for stream in streams]
    if len(asked) == 1:
        return asked[0].order_by(*_ordering(sort, columns)).limit(limit)
    each = [statement.order_by(*_ordering(sort, columns)).limit(limit).subquery() for statement in asked]
    merged = union_all(*(select(*stream.c) for stream in each)).subquery()
    return select(*merged.c).order_by(*_ordering(sort, list(merged.c))).limit(limit)


_ORDER: dict[Sort, tuple[str, ...]] = {
    "last": ("last_at", "id"),
    "waiting": ("waiting_since", "id"),
    "priority": ("priority", "last_at", "id"),
}


def _ordering(sort: Sort, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [column.asc() if sort == "waiting" else column.desc() for column in columns]


def _beyond(sort: Sort, after: tuple[Place, str] | None) -> list[Condition]:
    if after is None:
        return []
    place, id = after
    columns = tuple_(*(_row[name] for name in _ORDER[sort]))
    return [columns > (*place, id) if sort == "waiting" else columns < (*place, id)]


def _streams(wanted: Wanted, sort: Sort, rare: bool) -> list[tuple[Condition, ...]]:
    """The conditions each stream begins with: what an index is walked by."""
    if few := _few(wanted, sort, rare):
        return [few]
    streams = list(_by_equality(wanted))
    if len(streams) > MOST_STREAMS:
        streams = [(_row.state == state,) for state in _states(wanted)]
    if not streams:  # a team of nobody, an agent of no channel account
        return [(false(),)]
    if sort != "priority" or wanted.priority is not None:
        return streams
    return [(_urgent,), *((_row.priority == 0, *stream) for stream in streams)]


def _few(wanted: Wanted, sort: Sort, rare: bool) -> tuple[Condition, ...]:
    """What is taken whole, because only few conversations are so."""
    if wanted.ids is not None:
        return (_row.id.in_(sorted(wanted.ids)),)
    if wanted.contact is not None:
        return (_row.contact_id == wanted.contact,)
    if rare:
        tagged = select(conversation_tags.c.conversation_id).where(conversation_tags.c.tag == wanted.tag)
        return (_row.id.in_(tagged),)
    if sort == "waiting" or wanted.waiting_before is not None:
        waiting = _row.waiting_since.is_not(None)
        return (waiting,) if wanted.waiting_before is None else (waiting, _row.waiting_since < wanted.waiting_before)
    if wanted.unread:
        return (_unread,)
    if wanted.window_after is not None:
        return (_row.window_closes_at > wanted.window_after,)
    return ()


def _by_equality(wanted: Wanted) -> Iterator[tuple[Condition, ...]]:
    if wanted.priority:
        yield _urgent, _row.priority == wanted.priority
        return
    for state in _states(wanted):
        is_so = _row.state == state
        if wanted.unassigned:
            yield _row.assignee_id.is_(None), is_so
        elif wanted.assignees is not None:
            yield from ((_row.assignee_id == user, is_so) for user in sorted(wanted.assignees))
        elif wanted.channels is not None:
            yield from ((_row.channel_id == channel, is_so) for channel in sorted(wanted.channels))
        else:
            yield (is_so,)


def _states(wanted: Wanted) -> tuple[str, ...]:
    return STATES if wanted.state is None else (wanted.state,)


def _conditions(wanted: Wanted, rare: bool, row: Any) -> list[Condition]:
    """All there is to meet, whatever index is walked."""
    conditions: list[Condition] = []
    if wanted.channels is not None:
        conditions.append(row.channel_id.in_(sorted(wanted.channels)))
    conditions.append(row.state != QUIET if wanted.state is None else row.state == wanted.state)
    if wanted.unassigned:
        conditions.append(row.assignee_id.is_(None))
    elif wanted.assignees is not None:
        conditions.append(row.assignee_id.in_(sorted(wanted.assignees)))
    if wanted.contact is not None:
        conditions.append(row.contact_id == wanted.contact)
    if wanted.unread is not None:
        conditions.append(row.unread > 0 if wanted.unread else row.unread == 0)
    if wanted.waiting_before is not None:
        conditions.append(row.waiting_since < wanted.waiting_before)
    if wanted.priority is not None:
        conditions.append(row.priority == wanted.priority)
    if wanted.tag is not None and not rare:
        of_it = and_(conversation_tags.c.tag == wanted.tag, conversation_tags.c.conversation_id == _row.id)
        conditions.append(select(true()).where(of_it).correlate(conversations).exists())
    return [*conditions, *_window(wanted, row)]


def _window(wanted: Wanted, row: Any) -> list[Condition]:
    closes = row.window_closes_at
    conditions: list[Condition] = []
    if wanted.window_after is not None:
        conditions.append(closes > wanted.window_after)
    if wanted.window_until is not None:
        conditions.append(closes <= wanted.window_until)
    if wanted.window_closed_at is not None:
        conditions.append(or_(closes.is_(None), closes <= wanted.window_closed_at))
    return conditions


def _size(statement: Select[Any], most: int) -> ColumnElement[int]:
    return select(func.count()).select_from(statement.limit(most).subquery()).scalar_subquery()
