"""Messages and their reactions: rows, locks, changes, and pages of a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import attachments, messages, reactions


class MessageRow(Struct, frozen=True, kw_only=True):
    """`content`, `error` and `outgoing` are JSON text; times are ms; `due_at` null means nothing is to be sent; `scheduled_for`: written
    ahead, to go then; `campaign_id`: whose message it is, when it is a campaign's."""

    id: str
    version: int
    conversation_id: str
    channel_id: str
    order: str
    direction: str
    kind: str
    text: str | None
    content: str
    status: str
    error: str | None
    author_kind: str
    author_id: str | None
    author_name: str | None
    client_id: str | None
    client_digest: str | None
    provider_id: str | None
    key_space: str
    reply_to: str | None
    reply_to_provider: str | None
    sent_at: int
    created_at: int
    outgoing: str | None
    due_at: int | None
    tries: int
    weight: int
    scheduled_for: int | None
    cancels_on_reply: bool
    campaign_id: str | None


class ReactionRow(Struct, frozen=True, kw_only=True):
    """An empty emoji is a reaction taken back."""

    message_id: str
    by_kind: str
    by_id: str
    emoji: str
    at: int


COLUMNS = tuple(messages.c[name] for name in MessageRow.__struct_fields__)
_REACTION = tuple(reactions.c[name] for name in ReactionRow.__struct_fields__)


async def get(connection: Connection, message_id: str) -> MessageRow | None:
    return await connection.row(select(*COLUMNS).where(messages.c.id == message_id), MessageRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[MessageRow]:
    return await connection.rows(select(*COLUMNS).where(messages.c.id.in_(sorted(set(ids)))), MessageRow)


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, MessageRow]:
    """The rows as they are once nobody else is changing them, locked in the order of their ids."""
    statement = select(*COLUMNS).where(messages.c.id.in_(sorted(set(ids)))).order_by(messages.c.id)
    return {row.id: row for row in await connection.rows(statement.with_for_update(key_share=True), MessageRow)}


async def lock_and_bump(connection: Connection, ids: Iterable[str]) -> dict[str, MessageRow]:
    """Locks in the order of ids, then counts every version up. The rows as they are afterwards."""
    wanted = sorted(set(ids))
    if len(wanted) > 1:  # an UPDATE of many rows locks them in no order at all
        await lock(connection, wanted)
    statement = update(messages).where(messages.c.id.in_(wanted)).values(version=messages.c.version + 1)
    return {row.id: row for row in await connection.rows(statement.returning(*COLUMNS), MessageRow)}


async def change(connection: Connection, message_id: str, **values: Any) -> None:
    """Sets `values` and counts the version up."""
    statement = update(messages).where(messages.c.id == message_id)
    await connection.execute(statement.values(version=messages.c.version + 1, **values))


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when a unique constraint says it is there already."""
    statement = connection.insert(messages).values(**row).on_conflict_do_nothing().returning(messages.c.id)
    return await connection.value(statement) is not None


async def insert_many(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    await connection.insert_many(messages, rows)


async def by_client(connection: Connection, author_id: str, client_id: str) -> MessageRow | None:
    statement = select(*COLUMNS).where(messages.c.author_id == author_id, messages.c.client_id == client_id)
    return await connection.row(statement, MessageRow)


async def page(
    connection: Connection, conversation_id: str, before: str | None, after: str | None, limit: int
) -> list[MessageRow]:
    """Up to `limit` messages of a thread, oldest first: those next after `after`, or the last ones (before `before`)."""
    statement = select(*COLUMNS).where(messages.c.conversation_id == conversation_id).limit(limit)
    if before is not None:
        statement = statement.where(messages.c.order < before)
    if after is not None:
        return await connection.rows(statement.where(messages.c.order > after).order_by(messages.c.order), MessageRow)
    return (await connection.rows(statement.order_by(messages.c.order.desc()), MessageRow))[::-1]


async def scheduled(
    connection: Connection, conversation_id: str, words: str | None, after: tuple[int, str] | None, limit: int
) -> list[MessageRow]:
    """What is still to go at a later time, the next first; `after`: when one was due, and its id."""
    waiting = messages.c.scheduled_for.is_not(None) & messages.c.due_at.is_not(None) & (messages.c.tries == 0)
    place = (messages.c.due_at, messages.c.id)
    statement = select(*COLUMNS).where(messages.c.conversation_id == conversation_id, waiting)
    if words:
        statement = statement.where(mentions(messages.c.text, words))
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return await connection.rows(statement.order_by(*place).limit(limit), MessageRow)


async def remove(connection: Connection, message_id: str) -> None:
    """A message nobody has sent; its files are unsent uploads again."""
    freed = update(attachments).where(attachments.c.message_id == message_id)
    await connection.execute(freed.values(message_id=None, channel_id=None))
    await connection.execute(delete(messages).where(messages.c.id == message_id))


async def newest_inbound(connection: Connection, conversation_id: str) -> MessageRow | None:
    """The last thing the customer sent that the provider knows by an id."""
    statement = (
        select(*COLUMNS)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction == "in",
            messages.c.provider_id.is_not(None),
            messages.c.key_space == "",
        )
        .order_by(messages.c.order.desc())
        .limit(1)
    )
    return await connection.row(statement, MessageRow)


async def reactions_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[ReactionRow]]:
    """By message, oldest first; reactions taken back are left out."""
    there = reactions.c.message_id.in_(sorted(set(message_ids))) & (reactions.c.emoji != "")
    found: dict[str, list[ReactionRow]] = {}
    for row in await connection.rows(
        select(*_REACTION).where(there).order_by(reactions.c.at, reactions.c.by_id), ReactionRow
    ):
        found.setdefault(row.message_id, []).append(row)
    return found


async def reaction_by(connection: Connection, message_id: str, by_kind: str, by_id: str) -> ReactionRow | None:
    key = (reactions.c.message_id == message_id) & (reactions.c.by_kind == by_kind) & (reactions.c.by_id == by_id)
    return await connection.row(select(*_REACTION).where(key), ReactionRow)


async def put_reaction(connection: Connection, row: ReactionRow) -> bool:
    """Keeps the newest word of one person on one message; False when an equal or newer one is there."""
    statement = connection.insert(reactions).values(
        message_id=row.message_id, by_kind=row.by_kind, by_id=row.by_id, emoji=row.emoji, at=row.at
    )
    newer = statement.on_conflict_do_update(
        index_elements=["message_id", "by_kind", "by_id"],
        set_={"emoji": statement.excluded.emoji, "at": statement.excluded.at},
        where=reactions.c.at <= statement.excluded.at,
    )
    return await connection.value(newer.returning(reactions.c.message_id)) is not None
