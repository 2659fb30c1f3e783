"""Ids and the order of a thread. Ids are UUID version 7: opaque to all, but they sort by time, which keeps indexes compact. Those of one
process sort in the order they were made, even when its clock is set back."""

from __future__ import annotations

import os
import time

TAILS = 64  # drawn from the system at once: a draw is a system call, and every stored row takes an id
_HEX_EACH = 16  # 1 (of which two bits) + 15 digits
_TICKS = 4096  # of a millisecond: what twelve bits tell (RFC 9562, section 6.2, method 3)
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

_tails: list[str] = []
_last_tick = 0
_last_arrival = 0


def new() -> str:
    """A new id (RFC 9562, version 7: 60 bits of time in 4096ths of a millisecond, 62 random bits)."""
    global _last_tick
    try:
        tail = _tails.pop()
    except IndexError:
        _tails.extend(_drawn())
        tail = _tails.pop()
    tick = time.time_ns() * _TICKS // 1_000_000
    _last_tick = tick if tick > _last_tick else _last_tick + 1
    moment = f"{_last_tick:015x}"
    return f"{moment[:8]}-{moment[8:12]}-7{moment[12:]}-{tail}"


def _drawn() -> list[str]:
    """The random ends of ids."""
    drawn = os.urandom(TAILS * _HEX_EACH // 2).hex()
    each = [drawn[start : start + _HEX_EACH] for start in range(0, len(drawn), _HEX_EACH)]
    return [f"{_VARIANTS[tail[0]]}{tail[1:4]}-{tail[4:]}" for tail in each]


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
