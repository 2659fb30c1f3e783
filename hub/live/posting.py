"""Commands posted over plain HTTP, for networks that let no WebSocket through: the same table, the same rights, the same limits."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from hub import metrics
from hub.boundaries import cross
from hub.live.allowance import Allowance
from hub.live.pace import PACE, Pace
from hub.wire.commands import Command
from hub.wire.errors import Refusal

ASKERS_KNOWN = 10_000  # login sessions whose allowance is remembered

RunPosted = Callable[[str, str, Any], Awaitable[Any]]


class Posting:
    """`run` does a command for (user, login) and gives its result (`hub.live.runner`)."""

    def __init__(self, run: RunPosted, pace: Pace = PACE, clock: Callable[[], float] = time.monotonic) -> None:
        self._run = run
        self._pace = pace
        self._clock = clock
        self._allowances: dict[str, Allowance] = {}

    async def answer(self, user: str, login: str, asked: Command) -> Any:
        """Raises Refusal, DatabaseLost."""
        self._spend(login)
        outcome = "unavailable"
        try:
            result = await self._run(user, login, asked)
            outcome = "done"
        except Refusal as refusal:
            outcome = refusal.code
            raise
        finally:
            metrics.commands.labels(str(asked.__struct_config__.tag), outcome).inc()
        cross("before_answer")
        return result

    def _spend(self, login: str) -> None:
        now = self._clock()
        if login not in self._allowances:
            if len(self._allowances) >= ASKERS_KNOWN:
                self._allowances.clear()
            self._allowances[login] = Allowance(self._pace, now)
        if not self._allowances[login].spend(self._pace, now):
            raise Refusal("too_many", "These are too many requests at once. Wait a few seconds.", retry_after=1.0)
