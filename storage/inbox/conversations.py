"""Conversations: rows, locks and changes. What a list of them can be asked is in `storage.inbox.lists`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from storage.database import Connection
from storage.tables import attachments, contacts, conversations, messages

EXCERPT_SOURCE = 400  # characters of a last message's text that are read for its excerpt


class ConversationRow(Struct, frozen=True, kw_only=True):
    """`tags` and `answers` (which campaign) are JSON text; times are ms."""

    id: str
    version: int
    contact_id: str
    channel_id: str
    group_id: str
    state: str
    assignee_id: str | None
    unread: int
    last_message_id: str | None
    last_order: str
    last_at: int
    window_closes_at: int | None
    tags: str
    waiting_since: int | None
    priority: int
    snoozed_until: int | None
    resolved_at: int | None
    origin_contact_id: str | None
    created_at: int
    updated_at: int
    campaign_id: str | None = None
    campaign_until: int | None = None
    answers: str | None = None


class LastRow(Struct, frozen=True):
    """What a conversation shows of its last message; `text` is cut to `EXCERPT_SOURCE`."""

    id: str
    kind: str
    direction: str
    text: str | None
    content: str
    status: str
    author_kind: str
    author_id: str | None
    author_name: str | None
    at: int
    duration: float | None  # seconds
    file_name: str | None


_FIELDS = ConversationRow.__struct_fields__
COLUMNS = tuple(conversations.c[name] for name in _FIELDS)


async def get(connection: Connection, conversation_id: str) -> ConversationRow | None:
    return await connection.row(select(*COLUMNS).where(conversations.c.id == conversation_id), ConversationRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[ConversationRow]:
    return await connection.rows(select(*COLUMNS).where(conversations.c.id.in_(sorted(set(ids)))), ConversationRow)


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, ConversationRow]:
    """The rows as they are once nobody else is changing them, locked in the order of their ids."""
    statement = select(*COLUMNS).where(conversations.c.id.in_(sorted(set(ids)))).order_by(conversations.c.id)
    found = await connection.rows(statement.with_for_update(key_share=True), ConversationRow)
    return {row.id: row for row in found}


async def lock_and_bump(connection: Connection, ids: Iterable[str]) -> dict[str, ConversationRow]:
    """Locks in the order of ids, then counts every version up. The rows as they are afterwards."""
    wanted = sorted(set(ids))
    if len(wanted) > 1:  # an UPDATE of many rows locks them in no order at all
        await lock(connection, wanted)
    statement = update(conversations).where(conversations.c.id.in_(wanted)).values(version=conversations.c.version + 1)
    return {row.id: row for row in await connection.rows(statement.returning(*COLUMNS), ConversationRow)}


async def change(connection: Connection, conversation_id: str, now: int, **values: Any) -> None:
    """Sets `values` and counts the version up. Lock it first when the values depend on what it holds."""
    statement = update(conversations).where(conversations.c.id == conversation_id)
    await connection.execute(statement.values(version=conversations.c.version + 1, updated_at=now, **values))


async def change_many(connection: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    """Sets the given columns (the same of each, with the new version) of rows that are locked, by their ids."""
    await connection.update_many(conversations, changes)


async def try_change(connection: Connection, conversation_id: str, now: int, **values: Any) -> bool:
    """`change`, but False when the contact would have two unresolved conversations on one channel account."""
    try:
        async with connection.savepoint():
            await change(connection, conversation_id, now, **values)
    except IntegrityError:
        return False
    return True


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the contact already has an unresolved conversation on that channel account."""
    statement = connection.insert(conversations).values(**row).on_conflict_do_nothing().returning(conversations.c.id)
    return await connection.value(statement) is not None


async def unresolved(
    connection: Connection, contact_id: str, channel_id: str, group_id: str = ""
) -> ConversationRow | None:
    """The one conversation of a contact on a channel account that is not resolved."""
    statement = select(*COLUMNS).where(
        conversations.c.contact_id == contact_id,
        conversations.c.channel_id == channel_id,
        conversations.c.group_id == group_id,
        conversations.c.state != "resolved",
    )
    return await connection.row(statement, ConversationRow)


async def of_contacts(connection: Connection, contact_ids: Iterable[str]) -> list[str]:
    """The ids of every conversation these contacts have."""
    wanted = sorted(set(contact_ids))
    return await connection.values(select(conversations.c.id).where(conversations.c.contact_id.in_(wanted)))


async def channels_of_contacts(connection: Connection, contact_ids: Iterable[str]) -> dict[str, list[str]]:
    """For each contact the channel accounts it has conversations on (it is left out when it has none). What only a campaign has said so far
    is nobody's conversation yet."""
    wanted = sorted(set(contact_ids))
    pair = (conversations.c.contact_id, conversations.c.channel_id)
    found: dict[str, list[str]] = {}
    for contact_id, channel_id in await connection.tuples(
        select(*pair).where(conversations.c.contact_id.in_(wanted), conversations.c.state != "quiet").distinct()
    ):
        found.setdefault(contact_id, []).append(channel_id)
    return found


async def due_to_wake(connection: Connection, now: int, limit: int) -> list[str]:
    due = (conversations.c.state == "snoozed") & (conversations.c.snoozed_until <= now)
    return await connection.values(
        select(conversations.c.id).where(due).order_by(conversations.c.snoozed_until).limit(limit)
    )


async def drawn(
    connection: Connection, ids: Iterable[str]
) -> list[tuple[ConversationRow, str, str | None, LastRow | None]]:
    """Everything a conversation's shape needs, in one statement: the row, the contact's name and picture, the last message."""
    last = (messages.c.id, messages.c.kind, messages.c.direction, func.substr(messages.c.text, 1, EXCERPT_SOURCE))
    author = (messages.c.author_kind, messages.c.author_id, messages.c.author_name)
    recorded = attachments.c.message_id == messages.c.id
    of_file = [
        select(func.max(column)).where(recorded).correlate(messages).scalar_subquery()
        for column in (attachments.c.duration, attachments.c.name)
    ]
    rest = (messages.c.content, messages.c.status, *author, messages.c.sent_at, *of_file)
    statement = (
        select(*COLUMNS, contacts.c.name, contacts.c.thumbnail, *last, *rest)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .outerjoin(messages, messages.c.id == conversations.c.last_message_id)
        .where(conversations.c.id.in_(sorted(set(ids))))
    )
    width = len(_FIELDS)
    return [
        (
            ConversationRow(**dict(zip(_FIELDS, row[:width], strict=True))),
            row[width],
            row[width + 1],
            None if row[width + 2] is None else LastRow(*row[width + 2 :]),
        )
        for row in await connection.tuples(statement)
    ]
