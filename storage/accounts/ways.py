"""What was said with a contact over each channel account, and what templates there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import ScalarSelect, select

from storage.database import Connection
from storage.tables import conversations, messages, templates

MOST_TALKS = 200  # of one contact that are looked at, the newest
UNSAID = ("note", "system", "reaction")


class TalkRow(Struct, frozen=True, kw_only=True):
    """`seen_at`: when the customer last wrote; `error` and `failed_at`: of the last message to them, when it failed."""

    id: str
    channel_id: str
    state: str
    last_at: int
    window_closes_at: int | None
    seen_at: int | None
    error: str | None
    failed_at: int | None


async def talks(connection: Connection, contact_id: str, channel_ids: Collection[str]) -> list[TalkRow]:
    """With the contact alone; with a group, where the contact stands for one."""
    c = conversations.c
    columns = (
        *(c[name] for name in ("id", "channel_id", "state", "last_at", "window_closes_at")),
        _last("in", messages.c.sent_at).label("seen_at"),
        _last("out", messages.c.error).label("error"),
        _last("out", messages.c.sent_at).label("failed_at"),
    )
    theirs = (c.contact_id == contact_id, c.channel_id.in_(sorted(channel_ids)))
    return await connection.rows(
        select(*columns).where(*theirs).order_by(c.last_at.desc(), c.id.desc()).limit(MOST_TALKS), TalkRow
    )


async def categories(connection: Connection, channel_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """By channel account the categories of its approved templates."""
    pair = (templates.c.channel_id, templates.c.category)
    wanted = templates.c.channel_id.in_(sorted(channel_ids)) & (templates.c.status == "APPROVED")
    found: dict[str, set[str]] = {}
    for channel_id, category in await connection.tuples(select(*pair).where(wanted).distinct()):
        found.setdefault(channel_id, set()).add(category)
    return {channel_id: frozenset(each) for channel_id, each in found.items()}


def _last(direction: str, column: Any) -> ScalarSelect[Any]:
    """Of the newest message that way: a walk back along the thread, which seldom goes far."""
    m = messages.c
    said = (m.conversation_id == conversations.c.id, m.direction == direction, m.kind.not_in(UNSAID))
    newest = select(column).where(*said).order_by(m.order.desc()).limit(1)
    return newest.correlate(conversations).scalar_subquery()
