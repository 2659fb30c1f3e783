"""The people a campaign goes to, with what became of each: page by page, and as a table for other programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from msgspec import Struct

from hub import activity, cursors
from hub.campaigns import shaping
from hub.permissions import Agent
from hub.spreadsheets import Csv
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign, Recipient
from storage import campaign_recipients as rows
from storage.database import Connection, Database

AT_ONCE = 500
HEADINGS = (
    "Name", "Number", "Language", "Variant", "State", "Reason", "Detail", "Sent", "Delivered", "Read", "Replied", "Clicked", "Failed",
)  # fmt: skip


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; None means whatever."""

    state: str | None = None
    reason: str | None = None
    variant: str | None = None


async def list_page(
    connection: Connection, agent: Agent, campaign_id: str, wanted: Wanted, after: str | None, limit: int
) -> tuple[list[Recipient], str | None]:
    """In the order of sending, and what `after` takes for the next page. Raises Refusal `not_found`."""
    await shaping.seen(connection, agent, campaign_id)
    return await _page(connection, campaign_id, wanted, after, limit)


async def note_export(tx: Transaction, agent: Agent, campaign_id: str, wanted: Wanted) -> Campaign:
    """Keeps that somebody took them out. Raises Refusal `not_found`."""
    found = await shaping.read(tx.connection, agent, campaign_id)
    await activity.note(tx, agent, "campaign.exported", subject=found.id, title=found.name, after=wanted)
    return found


async def table(database: Database, campaign_id: str, wanted: Wanted) -> AsyncIterator[bytes]:
    """Every recipient as CSV, a page at a time, each of a moment of its own."""
    written, after = Csv(), None
    yield written.begin(HEADINGS)
    while True:
        async with database.reading() as connection:
            found, after = await _page(connection, campaign_id, wanted, after, AT_ONCE)
        yield await asyncio.to_thread(written.rows, [_cells(each) for each in found])
        if after is None:
            return


async def _page(
    connection: Connection, campaign_id: str, wanted: Wanted, after: str | None, limit: int
) -> tuple[list[Recipient], str | None]:
    found = await rows.page(
        connection,
        campaign_id,
        state=wanted.state,
        reason=wanted.reason,
        variant=wanted.variant,
        after=cursors.place(after),
        limit=limit + 1,
    )
    kept = found[:limit]
    more = cursors.cursor(kept[-1][0].place, kept[-1][0].id) if len(found) > limit else None
    return [shaping.recipient(row, name) for row, name in kept], more


def _cells(each: Recipient) -> list[str]:
    told = (
        each.name, each.address, each.language, each.variant, each.state, each.reason, each.detail, each.sent_at, each.delivered_at,
        each.read_at, each.replied_at, each.clicked_at, each.failed_at,
    )  # fmt: skip
    return [value or "" for value in told]
