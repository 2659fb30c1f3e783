"""What providers want back with an answer: reply tokens that are good once and for a minute, quote tokens, read tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import message_handles, messages


class HandleRow(Struct, frozen=True, kw_only=True):
    message_id: str
    conversation_id: str
    reply: str | None
    reply_until: int | None
    quote: str | None
    read: str | None


_HANDLE = tuple(message_handles.c[name] for name in HandleRow.__struct_fields__)


async def of_messages(connection: Connection, message_ids: Collection[str]) -> dict[str, HandleRow]:
    if not message_ids:
        return {}
    wanted = message_handles.c.message_id.in_(sorted(message_ids))
    return {row.message_id: row for row in await connection.rows(select(*_HANDLE).where(wanted), HandleRow)}


async def replies(connection: Connection, conversation_ids: Collection[str], now: int) -> dict[str, HandleRow]:
    """By conversation, the reply token that lives longest."""
    if not conversation_ids:
        return {}
    table = message_handles.c
    wanted = table.conversation_id.in_(sorted(conversation_ids)) & table.reply.is_not(None) & (table.reply_until > now)
    found = await connection.rows(select(*_HANDLE).where(wanted).order_by(table.reply_until), HandleRow)
    return {row.conversation_id: row for row in found}


async def spend(connection: Connection, message_ids: Iterable[str]) -> None:
    """These reply tokens are used: a token is good for one call, whatever became of it."""
    if ids := sorted(message_ids):
        statement = update(message_handles).where(message_handles.c.message_id.in_(ids))
        await connection.execute(statement.values(reply=None))


async def give_back(connection: Connection, tokens: Mapping[str, str], now: int) -> None:
    """Reply tokens that were taken and not used, by the message they came with: those that live go to the next."""
    for message_id in sorted(tokens):
        living = (message_handles.c.message_id == message_id) & (message_handles.c.reply_until > now)
        await connection.execute(update(message_handles).where(living).values(reply=tokens[message_id]))


async def read_token(connection: Connection, conversation_id: str, provider_id: str) -> tuple[str, str | None] | None:
    """The message of the customer's, and what marks it as read."""
    told = (messages.c.conversation_id == conversation_id) & (messages.c.provider_id == provider_id)
    joined = message_handles.join(messages, messages.c.id == message_handles.c.message_id)
    columns = (message_handles.c.message_id, message_handles.c.read)
    found = await connection.tuples(select(*columns).select_from(joined).where(told).limit(1))
    return (found[0][0], found[0][1]) if found else None


async def keep_quotes(connection: Connection, quotes: Mapping[str, tuple[str, str]]) -> None:
    """What quotes our own messages: by message its conversation and the token."""
    for message_id in sorted(quotes):
        conversation_id, quote = quotes[message_id]
        statement = connection.insert(message_handles).values(
            message_id=message_id, conversation_id=conversation_id, quote=quote
        )
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["message_id"], set_={"quote": statement.excluded.quote})
        )
