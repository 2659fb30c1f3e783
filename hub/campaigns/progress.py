"""How far a campaign is: counted among its recipients, kept with it, and announced."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from hub.campaigns import shaping
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign
from storage.campaigns import figures as campaign_figures
from storage.campaigns import recipients, rows
from storage.campaigns.rows import CampaignRow


async def tell(tx: Transaction, campaign_id: str) -> Campaign | None:
    """Counts, and announces the campaign if the counts are others than were told before: at most once a second, please. None: nothing new."""
    held = await rows.lock(tx.connection, campaign_id)
    if held is None:
        return None
    return await tell_counted(tx, held, await recipients.counts(tx.connection, campaign_id))


async def tell_counted(tx: Transaction, held: CampaignRow, counts: Mapping[str, int]) -> Campaign | None:
    """`tell` for a row that is locked, with the recipients in each state."""
    counted = msgspec.json.encode(counts, order="deterministic").decode()
    clicked, opted_out = await campaign_figures.beside(tx.connection, held.id)
    if (counted, clicked, opted_out) == (held.counts, held.clicked, held.opted_out):
        return None
    told = {"counts": counted, "clicked": clicked, "opted_out": opted_out}
    return shaping.tell(tx, await rows.change(tx.connection, held.id, tx.now, **told))
