"""Ids and the order of a thread. Ids are UUID version 7: opaque to all, but they sort by time, which keeps indexes compact."""

from __future__ import annotations

import os
import time

POOL_BYTES = 1000  # drawn from the system at once: a draw is a system call, and every stored row takes an id
_HEX_EACH = 19  # 3 + 1 (of which two bits) + 3 + 12 digits
_VARIANTS = "89ab"

_random = ""
_last_arrival = 0


def new() -> str:
    """A new id (RFC 9562, version 7: 48 bits of milliseconds, 74 random bits)."""
    global _random
    if len(_random) < _HEX_EACH:
        _random = os.urandom(POOL_BYTES).hex()
    drawn, _random = _random[:_HEX_EACH], _random[_HEX_EACH:]
    moment = f"{time.time_ns() // 1_000_000:012x}"
    variant = _VARIANTS[int(drawn[3], 16) & 3]
    return f"{moment[:8]}-{moment[8:]}-7{drawn[:3]}-{variant}{drawn[4:7]}-{drawn[7:]}"


def arrival_us() -> int:
    """Now in microseconds, strictly growing within the process: the tie-breaker of messages sent in the same second."""
    global _last_arrival
    _last_arrival = max(_last_arrival + 1, time.time_ns() // 1000)
    return _last_arrival


def order_of(sent_at: int, arrival: int) -> str:
    """29 digits, compared as text: provider time (ms), then arrival (µs)."""
    return f"{sent_at:013d}{arrival:016d}"
