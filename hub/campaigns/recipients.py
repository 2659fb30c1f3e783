"""The people a campaign goes to, with what became of each, page by page."""

from __future__ import annotations

from msgspec import Struct

from hub import cursors
from hub.campaigns import shaping
from hub.office import activity
from hub.permissions import Agent
from hub.searching import search
from hub.transaction import Transaction
from hub.wire.campaign_figures import Recipient
from hub.wire.campaigns import Campaign
from storage.campaigns import recipients as rows
from storage.database import Connection


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; None means whatever."""

    state: str | None = None
    reason: str | None = None
    variant: str | None = None
    did: str | None = None
    by: str | None = None
    q: str | None = None


async def list_page(
    connection: Connection, agent: Agent, campaign_id: str, wanted: Wanted, after: str | None, limit: int
) -> tuple[list[Recipient], str | None]:
    """In the order of sending, and what `after` takes for the next page. Raises Refusal `not_found`."""
    await shaping.seen(connection, agent, campaign_id)
    words = (wanted.q or "").strip()
    among = await search.contact_ids(connection, agent, words) if words else None
    return await page(connection, campaign_id, wanted, after, limit, among)


async def note_export(tx: Transaction, agent: Agent, campaign_id: str, wanted: Wanted) -> Campaign:
    """Keeps that somebody took them out. Raises Refusal `not_found`."""
    found = await shaping.read(tx.connection, agent, campaign_id)
    await activity.note(tx, agent, "campaign.exported", subject=found.id, title=found.name, after=wanted)
    return found


async def page(
    connection: Connection,
    campaign_id: str,
    wanted: Wanted,
    after: str | None,
    limit: int,
    among: list[str] | None = None,
) -> tuple[list[Recipient], str | None]:
    """`list_page` of a campaign that may be seen, of the contacts it is narrowed to."""
    found = await rows.page(
        connection,
        campaign_id,
        state=wanted.state,
        reason=wanted.reason,
        variant=wanted.variant,
        did=wanted.did,
        by=wanted.by,
        among=among,
        after=cursors.place(after),
        limit=limit + 1,
    )
    kept = found[:limit]
    more = cursors.cursor(kept[-1][0].place, kept[-1][0].id) if len(found) > limit else None
    return [shaping.recipient(row, name) for row, name in kept], more
