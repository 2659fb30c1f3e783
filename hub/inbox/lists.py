"""Lists of conversations as an agent may see them: by filter, in order, page by page, and counted."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from hub import shaping
from hub.durations import MINUTE_MS
from hub.permissions import Agent
from hub.searching import search
from hub.transaction import milliseconds
from hub.wire import shapes
from hub.wire.commands import ConversationCounts
from hub.wire.errors import Refusal
from hub.wire.filters import ConversationFilter, ConversationsAsked, ConversationSort
from storage.database import Connection
from storage.inbox import lists as inbox
from storage.inbox.lists import Place, Wanted
from storage.team import teams

CLOSING_MS = 2 * 3_600_000  # a window that closes so soon is "closing", as in the console
MOST_FOUND = 200  # conversations that words find for a list
LONGEST_NUMBER = 15  # digits of a time in ms


async def list_page(connection: Connection, agent: Agent, asked: ConversationsAsked) -> shapes.Page:
    """`next` is what `after` takes."""
    wanted = await wanted_by(connection, agent, asked, milliseconds())
    after = None if asked.after is None else _place(asked.after, asked.sort)
    found = await inbox.page(connection, wanted, asked.sort, after, asked.limit + 1)
    kept = found[: asked.limit]
    drawn = await shaping.conversations(connection, [id for _, id in kept])
    more = _after(*kept[-1]) if len(found) > len(kept) else None
    return shapes.Page(items=[drawn[id] for _, id in kept], next=more)


async def found_by(connection: Connection, agent: Agent, asked: ConversationFilter, limit: int) -> list[str]:
    """Ids of the first `limit` conversations of a list."""
    wanted = await wanted_by(connection, agent, asked, milliseconds())
    return [id for _, id in await inbox.page(connection, wanted, "last", None, limit)]


async def counts(connection: Connection, agent: Agent, _command: ConversationCounts) -> dict[str, int]:
    """How many each tab of the inbox holds: mine, unassigned and all are the open ones."""
    found = await inbox.counts(connection, agent.id, _channels(agent, None))
    told: dict[str, int] = msgspec.to_builtins(found)
    return told


async def count_each(connection: Connection, agent: Agent, lists: Mapping[str, ConversationFilter]) -> dict[str, int]:
    """How many conversations each list holds for this agent, counted up to `storage.inbox.lists.MOST_COUNTED`."""
    now = milliseconds()
    members = await teams.members_of(connection, {each.team for each in lists.values() if each.team is not None})
    wanted = {
        id: await wanted_by(connection, agent, each, now, members=members.get(each.team or "", []))
        for id, each in lists.items()
    }
    return await inbox.count_each(connection, wanted)


async def wanted_by(
    connection: Connection, agent: Agent, asked: ConversationFilter, now: int, *, members: list[str] | None = None
) -> Wanted:
    """What the words of a filter mean for this agent now. `members`: those of the team asked for, when they are known."""
    if asked.team is not None and members is None:
        members = await teams.member_ids(connection, asked.team)
    words = (asked.q or "").strip()
    return Wanted(
        channels=_channels(agent, asked.channel),
        state=asked.state,
        assignees=_assignees(agent, asked, members or []),
        unassigned=asked.assignee == "none" and asked.team is None,
        contact=asked.contact,
        tag=asked.tag,
        unread=asked.unread,
        waiting_before=_waiting(asked, now),
        window_after=now if asked.window in ("open", "closing") else None,
        window_until=now + CLOSING_MS if asked.window == "closing" else None,
        window_closed_at=now if asked.window == "closed" else None,
        priority=asked.priority,
        ids=await search.conversation_ids(connection, agent, words, MOST_FOUND) if words else None,
    )


def _channels(agent: Agent, channel: str | None) -> frozenset[str] | None:
    if channel is not None:
        return agent.channels & {channel}
    return None if agent.role == "admin" else agent.channels


def _assignees(agent: Agent, asked: ConversationFilter, members: list[str]) -> frozenset[str] | None:
    """A team and an assignee together: that person, if a member."""
    named = {"me": agent.id, "none": None}.get(asked.assignee or "", asked.assignee)
    if asked.team is None:
        return None if named is None else frozenset({named})
    if asked.assignee is None:
        return frozenset(members)
    return frozenset(members) & {named or ""}


def _waiting(asked: ConversationFilter, now: int) -> int | None:
    before = None if asked.waiting_before is None else shaping.time_ms(asked.waiting_before, field="waiting_before")
    if asked.waiting_minutes is None:
        return before
    since = now - asked.waiting_minutes * MINUTE_MS
    return since if before is None else min(since, before)


def _after(place: Place, id: str) -> str:
    return ".".join((*map(str, place), id))


def _place(text: str, sort: ConversationSort) -> tuple[Place, str]:
    width = 2 if sort == "priority" else 1
    *numbers, id = text.split(".", width)
    if len(numbers) != width or not all(_is_number(each) for each in numbers):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    return tuple(int(each) for each in numbers), id


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
