"""What two contacts that are one person have together. Pure; the intake and colleagues merge by the same rules.

Only what is missing is filled, or what was chosen replaced, so that undoing is taking away again: see hub/customers/unmerging.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from storage.customers.contacts import ContactRow
from storage.intake.batches import ConversationHeld

NAME_RANK = {"agent": 0, "phone_app": 1, "provider": 2, "none": 3}  # the smaller wins; what an agent typed stays
MOST_TAGS = 50
FIELDS = "fields."  # before the key of a field that is taken
INHERITED = ("unread", "waiting_since", "window_closes_at", "assignee_id", "campaign_id", "campaign_until", "answers")
BLOCKED = ("blocked_at", "blocked_by", "blocked_for")  # whoever was blocked does not come back as somebody else
ENDED = ("state", "unread", "waiting_since", "snoozed_until")


class Settled(Struct, frozen=True, kw_only=True):
    """That the conversation `ends` was resolved and `goes_on` took over what waited in it: how both were, to undo it."""

    goes_on: str
    ends: str
    before: dict[str, Any]
    after: dict[str, Any]
    ended: dict[str, Any]


class Kept(Struct, frozen=True, kw_only=True):
    """What a merge changed: the columns of the contact that stays, before and after, and conversations."""

    before: dict[str, Any]
    after: dict[str, Any]
    settled: list[Settled]


def settle(coming: ConversationHeld, there: Iterable[ConversationHeld], now: int) -> Settled | None:
    """Of two unresolved conversations on one channel account the livelier goes on with what waited in the other, which is resolved.
    `there`: those of the contact that stays."""
    if coming.state == "resolved":
        return None
    for other in there:
        same = (other.channel_id, other.group_id) == (coming.channel_id, coming.group_id)
        if other.state == "resolved" or not same:
            continue
        goes_on, ends = (other, coming) if _liveliness(other) >= _liveliness(coming) else (coming, other)
        before, ended = _columns(goes_on, INHERITED), _columns(ends, ENDED)
        goes_on.unread += ends.unread
        goes_on.waiting_since = min(
            (t for t in (goes_on.waiting_since, ends.waiting_since) if t is not None), default=None
        )
        goes_on.window_closes_at = max(
            (t for t in (goes_on.window_closes_at, ends.window_closes_at) if t is not None), default=None
        )
        goes_on.assignee_id = goes_on.assignee_id or ends.assignee_id
        if (ends.campaign_until or 0) > (
            goes_on.campaign_until or 0
        ):  # what comes answers the campaign that wrote last
            goes_on.campaign_id, goes_on.campaign_until = ends.campaign_id, ends.campaign_until
        goes_on.answers = goes_on.answers or ends.answers
        ends.state, ends.resolved_at, ends.snoozed_until = "resolved", now, None
        ends.unread, ends.waiting_since = 0, None
        after = _columns(goes_on, INHERITED)
        return Settled(goes_on=goes_on.id, ends=ends.id, before=before, after=after, ended=ended)
    return None


def _liveliness(held: ConversationHeld) -> tuple[bool, str]:
    """What only a campaign has said so far goes on in what somebody has answered."""
    return held.state != "quiet", held.last_order


def together(stays: ContactRow, goes: ContactRow) -> dict[str, Any]:
    """The columns of the contact that stays, beside its name and consent."""
    decode = msgspec.json.decode
    tags = list(dict.fromkeys(decode(stays.tags) + decode(goes.tags)))[:MOST_TAGS]
    return {
        "company": stays.company or goes.company,
        "owner_id": stays.owner_id or goes.owner_id,
        "tags": msgspec.json.encode(tags).decode(),
        "fields": msgspec.json.encode(decode(goes.fields) | decode(stays.fields)).decode(),
    } | ({name: getattr(goes, name) for name in BLOCKED} if stays.blocked_at is None else {})


def named(stays: ContactRow, goes: ContactRow) -> dict[str, Any]:
    better = goes if NAME_RANK[goes.name_source] < NAME_RANK[stays.name_source] else stays
    return {"name": better.name, "name_source": better.name_source}


def taken(goes: ContactRow, together: Mapping[str, Any], take: Collection[str]) -> dict[str, Any]:
    """The columns in which the one that goes has the last word: what it has nothing of stays as it is."""
    values: dict[str, Any] = {}
    if "name" in take:
        values |= {"name": goes.name, "name_source": "agent"}
    if "company" in take and goes.company:
        values["company"] = goes.company
    if "owner" in take and goes.owner_id:
        values["owner_id"] = goes.owner_id
    theirs = msgspec.json.decode(goes.fields)
    chosen = {key: theirs[key] for key in theirs if f"{FIELDS}{key}" in take}
    if chosen:
        values["fields"] = msgspec.json.encode(msgspec.json.decode(together["fields"]) | chosen).decode()
    return values


def newest(one: str, other: str) -> str:
    """Of each category of consent the newest word."""
    said: dict[str, dict[str, Any]] = msgspec.json.decode(one)
    for category, told in msgspec.json.decode(other).items():
        if category not in said or said[category].get("at", "") < told.get("at", ""):
            said[category] = told
    return msgspec.json.encode(said).decode()


def _columns(row: ConversationHeld, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
