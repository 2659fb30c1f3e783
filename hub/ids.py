"""Ids and the order of a thread. Ids are UUID version 7: opaque to all, but they sort by time, which keeps indexes compact."""

from __future__ import annotations

import os
import time

_last_arrival = 0


def new() -> str:
    """A new id (RFC 9562, version 7: 48 bits of milliseconds, 74 random bits)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF000 << 64) | 0x7000 << 64
    value = value & ~(0xC000 << 48) | 0x8000 << 48
    digits = f"{value:032x}"  # a third of the time of uuid.UUID: every stored row takes one
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def arrival_us() -> int:
    """Now in microseconds, strictly growing within the process: the tie-breaker of messages sent in the same second."""
    global _last_arrival
    _last_arrival = max(_last_arrival + 1, time.time_ns() // 1000)
    return _last_arrival


def order_of(sent_at: int, arrival: int) -> str:
    """29 digits, compared as text: provider time (ms), then arrival (µs)."""
    return f"{sent_at:013d}{arrival:016d}"
