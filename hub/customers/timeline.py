"""What happened with a contact, newest first: conversations, notes, consent, merges, changes, quotations, campaigns."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from hub import cursors, shaping
from hub.customers import consent, contact_notes, contacts
from hub.permissions import Agent
from hub.quotations import shaping as offers
from hub.wire import customers
from hub.wire.customers import (
    TimelineCampaign,
    TimelineChange,
    TimelineConsent,
    TimelineConversation,
    TimelineEntry,
    TimelineMerge,
    TimelineNote,
    TimelineQuotation,
)
from hub.wire.quotations import QuotationMove, QuotationSummary
from storage.customers import consents as consent_rows
from storage.customers import contact_history, merges
from storage.customers import contact_notes as note_rows
from storage.customers import timeline as rows
from storage.customers.contact_history import ChangeRow
from storage.customers.merges import MergeRow
from storage.database import Connection
from storage.quotations import moves as quotation_moves
from storage.quotations import rows as quotations


async def list_page(
    connection: Connection, agent: Agent, contact_id: str, after: str | None, limit: int
) -> tuple[list[TimelineEntry], str | None]:
    """A page, and what `after` takes for the next. Of conversations those the agent may see."""
    contact = await contacts.seen(connection, agent, contact_id)
    found = await rows.page(connection, contact.id, agent.channels, cursors.place(after), limit + 1)
    kept = found[:limit]
    drawn = await _drawn(connection, kept)
    more = cursors.cursor(kept[-1][1], kept[-1][2]) if len(found) > limit else None
    return [drawn[kind, id] for kind, _, id in kept], more


async def _drawn(connection: Connection, found: list[tuple[str, int, str]]) -> Mapping[tuple[str, str], TimelineEntry]:
    """Each kind is read at once."""
    at = {(kind, id): shaping.time_text(moment) for kind, moment, id in found}
    ids = {kind: [id for other, _, id in found if other == kind] for kind in {kind for kind, _, _ in found}}
    drawn: dict[tuple[str, str], TimelineEntry] = {}
    for talk in (await shaping.conversations(connection, ids.get("conversation", []))).values():
        key = ("conversation", talk.id)
        drawn[key] = TimelineConversation(at=at[key], conversation=talk)
    for note in await note_rows.many(connection, ids.get("note", [])):
        key = ("note", note.id)
        drawn[key] = TimelineNote(at=at[key], note=contact_notes.shape(note))
    for word in await consent_rows.many(connection, ids.get("consent", [])):
        key = ("consent", word.id)
        drawn[key] = TimelineConsent(at=at[key], consent=consent.shape(word))
    for change in await contact_history.many(connection, ids.get("change", [])):
        key = ("change", change.id)
        drawn[key] = TimelineChange(at=at[key], change=_change(change))
    for move, quotation in await _quotations(connection, ids.get("quotation", [])):
        key = ("quotation", move.id)
        drawn[key] = TimelineQuotation(at=at[key], move=move, quotation=quotation)
    for id, campaign, name, state, by in await rows.sent(connection, ids.get("campaign", [])):
        key = ("campaign", id)
        drawn[key] = TimelineCampaign(at=at[key], id=id, campaign=campaign, name=name, state=state, by=by)
    for merge, name in await merges.many(connection, ids.get("merge", [])):
        key = ("merge", merge.id)
        drawn[key] = TimelineMerge(at=at[key], merge=_merge(merge, name))
    return drawn


async def _quotations(connection: Connection, ids: list[str]) -> list[tuple[QuotationMove, QuotationSummary]]:
    """Moves, each with its quotation as it is now."""
    moves = await quotation_moves.many(connection, ids)
    held = {row.id: row for row in await quotations.heads(connection, [move.quotation_id for move in moves])}
    return [(offers.move(move), offers.summary(held[move.quotation_id])) for move in moves]


def _change(row: ChangeRow) -> customers.ContactHistory:
    return customers.ContactHistory(
        id=row.id,
        at=shaping.time_text(row.at),
        user=row.user_id,
        user_name=row.user_name,
        changes=msgspec.json.decode(row.changes),
    )


def _merge(row: MergeRow, name: str) -> customers.ContactMerge:
    return customers.ContactMerge(
        id=row.id,
        goes=row.goes,
        goes_name=name,
        stays=row.stays,
        at=shaping.time_text(row.at),
        user=row.user_id,
        undone_at=None if row.undone_at is None else shaping.time_text(row.undone_at),
        undone_by=row.undone_by,
    )
