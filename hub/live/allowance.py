"""How many commands somebody may still give: so many a second, saved up over a few seconds."""

from __future__ import annotations

from hub.live.pace import Pace


class Allowance:
    """Begins full. Times are monotonic seconds."""

    __slots__ = ("_at", "_left")

    def __init__(self, pace: Pace, now: float) -> None:
        self._left = pace.commands * pace.commands_over
        self._at = now

    def spend(self, pace: Pace, now: float) -> bool:
        """Takes one; False when there is none left."""
        most = pace.commands * pace.commands_over
        self._left = min(most, self._left + (now - self._at) * pace.commands) - 1
        self._at = now
        return self._left >= 0
