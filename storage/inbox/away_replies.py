"""Which conversations were told that nobody is there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, true

from storage import pruning
from storage.database import Connection
from storage.figures.statistics import PERSONS, SILENT
from storage.tables import away_replies, conversations, messages


async def take(
    connection: Connection, conversation_id: str, closed_at: int, now: int, writer: str | None = None
) -> bool:
    """False when the conversation was answered in this closure (`closed_at`: when it began, ms) before."""
    row = {"conversation_id": conversation_id, "closed_at": closed_at, "replied_at": now, "writer": writer}
    return bool(await connection.execute(connection.insert(away_replies).values(**row).on_conflict_do_nothing()))


async def replied(connection: Connection, conversation_ids: Iterable[str]) -> dict[str, int]:
    """When (ms) each of them was last told; those who never were are left out."""
    columns = (away_replies.c.conversation_id, func.max(away_replies.c.replied_at))
    theirs = away_replies.c.conversation_id.in_(sorted(set(conversation_ids)))
    return dict(await connection.tuples(select(*columns).where(theirs).group_by(away_replies.c.conversation_id)))


async def told_since(
    connection: Connection, contact_id: str, channel_id: str, since: int, writer: str | None = None
) -> bool:
    """Whether the contact, or `writer`, was told so on this channel account since (ms), in whatever conversation."""
    joined = away_replies.join(conversations, conversations.c.id == away_replies.c.conversation_id)
    here = (conversations.c.channel_id == channel_id, away_replies.c.replied_at > since)
    whose = [conversations.c.contact_id == contact_id]
    whose += [] if writer is None else [away_replies.c.writer == writer]
    for theirs in whose:  # one after the other, each by its index
        if await connection.value(select(true()).select_from(joined).where(theirs, *here).limit(1)):
            return True
    return False


async def somebody_wrote(connection: Connection, conversation_id: str, since: int) -> bool:
    """Whether a person of the office wrote to the customer since (ms)."""
    statement = select(true()).where(
        messages.c.conversation_id == conversation_id,
        messages.c.order >= f"{since:013d}",
        messages.c.direction == "out",
        messages.c.author_kind.in_(PERSONS),
        messages.c.kind.not_in(SILENT),
        messages.c.scheduled_for.is_(None),
    )
    return bool(await connection.value(statement.limit(1)))


async def prune(connection: Connection, before: int, limit: int) -> int:
    """Forgets up to `limit` replies before `before` (ms). Returns how many."""
    return await pruning.remove(connection, away_replies, away_replies.c.replied_at < before, limit)
