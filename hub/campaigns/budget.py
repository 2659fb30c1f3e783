"""What may be sent of a campaign now, beside the number's own pace: its own rate, and how many people its business may write to in a day.

Both lie in the database, so that any number of workers share them.
"""

from __future__ import annotations

import re

from hub.durations import DAY_MS, HOUR_MS
from hub.transaction import Transaction
from storage.campaigns import sends

AHEAD_MS = 2_000  # of a campaign's own rate may be claimed in advance

_TIER = re.compile(r"TIER_(\d+)(K?)")


def limit_of(tier: str | None) -> int | None:
    """How many people in 24 hours a messaging tier lets a business write to; None: unlimited, or unknown."""
    found = _TIER.fullmatch((tier or "").upper())
    return None if found is None else int(found[1]) * (1000 if found[2] else 1)


async def left_of_tier(tx: Transaction, business: str | None, tier: str | None) -> int | None:
    """How many more people may be written to now; None: as many as one likes. Others who send for the business wait until this
    transaction ends."""
    limit = limit_of(tier)
    if limit is None or business is None:
        return None
    await sends.lock_reach(tx.connection, business, tx.now)
    return max(0, limit - await sends.reached(tx.connection, business, tx.now - DAY_MS))


async def free_again_at(tx: Transaction, business: str) -> int:
    """When (ms) the first of those reached no longer count."""
    oldest = await sends.oldest_reach(tx.connection, business, tx.now - DAY_MS)
    return tx.now if oldest is None else oldest + DAY_MS + HOUR_MS


def allowed(now: int, paced_at: int | None, per_second: float | None) -> int | None:
    """How many a campaign's own rate lets go now; None: as many as one likes. `paced_at`: until when it is used up (ms)."""
    if per_second is None:
        return None
    return max(0, int((now + AHEAD_MS - max(paced_at or 0, now)) * per_second / 1000))


def used(now: int, paced_at: int | None, per_second: float, count: int) -> int:
    """Until when (ms) the rate is used up after `count` more."""
    return max(paced_at or 0, now) + int(count * 1000 / per_second)
