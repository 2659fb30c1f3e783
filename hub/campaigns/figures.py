"""What became of a campaign, counted: by the state each recipient is in, how many came how far, and why the others did not."""

from __future__ import annotations

from typing import Any, cast

from hub.campaigns import shaping
from hub.campaigns.tally import SKIPPED
from hub.permissions import Agent
from hub.wire.campaigns import Analytics, Cause
from storage import campaign_recipients as rows
from storage.database import Connection

RATED = ("delivered", "read", "replied", "clicked")


async def analytics(connection: Connection, agent: Agent, campaign_id: str) -> Analytics:
    """Raises Refusal `not_found`."""
    row = await shaping.seen(connection, agent, campaign_id)
    counts = await rows.counts(connection, row.id)
    reached = await rows.reached(connection, row.id)
    sent = reached["sent"]
    return Analytics(
        campaign=row.id,
        state=row.state,
        total=sum(counts.values()) or row.total,
        counts=counts,
        reached=reached,
        rates={name: round(100 * reached[name] / sent, 2) if sent else 0.0 for name in RATED},
        causes=[_cause(*each) for each in await rows.causes(connection, row.id)],
        replies=reached["replied"],
    )


def _cause(state: str, reason: str | None, count: int, detail: str | None) -> Cause:
    words = SKIPPED.get(reason or "") if state == "skipped" else None
    message = words[1].capitalize() if words is not None else detail or reason or "No reason was given."
    return Cause(state=cast(Any, state), reason=reason, count=count, message=f"{message.rstrip('.')}.")
