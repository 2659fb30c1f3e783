"""Meta's two rate limits as budgets that fill up again: so many a second for a number, and a burst for each person."""

from __future__ import annotations


class Budget:
    """At most `size`, refilled by one every `every_ms`."""

    __slots__ = ("_at", "_every_ms", "_left", "_size")

    def __init__(self, size: float, every_ms: float) -> None:
        self._size, self._every_ms = size, every_ms
        self._left, self._at = size, 0

    def take(self, now: int) -> bool:
        if self._at:
            self._left = min(self._size, self._left + max(0, now - self._at) / self._every_ms)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
