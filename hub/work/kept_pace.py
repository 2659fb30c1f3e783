"""How fast an account may send: what its provider and the settings allow, and what whoever sent before was slowed to."""

from __future__ import annotations

import contextlib

from channels.channel import Limits
from hub.work.pace import Pace
from hub.work.parts import Parts
from storage.campaigns import sends as campaign_sends
from storage.failures import DatabaseLost


def allowed(limits: Limits, level: str | None, most: float | None) -> float:
    """Messages a second. `level`: what the provider calls the account's throughput; `most`: what the settings say."""
    known = limits.levels.get(level or "")
    if known is None:
        return limits.per_second if most is None else most
    return known if most is None else min(known, most)


async def remember(parts: Parts, channel_id: str, pace: Pace) -> None:
    """Whoever sent before us may have been told that it was too fast."""
    with contextlib.suppress(DatabaseLost):
        async with parts.transactions.database.reading() as connection:
            kept = await campaign_sends.pace(connection, channel_id)
        if kept is not None:
            ago = max(0.0, (parts.clock.milliseconds() - kept[1]) / 1000)
            pace.restore(kept[0], ago, parts.clock.monotonic())


async def keep(parts: Parts, channel_id: str, pace: Pace) -> None:
    with contextlib.suppress(DatabaseLost):
        async with parts.transactions.begin() as tx:
            await campaign_sends.keep_pace(tx.connection, channel_id, pace.rate, tx.now)
