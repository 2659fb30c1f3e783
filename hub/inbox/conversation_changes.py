"""What each verb makes of a conversation that is held: pure, so that one and a thousand are changed by the same words.

None: it is so already. Raises Refusal for what cannot be.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from hub import shaping
from hub.customers import contacts
from hub.permissions import Agent
from hub.wire.errors import Refusal
from storage.inbox.conversations import ConversationRow

LONGEST_SNOOZE_MS = 366 * 24 * 3_600_000
MOST_TAGS = 20

_decode_tags = msgspec.json.Decoder(list[str]).decode


class Change(Struct, frozen=True, kw_only=True):
    """The row's new values; the line of the thread that tells of it, if it is told; the tags, where they change."""

    values: dict[str, Any]
    event: str | None = None
    detail: dict[str, Any] = {}
    tags: list[str] | None = None


def assigned(held: ConversationRow, agent: Agent, to: str | None) -> Change | None:
    if held.assignee_id == to:
        return None
    return Change(values={"assignee_id": to}, event="assigned", detail={"by": agent.id, "to": to})


def resolved(held: ConversationRow, agent: Agent, now: int) -> Change | None:
    """Done: nobody waits any more and nothing is left to read."""
    if held.state == "resolved":
        return None
    done = {"state": "resolved", "resolved_at": now, "snoozed_until": None, "waiting_since": None, "unread": 0}
    return Change(values=done, event="resolved", detail={"by": agent.id})


def snoozed(held: ConversationRow, agent: Agent, now: int, until: int) -> Change | None:
    """Out of sight until `until` (ms), or until the customer writes."""
    if held.state == "snoozed" and held.snoozed_until == until:
        return None
    if held.state == "resolved":
        raise Refusal(
            "conflict", "This conversation is resolved. Reopen it before you snooze it.", field="conversation"
        )
    if not now < until <= now + LONGEST_SNOOZE_MS:
        raise Refusal("invalid", "Choose a time in the future, at most a year ahead.", field="until")
    told = {"by": agent.id, "until": shaping.time_text(until)}
    return Change(values={"state": "snoozed", "snoozed_until": until}, event="snoozed", detail=told)


def read(held: ConversationRow) -> Change | None:
    return Change(values={"unread": 0}) if held.unread else None


def unread(held: ConversationRow) -> Change | None:
    """As if nobody had read the last of it."""
    return None if held.unread else Change(values={"unread": 1})


def tagged(held: ConversationRow, agent: Agent, tags: list[str]) -> Change | None:
    """Replaces the tags, which are in the vocabulary."""
    wanted, kept = contacts.tidy_tags(tags, MOST_TAGS), tags_of(held)
    if wanted == kept:
        return None
    added, removed = [t for t in wanted if t not in kept], [t for t in kept if t not in wanted]
    told = {"by": agent.id, "added": added, "removed": removed}
    values = {"tags": msgspec.json.encode(wanted).decode()}
    return Change(values=values, event="tagged", detail=told, tags=wanted)


def prioritized(held: ConversationRow, agent: Agent, priority: int) -> Change | None:
    """0 none … 3 the most urgent."""
    if held.priority == priority:
        return None
    told = {"by": agent.id, "before": held.priority, "priority": priority}
    return Change(values={"priority": priority}, event="prioritized", detail=told)


def tags_of(held: ConversationRow) -> list[str]:
    return _decode_tags(held.tags)
