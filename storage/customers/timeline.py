"""What happened with a contact, from seven tables, as one list."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, literal, or_, select, union_all

from storage.database import Connection
from storage.tables import (
    campaign_recipients,
    campaigns,
    consents,
    contact_changes,
    contact_notes,
    conversations,
    merges,
    quotation_moves,
    quotations,
)


async def page(
    connection: Connection, contact_id: str, channels: Collection[str], before: tuple[int, str] | None, limit: int
) -> list[tuple[str, int, str]]:
    """(kind, at, id), newest first. Of conversations, campaigns and quotations those on `channels`. Each table is read through its own index, a page's length."""

    def some(kind: str, at: Any, id: Any, *conditions: Any) -> Select[Any]:
        found = select(literal(kind).label("kind"), at.label("at"), id.label("id")).where(*conditions)
        if before is not None:
            found = found.where((at < before[0]) | ((at == before[0]) & (id < before[1])))
        page = found.order_by(at.desc(), id.desc()).limit(limit).subquery()
        return select(page.c.kind, page.c.at, page.c.id)

    talk, note, word, change = conversations.c, contact_notes.c, consents.c, contact_changes.c
    move, offer = quotation_moves.c, quotations.c
    placed = or_(offer.channel_id.is_(None), offer.channel_id.in_(sorted(channels)))
    offered = exists().where(offer.id == move.quotation_id, placed)
    sent = campaign_recipients.c
    ours = exists().where(campaigns.c.id == sent.campaign_id, campaigns.c.channel_id.in_(sorted(channels)))
    concerned = or_(merges.c.goes == contact_id, merges.c.stays == contact_id)
    every = union_all(
        some(
            "conversation",
            talk.created_at,
            talk.id,
            talk.contact_id == contact_id,
            talk.channel_id.in_(sorted(channels)),
        ),
        some("note", note.created_at, note.id, note.contact_id == contact_id),
        some("consent", word.at, word.id, word.contact_id == contact_id),
        some("change", change.at, change.id, change.contact_id == contact_id),
        some("quotation", move.at, move.id, move.contact_id == contact_id, offered),
        some("campaign", sent.claimed_at, sent.id, sent.contact_id == contact_id, sent.claimed_at.is_not(None), ours),
        some("merge", merges.c.at, merges.c.id, concerned),
    ).subquery()
    statement = select(every.c.kind, every.c.at, every.c.id).order_by(every.c.at.desc(), every.c.id.desc())
    return [(kind, at, id) for kind, at, id in await connection.tuples(statement.limit(limit))]


async def sent(connection: Connection, ids: Collection[str]) -> list[tuple[str, str, str, str, str | None]]:
    """(id, campaign, its name, state, and the kind of channel of another way it went) of a campaign's recipients."""
    one = campaign_recipients.c
    named = select(one.id, one.campaign_id, campaigns.c.name, one.state, one.by)
    found = await connection.tuples(
        named.join(campaigns, campaigns.c.id == one.campaign_id).where(one.id.in_(sorted(ids)))
    )
    return [(id, campaign, name, state, by) for id, campaign, name, state, by in found]
