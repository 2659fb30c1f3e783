"""Ids and the order of a thread. Ids are UUID version 7: opaque to all, but they sort by time, which keeps indexes compact. Those of one
process sort in the order they were made, even when its clock is set back."""

from __future__ import annotations

import os
import time

POOL_BYTES = 1024  # drawn from the system at once: a draw is a system call, and every stored row takes an id
_HEX_EACH = 16  # 1 (of which two bits) + 15 digits
_TICKS = 4096  # of a millisecond: what twelve bits tell (RFC 9562, section 6.2, method 3)
_VARIANTS = "89ab"

_random = ""
_last_tick = 0
_last_arrival = 0


def new() -> str:
    """A new id (RFC 9562, version 7: 60 bits of time in 4096ths of a millisecond, 62 random bits)."""
    global _random, _last_tick
    if len(_random) < _HEX_EACH:
        _random = os.urandom(POOL_BYTES).hex()
    drawn, _random = _random[:_HEX_EACH], _random[_HEX_EACH:]
    _last_tick = max(_last_tick + 1, time.time_ns() * _TICKS // 1_000_000)
    moment = f"{_last_tick:015x}"
    variant = _VARIANTS[int(drawn[0], 16) & 3]
    return f"{moment[:8]}-{moment[8:12]}-7{moment[12:]}-{variant}{drawn[1:4]}-{drawn[4:]}"


def first_of(at: int) -> str:
    """What every id made at or after `at` (ms) is not less than."""
    moment = f"{at:012x}"
    return f"{moment[:8]}-{moment[8:12]}-7000-8000-{'0' * 12}"


def arrival_us() -> int:
    """Now in microseconds, strictly growing within the process: the tie-breaker of messages sent in the same second."""
    global _last_arrival
    _last_arrival = max(_last_arrival + 1, time.time_ns() // 1000)
    return _last_arrival


def order_of(sent_at: int, arrival: int) -> str:
    """29 digits, compared as text: provider time (ms), then arrival (µs)."""
    return f"{sent_at:013d}{arrival:016d}"
