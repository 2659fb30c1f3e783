"""What lists of conversations can be asked: pages by filter, and how many each tab holds."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, or_, select, true

from storage.database import Connection
from storage.matching import contains_exactly, mentions, reached_by
from storage.tables import contacts, conversations, messages


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; None means whatever. `channels` are those the asker may see at all."""

    channels: Collection[str]
    state: str | None = None
    assignee: str | None = None
    unassigned: bool = False
    contact: str | None = None
    tag: str | None = None
    unread: bool | None = None
    words: str | None = None


class Counts(Struct, frozen=True, kw_only=True):
    """`unread`: the open conversations somebody of the team still has to read."""

    mine: int
    unassigned: int
    all: int
    snoozed: int
    resolved: int
    unread: int


async def page(
    connection: Connection, wanted: Wanted, after: tuple[int, str] | None, limit: int
) -> list[tuple[int, str]]:
    """(last_at, id) of the newest `limit` conversations after `after`, newest first."""
    place = (conversations.c.last_at, conversations.c.id)
    statement = select(*place).where(*_conditions(connection, wanted)).limit(limit)
    if after is not None:
        at, last_id = after
        statement = statement.where(
            or_(conversations.c.last_at < at, and_(conversations.c.last_at == at, conversations.c.id < last_id))
        )
    found = await connection.tuples(statement.order_by(conversations.c.last_at.desc(), conversations.c.id.desc()))
    return [(at, id) for at, id in found]


async def counts(connection: Connection, user_id: str, channels: Collection[str]) -> Counts:
    is_open = conversations.c.state == "open"
    statement = select(
        _count(is_open & (conversations.c.assignee_id == user_id)).label("mine"),
        _count(is_open & conversations.c.assignee_id.is_(None)).label("unassigned"),
        _count(is_open).label("all"),
        _count(conversations.c.state == "snoozed").label("snoozed"),
        _count(conversations.c.state == "resolved").label("resolved"),
        _count(is_open & (conversations.c.unread > 0)).label("unread"),
    ).where(conversations.c.channel_id.in_(sorted(channels)))
    found = await connection.row(statement, Counts)
    return found or Counts(mine=0, unassigned=0, all=0, snoozed=0, resolved=0, unread=0)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    row = conversations.c
    conditions: list[ColumnElement[bool]] = [row.channel_id.in_(sorted(wanted.channels))]
    if wanted.state is not None:
        conditions.append(row.state == wanted.state)
    if wanted.unassigned:
        conditions.append(row.assignee_id.is_(None))
    elif wanted.assignee is not None:
        conditions.append(row.assignee_id == wanted.assignee)
    if wanted.contact is not None:
        conditions.append(row.contact_id == wanted.contact)
    if wanted.unread is not None:
        conditions.append(row.unread > 0 if wanted.unread else row.unread == 0)
    if wanted.tag is not None:
        conditions.append(contains_exactly(connection, row.tags, msgspec.json.encode(wanted.tag).decode()))
    if wanted.words:
        conditions.append(_mentions(wanted.words))
    return conditions


def _mentions(words: str) -> ColumnElement[bool]:
    """The contact's name or number, or the last message."""
    last = select(true()).where(messages.c.id == conversations.c.last_message_id, mentions(messages.c.text, words))
    named = select(true()).where(contacts.c.id == conversations.c.contact_id, mentions(contacts.c.name, words))
    return or_(named.exists(), reached_by(conversations.c.contact_id, words), last.exists())
