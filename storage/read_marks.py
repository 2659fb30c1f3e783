"""Read marks a worker still has to tell the provider: one row per conversation."""

from __future__ import annotations

from sqlalchemy import or_

from storage.database import Connection
from storage.tables import read_marks


async def want(
    connection: Connection, *, conversation_id: str, channel_id: str, provider_id: str, typing: bool, now: int
) -> None:
    """Makes it due that the provider hears "read up to `provider_id`" (and "somebody is typing"), unless it heard that already."""
    statement = connection.insert(read_marks).values(
        conversation_id=conversation_id,
        channel_id=channel_id,
        provider_id=provider_id,
        typing=typing,
        due_at=now,
        tries=0,
    )
    given = statement.excluded
    kept = read_marks.c
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["conversation_id"],
            set_={"provider_id": given.provider_id, "typing": given.typing, "due_at": given.due_at, "tries": 0},
            where=or_(kept.told.is_distinct_from(given.provider_id), given.typing),
        )
    )
