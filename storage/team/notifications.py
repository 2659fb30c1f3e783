"""Notifications: what each member of the team was told, what they want to be told, and what is told once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import String, cast, delete, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from storage import pruning
from storage.database import Connection
from storage.matching import mentions
from storage.tables import contacts, conversations, notification_choices, notifications, notified

AT_ONCE = 500  # rows of one statement: SQLite takes 32,766 values

_n = notifications.c


class NotificationRow(Struct, frozen=True, kw_only=True):
    """Times are ms; `read_at` None: unread."""

    id: str
    version: int
    user_id: str
    kind: str
    conversation_id: str | None
    subject: str | None
    text: str
    who: str
    detail: str
    count: int
    at: int
    read_at: int | None


class PlaceRow(Struct, frozen=True):
    """Where a conversation is, with whom."""

    id: str
    channel_id: str
    assignee_id: str | None
    contact_name: str
    blocked_at: int | None


class WaitRow(Struct, frozen=True):
    """A customer who waits since `waiting_since` (ms)."""

    id: str
    channel_id: str
    assignee_id: str | None
    contact_name: str
    waiting_since: int


_COLUMNS = tuple(_n[name] for name in NotificationRow.__struct_fields__)


async def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[NotificationRow]:
    """New ones, or what is unread of the kind in the conversation with it added; no two of one kind, conversation and person. They are
    locked in this order."""
    found: list[NotificationRow] = []
    for start in range(0, len(rows), AT_ONCE):
        found += await _put(connection, rows[start : start + AT_ONCE])
    places = {(row["user_id"], row["kind"], row["conversation_id"]): place for place, row in enumerate(rows)}
    return sorted(found, key=lambda row: places[row.user_id, row.kind, row.conversation_id])


async def _put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[NotificationRow]:
    new = connection.insert(notifications).values(list(rows))
    newest = {name: new.excluded[name] for name in ("subject", "text", "who", "detail", "at")}
    together = {"count": _n["count"] + new.excluded["count"], "version": _n.version + 1}
    statement = new.on_conflict_do_update(
        index_elements=["user_id", "kind", "conversation_id"], index_where=_n.read_at.is_(None), set_=newest | together
    )
    return await connection.rows(statement.returning(*_COLUMNS), NotificationRow)


async def page(
    connection: Connection,
    user_id: str,
    channel_ids: Collection[str],
    *,
    unread: bool | None,
    words: str | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[NotificationRow]:
    """Newest first; without those of conversations on other channel accounts than these."""
    there = or_(_n.conversation_id.is_(None), conversations.c.channel_id.in_(sorted(channel_ids)))
    statement = (
        select(*_COLUMNS)
        .outerjoin(conversations, conversations.c.id == _n.conversation_id)
        .where(_n.user_id == user_id, there)
        .order_by(_n.at.desc(), _n.id.desc())
        .limit(limit)
    )
    if unread is not None:
        statement = statement.where(_n.read_at.is_(None) if unread else _n.read_at.is_not(None))
    if words:
        statement = statement.where(mentions(_n.text, words))
    if before is not None:
        statement = statement.where(tuple_(_n.at, _n.id) < before)
    return await connection.rows(statement, NotificationRow)


async def lock(connection: Connection, user_id: str, notification_id: str) -> NotificationRow | None:
    """This person's, as nobody else is changing it now."""
    statement = select(*_COLUMNS).where(_n.id == notification_id, _n.user_id == user_id)
    return await connection.row(statement.with_for_update(), NotificationRow)


async def set_read(connection: Connection, notification_id: str, read_at: int | None) -> bool:
    """False when there is an unread one of its kind and conversation besides."""
    statement = update(notifications).where(_n.id == notification_id).values(version=_n.version + 1, read_at=read_at)
    try:
        async with connection.savepoint():
            await connection.execute(statement)
    except IntegrityError:
        return False
    return True


async def read_all(connection: Connection, user_id: str, now: int) -> int:
    """All that are unread. Returns how many."""
    unread = (_n.user_id == user_id) & _n.read_at.is_(None)
    # in the order in which they are written, so that two transactions never wait for each other
    in_order = select(_n.id).where(unread).order_by(_n.kind, _n.conversation_id)
    found = await connection.values(in_order.with_for_update())
    if not found:
        return 0
    return await connection.execute(update(notifications).where(unread).values(version=_n.version + 1, read_at=now))


async def read_in(connection: Connection, user_id: str, conversation_id: str, now: int) -> list[NotificationRow]:
    """This person's that are about a conversation."""
    unread = (_n.user_id == user_id) & _n.read_at.is_(None) & (_n.conversation_id == conversation_id)
    # in the order in which they are written, so that two transactions never wait for each other
    found = await connection.values(select(_n.id).where(unread).order_by(_n.kind).with_for_update())
    if not found:
        return []
    statement = update(notifications).where(_n.id.in_(found)).values(version=_n.version + 1, read_at=now)
    return await connection.rows(statement.returning(*_COLUMNS), NotificationRow)


async def take_back(connection: Connection, messages: Collection[tuple[str, str]]) -> list[NotificationRow]:
    """Leaves of what is told of these (conversation, message) only who wrote."""
    about = _n.conversation_id.in_(sorted({id for id, _ in messages})) & _n.subject.in_(
        sorted(id for _, id in messages)
    )
    # in the order in which they are written, so that two transactions never wait for each other
    in_order = select(_n.id).where(about).order_by(_n.user_id, _n.kind, _n.conversation_id)
    found = await connection.values(in_order.with_for_update())
    if not found:
        return []
    statement = update(notifications).where(_n.id.in_(found)).values(version=_n.version + 1, text=_n.who, detail="")
    return await connection.rows(statement.returning(*_COLUMNS), NotificationRow)


async def declined(connection: Connection, user_ids: Collection[str]) -> set[tuple[str, str]]:
    """(user, kind) of what these people do not want to be told."""
    c = notification_choices.c
    statement = select(c.user_id, c.kind).where(c.user_id.in_(sorted(user_ids)), c.wanted.is_(False))
    return {(user, kind) for user, kind in await connection.tuples(statement)}


async def choose(connection: Connection, user_id: str, kind: str, wanted: bool) -> None:
    statement = connection.insert(notification_choices).values(user_id=user_id, kind=kind, wanted=wanted)
    again = statement.on_conflict_do_update(index_elements=["user_id", "kind"], set_={"wanted": wanted})
    await connection.execute(again)


async def places(connection: Connection, conversation_ids: Collection[str]) -> dict[str, PlaceRow]:
    c = conversations.c
    about = (c.id, c.channel_id, c.assignee_id, contacts.c.name.label("contact_name"), contacts.c.blocked_at)
    statement = select(*about).join(contacts, contacts.c.id == c.contact_id)
    found = await connection.rows(statement.where(c.id.in_(sorted(conversation_ids))), PlaceRow)
    return {row.id: row for row in found}


async def waiting(connection: Connection, since: int, until: int, limit: int) -> list[WaitRow]:
    """Open conversations in which somebody waits since a time between these, and of whose wait nobody was told; the longest first."""
    c = conversations.c
    told = (notified.c.conversation_id == c.id) & (notified.c.kind == "waiting")
    told = told & (notified.c.mark == cast(c.waiting_since, String))
    statement = (
        select(c.id, c.channel_id, c.assignee_id, contacts.c.name.label("contact_name"), c.waiting_since)
        .join(contacts, contacts.c.id == c.contact_id)
        .outerjoin(notified, told)
        .where(c.waiting_since > since, c.waiting_since <= until, c.state == "open", notified.c.mark.is_(None))
        .order_by(c.waiting_since, c.id)
    )
    return await connection.rows(statement.limit(limit), WaitRow)


async def mark(connection: Connection, kind: str, marks: Collection[tuple[str, str]], now: int) -> list[str]:
    """Notes that (conversation, mark) are told. Returns the marks that were not."""
    rows = [{"conversation_id": id, "kind": kind, "mark": mark, "at": now} for id, mark in sorted(set(marks))]
    return await connection.insert_many(notified, rows, ignore=True, returning="mark")


async def unmark(connection: Connection, kind: str, marks: Collection[tuple[str, str]]) -> None:
    pairs = tuple_(notified.c.conversation_id, notified.c.mark).in_(sorted(set(marks)))
    await connection.execute(delete(notified).where(notified.c.kind == kind, pairs))


async def prune(connection: Connection, before: int, limit: int) -> int:
    """Removes up to `limit` that are older. Returns how many."""
    return await pruning.remove(connection, notifications, _n.at < before, limit)


async def prune_told(connection: Connection, before: int, limit: int) -> int:
    """Forgets up to `limit` marks of what was told before then. Returns how many."""
    return await pruning.remove(connection, notified, notified.c.at < before, limit)
