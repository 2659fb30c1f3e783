"""Conversations by their tags. The truth is the column `tags` of a conversation; whoever changes it changes these rows with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, select

from storage.database import Connection
from storage.tables import conversation_tags


async def replace(connection: Connection, conversation_id: str, tags: Collection[str]) -> None:
    """The tags a conversation has from now on."""
    gone = delete(conversation_tags).where(conversation_tags.c.conversation_id == conversation_id)
    await connection.execute(gone.where(conversation_tags.c.tag.not_in(sorted(tags))))
    rows = [{"tag": tag, "conversation_id": conversation_id} for tag in sorted(set(tags))]
    await connection.insert_many(conversation_tags, rows, ignore=True)


async def replace_many(connection: Connection, tags: Iterable[tuple[str, Collection[str]]]) -> None:
    """`replace` for many conversations at once: (id, its tags)."""
    told = dict(tags)
    await connection.execute(delete(conversation_tags).where(conversation_tags.c.conversation_id.in_(sorted(told))))
    rows = [{"tag": tag, "conversation_id": id} for id, names in sorted(told.items()) for tag in sorted(set(names))]
    await connection.insert_many(conversation_tags, rows, ignore=True)


async def holding(connection: Connection, tag: str) -> list[str]:
    """Ids of the conversations that have the tag, sorted."""
    statement = select(conversation_tags.c.conversation_id).where(conversation_tags.c.tag == tag)
    return await connection.values(statement.order_by(conversation_tags.c.conversation_id))


async def counts(connection: Connection) -> dict[str, int]:
    """How many conversations have each tag."""
    statement = select(conversation_tags.c.tag, func.count()).group_by(conversation_tags.c.tag)
    return dict(await connection.tuples(statement))
