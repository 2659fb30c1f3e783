"""Turns at taking conversations: who may have one, who had one when, and which conversations wait for somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct
from sqlalchemy import delete, func, select

from storage.database import Connection
from storage.tables import conversations, turn_queue, turns, users


class CandidateRow(Struct, frozen=True, kw_only=True):
    """`working_hours`: JSON, None for the office's."""

    id: str
    role: str
    working_hours: str | None


async def candidates(connection: Connection, user_ids: Collection[str]) -> list[CandidateRow]:
    """Those of the users who are active."""
    columns = (users.c.id, users.c.role, users.c.working_hours)
    wanted = users.c.id.in_(sorted(user_ids)) & users.c.active
    return await connection.rows(select(*columns).where(wanted).order_by(users.c.id), CandidateRow)


async def loads(connection: Connection, user_ids: Collection[str]) -> dict[str, int]:
    """How many open conversations each has."""
    theirs = conversations.c.assignee_id.in_(sorted(user_ids)) & (conversations.c.state == "open")
    counted = select(conversations.c.assignee_id, func.count()).where(theirs).group_by(conversations.c.assignee_id)
    return dict(await connection.tuples(counted))


async def given(connection: Connection, user_ids: Collection[str]) -> dict[str, int]:
    """When (ms) each was last given one; those who never were are left out."""
    wanted = turns.c.user_id.in_(sorted(user_ids))
    return dict(await connection.tuples(select(turns.c.user_id, turns.c.given_at).where(wanted)))


async def note(connection: Connection, user_id: str, at: int) -> None:
    statement = connection.insert(turns).values(user_id=user_id, given_at=at)
    await connection.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_={"given_at": at}))


async def queued(
    connection: Connection, channel_ids: Collection[str], limit: int, *, asked_alone: bool = False
) -> list[str]:
    """The conversations on these accounts that wait for somebody, the longest first. `asked_alone`: of those a campaign's rule wants
    handed out."""
    statement = (
        select(turn_queue.c.conversation_id)
        .join(conversations, conversations.c.id == turn_queue.c.conversation_id)
        .where(conversations.c.channel_id.in_(sorted(channel_ids)))
        .order_by(turn_queue.c.since, turn_queue.c.conversation_id)
    )
    if asked_alone:
        statement = statement.where(turn_queue.c.asked)
    return await connection.values(statement.limit(limit))


async def any_queued(connection: Connection) -> bool:
    return await connection.value(select(turn_queue.c.conversation_id).limit(1)) is not None


async def queue(connection: Connection, conversation_ids: Iterable[str], now: int, *, asked: bool = False) -> None:
    """Puts them at the end of the queue, where they are not in it. They must be locked. `asked`: by a campaign's rule."""
    rows = [{"conversation_id": id, "since": now, "asked": asked} for id in conversation_ids]
    await connection.insert_many(turn_queue, rows, ignore=True)


async def unqueue(connection: Connection, conversation_ids: Iterable[str]) -> None:
    wanted = turn_queue.c.conversation_id.in_(sorted(set(conversation_ids)))
    await connection.execute(delete(turn_queue).where(wanted))


async def empty(connection: Connection) -> None:
    """Of all but those a campaign's rule wants handed out."""
    await connection.execute(delete(turn_queue).where(turn_queue.c.asked.is_(False)))
