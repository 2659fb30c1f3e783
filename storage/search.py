"""Search: a part of a name, number, address or text, within the channel accounts the asker may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select, true

from storage import tables
from storage.database import Connection
from storage.matching import mentions, reached_by

_contacts, _conversations, _messages = tables.contacts, tables.conversations, tables.messages


async def contacts(connection: Connection, channels: Collection[str], words: str, limit: int) -> list[str]:
    """Ids of contacts with a conversation on these channel accounts, or with none at all; those changed last first."""
    statement = (
        select(_contacts.c.id)
        .where(_contacts.c.merged_into.is_(None), _visible(channels))
        .order_by(_contacts.c.updated_at.desc(), _contacts.c.id.desc())
        .limit(limit)
    )
    if words:
        named = (mentions(_contacts.c.name, words), mentions(_contacts.c.company, words))
        statement = statement.where(or_(*named, reached_by(_contacts.c.id, words)))
    return await connection.values(statement)


async def conversations(
    connection: Connection, channels: Collection[str], contact_ids: Collection[str], limit: int
) -> list[str]:
    """Ids of these contacts' conversations, newest last message first."""
    theirs = _conversations.c.contact_id.in_(sorted(contact_ids)) & _conversations.c.channel_id.in_(sorted(channels))
    newest = (_conversations.c.last_at.desc(), _conversations.c.id.desc())
    return await connection.values(select(_conversations.c.id).where(theirs).order_by(*newest).limit(limit))


async def messages(connection: Connection, channels: Collection[str], words: str, limit: int) -> list[str]:
    """Ids of messages whose text holds `words`, newest first."""
    statement = select(_messages.c.id).where(
        _messages.c.channel_id.in_(sorted(channels)), mentions(_messages.c.text, words)
    )
    return await connection.values(statement.order_by(_messages.c.order.desc(), _messages.c.id.desc()).limit(limit))


def _visible(channels: Collection[str]) -> ColumnElement[bool]:
    theirs = select(true()).where(_conversations.c.contact_id == _contacts.c.id)
    return or_(theirs.where(_conversations.c.channel_id.in_(sorted(channels))).exists(), ~theirs.exists())


async def queue(connection: Connection, rows: Sequence[tuple[str, str, str]]) -> None:
    """(id, noun, subject) of what changed without an event."""
    given = [dict(zip(("id", "noun", "subject"), row, strict=True)) for row in rows]
    await connection.insert_many(tables.search_queue, given)


async def contacts_of(connection: Connection, conversation_ids: Iterable[str]) -> list[str]:
    wanted = _conversations.c.id.in_(sorted(set(conversation_ids)))
    return await connection.values(select(_conversations.c.contact_id).where(wanted).distinct())
