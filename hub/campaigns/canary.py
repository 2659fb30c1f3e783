"""The first few of a campaign go ahead; the rest follows when these fared well, or when their time is over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from hub.durations import MINUTE_MS
from hub.wire.campaigns import Canary, Sending


class Verdict(Struct, frozen=True):
    """`passed`: the rest may go; `failed`: it pauses, with the reason in words; `open`: nothing can be said yet."""

    outcome: Literal["passed", "failed", "open"]
    code: str = ""
    reason: str = ""


def size(total: int, canary: Canary | None) -> int:
    """How many go first. A hundredth of fewer than a hundred is nobody."""
    return int(total * (canary or Canary()).percent / 100)


def verdict(counts: Mapping[str, int], canary: Canary | None, sending: Sending, claimed_at: int, now: int) -> Verdict:
    """`counts`: of recipients by state, while nobody but the canary had a turn; `claimed_at`: when the last of it had (ms)."""
    arrived = sum(counts.get(state, 0) for state in ("delivered", "read", "replied"))
    failed, unknown = counts.get("failed", 0), counts.get("unknown", 0)
    open_ones = counts.get("claimed", 0) + counts.get("sent", 0)
    total = arrived + failed + unknown + open_ones
    minutes = (canary or Canary()).minutes
    over = now >= claimed_at + minutes * MINUTE_MS
    if total == 0:
        return Verdict("passed")
    if failed * 100 > total * sending.pause_percent:
        words = f"{failed} of the first {total} failed, more than {sending.pause_percent:g} %."
        return Verdict("failed", "canary", f"{words} Look at why, then go on or stop.")
    if open_ones + unknown and not over:
        return Verdict("open")
    if arrived + counts.get("sent", 0) == 0:
        if now < claimed_at + MINUTE_MS:  # however impatient somebody is, they have to leave first
            return Verdict("open")
        words = f"Of the first {total} nothing was heard within {minutes} minutes."
        return Verdict("failed", "canary_silent", f"{words} Look whether the number can send and its webhooks come.")
    return Verdict("passed")
