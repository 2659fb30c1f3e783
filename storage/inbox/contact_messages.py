"""What was said with a contact over all channel accounts, as one thread."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, tuple_, union_all

from storage.database import Connection
from storage.inbox.message_lists import Place
from storage.inbox.messages import COLUMNS, MessageRow
from storage.tables import conversations, messages

MOST_TALKS = 200  # conversations of one contact that are read together, those of the last activity


async def newest(
    connection: Connection, contact_id: str, channel_ids: Collection[str], after: Place | None, limit: int
) -> list[MessageRow]:
    """Newest first, from `after` (order, id) on, over these channel accounts. Each conversation is read along its own thread, a page at
    most."""
    c, m = conversations.c, messages.c
    theirs = select(c.id).where(c.contact_id == contact_id, c.channel_id.in_(sorted(channel_ids)))
    talks = await connection.values(theirs.order_by(c.last_at.desc(), c.id.desc()).limit(MOST_TALKS))
    if not talks:
        return []
    span = () if after is None else (tuple_(m.order, m.id) < after,)
    if after is not None:  # what an index can be walked from
        span = (m.order <= after[0], *span)
    each = [
        select(m.order, m.id).where(m.conversation_id == talk, *span).order_by(m.order.desc()).limit(limit).subquery()
        for talk in talks
    ]
    merged = union_all(*(select(*stream.c) for stream in each)).subquery()
    first = select(merged.c.id).order_by(merged.c.order.desc(), merged.c.id.desc()).limit(limit)
    whole = select(*COLUMNS).where(m.id.in_(first.subquery().select()))
    return await connection.rows(whole.order_by(m.order.desc(), m.id.desc()), MessageRow)
