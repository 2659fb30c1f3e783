"""Whose conversations are whose: found and given back in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import conversations, messages, users

UNRESOLVED = ("open", "snoozed")  # named one by one: an index on the state serves this, not its negation


async def unresolved_of(connection: Connection, user_id: str) -> list[str]:
    """The ids of the conversations this person still has in hand."""
    theirs = conversations.c.assignee_id == user_id, conversations.c.state.in_(UNRESOLVED)
    return await connection.values(select(conversations.c.id).where(*theirs))


async def of_strangers(connection: Connection, channel_id: str, members: Iterable[str]) -> list[str]:
    """The ids of unresolved conversations on an account in the hands of agents who are none of its members."""
    agents = await connection.values(select(users.c.id).where(users.c.role == "agent"))
    strangers = sorted(set(agents) - set(members))
    theirs = conversations.c.assignee_id.in_(strangers), conversations.c.state.in_(UNRESOLVED)
    return await connection.values(select(conversations.c.id).where(*theirs, conversations.c.channel_id == channel_id))


async def left_behind(connection: Connection, limit: int) -> list[str]:
    """The ids of unresolved conversations whose assignee is not active any more."""
    gone = await connection.values(select(users.c.id).where(~users.c.active))
    theirs = conversations.c.assignee_id.in_(gone), conversations.c.state.in_(UNRESOLVED)
    return await connection.values(select(conversations.c.id).where(*theirs).order_by(conversations.c.id).limit(limit))


async def release(connection: Connection, ids: Iterable[str], now: int) -> None:
    """Nobody's any more; counts the versions up. Lock them first."""
    values = {"assignee_id": None, "version": conversations.c.version + 1, "updated_at": now}
    statement = update(conversations).where(conversations.c.id.in_(sorted(set(ids))))
    await connection.execute(statement.values(values))


async def say(connection: Connection, lines: Sequence[Mapping[str, Any]]) -> None:
    """Writes messages about it, each whole but for what the schema gives by itself."""
    await connection.insert_many(messages, list(lines))
