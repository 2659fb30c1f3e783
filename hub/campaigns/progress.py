"""How far a campaign is: counted among its recipients, kept with it, and announced."""

from __future__ import annotations

import msgspec

from hub.campaigns import shaping
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign
from storage import campaign_figures
from storage import campaign_recipients as recipients
from storage import campaigns as rows


async def tell(tx: Transaction, campaign_id: str) -> Campaign | None:
    """Counts, and announces the campaign if the counts are others than were told before: at most once a second, please. None: nothing new."""
    held = await rows.lock(tx.connection, campaign_id)
    if held is None:
        return None
    counts = msgspec.json.encode(await recipients.counts(tx.connection, campaign_id), order="deterministic").decode()
    clicked, opted_out = await campaign_figures.beside(tx.connection, campaign_id)
    if (counts, clicked, opted_out) == (held.counts, held.clicked, held.opted_out):
        return None
    told = {"counts": counts, "clicked": clicked, "opted_out": opted_out}
    return shaping.tell(tx, await rows.change(tx.connection, campaign_id, tx.now, **told))
