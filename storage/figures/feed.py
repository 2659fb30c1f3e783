"""What happened in the office, from three tables, as one list: lines about conversations, moves of quotations, states of campaigns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, exists, literal, literal_column, or_, select, union_all

from storage.database import Connection
from storage.quotations.lists import visible
from storage.tables import activity, campaigns, contacts, conversations, messages, quotation_moves, quotations

EVENTS = ("assigned", "resolved")
CAMPAIGN_ACTS = ("scheduled", "starting", "running", "paused", "done", "cancelled")


class LineRow(Struct, frozen=True, kw_only=True):
    """A line about a conversation. `content`: JSON {event by to …}."""

    id: str
    content: str
    conversation_id: str
    contact_name: str


class CampaignActRow(Struct, frozen=True, kw_only=True):
    """`after`: JSON {state reason}."""

    id: str
    campaign_id: str
    name: str
    user_id: str | None
    user_name: str
    after: str


async def page(
    connection: Connection,
    channels: Collection[str],
    *,
    every_quotation: bool,
    orphans: bool,
    before: tuple[int, str] | None,
    limit: int,
) -> list[tuple[str, int, str]]:
    """(kind, at, id), newest first, of what may be seen on these channel accounts. Each stream walks its own index, a page's length."""

    def some(kind: str, at: Any, id: Any, statement: Select[Any]) -> Select[Any]:
        found = statement.add_columns(literal(kind).label("kind"), at.label("at"), id.label("id"))
        if before is not None:
            found = found.where((at < before[0]) | ((at == before[0]) & (id < before[1])), at <= before[0])
        walked = found.order_by(at.desc(), id.desc()).limit(limit).subquery()
        return select(walked.c.kind, walked.c.at, walked.c.id)

    m, a, v = messages.c, activity.c, quotation_moves.c
    told = or_(*(m.content.contains(f'"event":"{event}"', autoescape=True) for event in EVENTS))
    line = m.kind == literal_column("'system'")  # in the words of the partial index
    streams = [
        some("conversation", m.created_at, m.id, select().where(m.channel_id == channel, line, told))
        for channel in sorted(channels)
    ]
    mine = exists().where(campaigns.c.id == a.subject, campaigns.c.channel_id.in_(sorted(channels)))
    streams += [some("campaign", a.at, a.id, select().where(a.act == f"campaign.{act}", mine)) for act in CAMPAIGN_ACTS]
    moved = select().select_from(quotation_moves).where(v.undone_at.is_(None))
    if not every_quotation:
        moved = moved.where(exists().where(quotations.c.id == v.quotation_id, visible(channels, orphans)))
    streams.append(some("quotation", v.at, v.id, moved))
    every = union_all(*streams).subquery()
    statement = select(every.c.kind, every.c.at, every.c.id).order_by(every.c.at.desc(), every.c.id.desc())
    return [(kind, at, id) for kind, at, id in await connection.tuples(statement.limit(limit))]


async def lines(connection: Connection, ids: Iterable[str]) -> list[LineRow]:
    about = (messages.c.id, messages.c.content, messages.c.conversation_id, contacts.c.name.label("contact_name"))
    statement = (
        select(*about)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
    )
    return await connection.rows(statement.where(messages.c.id.in_(sorted(set(ids)))), LineRow)


async def campaign_acts(connection: Connection, ids: Iterable[str]) -> list[CampaignActRow]:
    a = activity.c
    columns = (a.id, a.subject.label("campaign_id"), a.title.label("name"), a.user_id, a.user_name, a.after)
    return await connection.rows(select(*columns).where(a.id.in_(sorted(set(ids)))), CampaignActRow)
