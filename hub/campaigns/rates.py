"""Rates with what is not known of them: of how many, and between which bounds the truth lies. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hub.wire.campaign_figures import Rate

Z95 = 1.959963984540054  # of the normal distribution: 95 % lie within so many deviations
DENOMINATORS: Mapping[str, str] = {
    "delivered": "sent",
    "read": "delivered",
    "replied": "delivered",
    "clicked": "delivered",
    "opted_out": "delivered",
}
"""What each rate is of: nobody can read, answer or tap what did not arrive."""


def rates(reached: Mapping[str, int], failed: int, tried: int) -> dict[str, Rate]:
    """`reached`: how many came at least so far; of those `tried` so many `failed`."""
    told = {name: rate(reached.get(name, 0), reached.get(of, 0)) for name, of in DENOMINATORS.items()}
    return told | {"failed": rate(failed, tried)}


def rate(count: int, of: int) -> Rate:
    """A count above its base (an answer to a message whose delivery nobody told of) is all of it."""
    of = max(of, count)
    if not of:
        return Rate(count=0, of=0, percent=None, low=None, high=None)
    low, high = wilson(count, of)
    return Rate(count=count, of=of, percent=_percent(count / of), low=_percent(low), high=_percent(high))


def wilson(count: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Between which rates the one behind `count` of `of` lies, as parts of one; honest for few and for rates near none or all."""
    if not of:
        return 0.0, 1.0
    share, square = count / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    width = z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - width), min(1.0, middle + width)


def _percent(share: float) -> float:
    return round(100 * share, 2)
