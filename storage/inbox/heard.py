"""What was heard last in conversations: of the customer, or told by the provider about them."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import conversations, messages


class HeardRow(Struct, frozen=True, kw_only=True):
    """`content` is JSON text."""

    conversation_id: str
    order: str
    kind: str
    content: str


_HEARD = tuple(messages.c[name] for name in HeardRow.__struct_fields__)


async def newest(connection: Connection, conversation_ids: Collection[str]) -> dict[str, HeardRow]:
    """By conversation: a walk back along each thread, which seldom goes far."""
    if not conversation_ids:
        return {}
    said = messages.alias("said")
    theirs = (said.c.conversation_id == conversations.c.id, said.c.direction == "in")
    last = select(said.c.id).where(*theirs).order_by(said.c.order.desc()).limit(1)
    found = select(last.correlate(conversations).scalar_subquery().label("id"))
    ids = found.where(conversations.c.id.in_(sorted(set(conversation_ids)))).subquery()
    rows = await connection.rows(select(*_HEARD).join(ids, ids.c.id == messages.c.id), HeardRow)
    return {row.conversation_id: row for row in rows}
