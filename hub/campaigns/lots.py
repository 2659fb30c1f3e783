"""What is drawn by lot: where a recipient stands in the order of sending, and which variant it gets. Pure: repeating draws the same.

The order says nothing of when somebody became a customer, so that the first hundredth stands for all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hub.wire.campaigns import Variant

PLACE_BITS = 62  # fits a BIGINT whatever its sign
_PARTS = 1_000_000


def place(campaign_id: str, contact_id: str) -> int:
    return _drawn("place", campaign_id, contact_id) >> (64 - PLACE_BITS)


def variant(campaign_id: str, contact_id: str, variants: Sequence[Variant]) -> str | None:
    """The name of a variant, or None for the campaign's own content. Says nothing of the `place`, or the first would all get one."""
    share = _drawn("variant", campaign_id, contact_id) % _PARTS / _PARTS * 100
    for each in variants:
        share -= each.share
        if share < 0:
            return each.name
    return None


def _drawn(what: str, campaign_id: str, contact_id: str) -> int:
    told = f"{what}\x00{campaign_id}\x00{contact_id}".encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")
