"""What happens in conversations, as notifications of those it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub import shaping
from hub.durations import MINUTE_MS
from hub.permissions import holds
from hub.team import notifications, users
from hub.team.notifications import News
from hub.transaction import Transaction
from storage.database import Connection
from storage.inbox.conversations import ConversationRow
from storage.team import notifications as rows
from storage.team import users as user_rows
from storage.team.notifications import PlaceRow, WaitRow

LONGEST_WAIT_MS = 7 * 24 * 3_600_000  # who waits longer was there before anybody could be told
WAITS = 50  # of one transaction


async def assigned(tx: Transaction, told: Iterable[tuple[ConversationRow, Mapping[str, Any]]]) -> None:
    """Conversations given to somebody, each with the detail of its line: {by to}."""
    given = [(row, detail["to"], detail["by"]) for row, detail in told if detail["to"] not in (None, detail["by"])]
    if not given:
        return
    about = await rows.places(tx.connection, [row.id for row, _, _ in given])
    names = {row.id: row.name for row in await user_rows.find(tx.connection, {by for _, _, by in given})}
    await notifications.notify_all(
        tx, [assignment(about[row.id], to, by, names.get(by)) for row, to, by in given if row.id in about]
    )


def assignment(place: PlaceRow, to: str, by: str | None = None, giver: str | None = None) -> News:
    """`by` None: nobody did, the rules of the office."""
    whose = place.contact_name or shaping.NAMELESS
    words = f"{giver} gave you the conversation with {whose}" if giver else f"The conversation with {whose} is yours"
    return News(
        user_id=to,
        kind="assigned_to_me",
        conversation_id=place.id,
        text=words,
        by=by,
        who=place.contact_name,
        detail=giver or "",
    )


def reply(place: PlaceRow, message_id: str, excerpt: str, kind: str) -> News | None:
    """None: the conversation is nobody's."""
    if place.assignee_id is None:
        return None
    words = f"{place.contact_name or shaping.NAMELESS}: {excerpt or kind}"
    return News(
        user_id=place.assignee_id,
        kind="reply_in_mine",
        conversation_id=place.id,
        text=words,
        subject=message_id,
        who=place.contact_name,
        detail=excerpt,
    )


def failure(place: PlaceRow, message_id: str, author_id: str, *, unknown: bool, reason: str | None) -> News:
    whom = place.contact_name or shaping.NAMELESS
    became = "may not have arrived" if unknown else "was not sent"
    words = f"Your message to {whom} {became}" + (f": {reason}" if reason else ".")
    return News(
        user_id=author_id,
        kind="failed_send",
        conversation_id=place.id,
        text=words,
        subject=message_id,
        who=place.contact_name,
        detail=reason or "",
    )


async def overdue(connection: Connection, minutes: int, now: int) -> list[WaitRow]:
    """Who waits longer than so many minutes, and nobody was told."""
    until = now - minutes * MINUTE_MS
    return await rows.waiting(connection, until - LONGEST_WAIT_MS, until, WAITS)


async def tell_of_waits(tx: Transaction, minutes: int) -> int:
    """To whom the conversation is assigned, else to the agents who see it. Returns of how many waits."""
    waits = await overdue(tx.connection, minutes, tx.now)
    await rows.mark(tx.connection, "waiting", [(row.id, str(row.waiting_since)) for row in waits], tx.now)
    agents = await _agents(tx.connection, {row.channel_id for row in waits if row.assignee_id is None})
    news = [
        News(
            user_id=user_id,
            kind="waiting",
            conversation_id=row.id,
            text=f"{row.contact_name or shaping.NAMELESS} has been waiting for {_long(minutes)}",
            who=row.contact_name,
            detail=str(minutes),
        )
        for row in waits
        for user_id in ([row.assignee_id] if row.assignee_id is not None else agents[row.channel_id])
    ]
    await notifications.notify_all(tx, news)
    return len(waits)


async def _agents(connection: Connection, channel_ids: set[str]) -> dict[str, Sequence[str]]:
    """Of each channel account the agents who hold it."""
    if not channel_ids:
        return {}
    people = [row.id for row in await user_rows.find(connection) if row.active and row.role == "agent"]
    accounts = [each for each in await users.rights(connection) if each.id in channel_ids]
    return {each.id: [id for id in people if holds(id, "agent", each)] for each in accounts}


def _long(minutes: int) -> str:
    return "a minute" if minutes == 1 else f"{minutes} minutes"
