"""One wheel turns for all sessions of a process: pulses spread evenly over time, deadlines found without a timer per session."""

from __future__ import annotations

import asyncio
import logging
import math
import random
import time
from collections.abc import Callable

from hub.live.pace import Pace
from hub.live.session import Session

log = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0


class Wheel:
    """`pulse` is given the sessions of one slot at a time, `late` those of the slot whose pongs are due, `sweep` a call a second."""

    def __init__(
        self,
        pace: Pace,
        pulse: Callable[[set[Session], float], None],
        late: Callable[[set[Session], float], None],
        sweep: Callable[[float], None],
    ) -> None:
        self._tick = pace.tick
        self._slots: list[set[Session]] = [set() for _ in range(max(2, round(pace.pulse / pace.tick)))]
        self._behind = min(len(self._slots) - 1, math.ceil(pace.pong / pace.tick) + 1)
        self._pulse, self._late, self._sweep = pulse, late, sweep

    def add(self, session: Session) -> None:
        session.slot = random.randrange(len(self._slots))  # noqa: S311 (evenness is all it needs)
        self._slots[session.slot].add(session)

    def remove(self, session: Session) -> None:
        self._slots[session.slot].discard(session)

    async def run(self) -> None:
        turn = 0
        swept = time.monotonic()
        while True:
            await asyncio.sleep(self._tick)
            now = time.monotonic()
            turn = (turn + 1) % len(self._slots)
            try:
                self._pulse(self._slots[turn], now)
                self._late(self._slots[(turn - self._behind) % len(self._slots)], now)
                if now - swept >= min(SWEEP_SECONDS, self._tick * 4):
                    swept = now
                    self._sweep(now)
            except Exception:  # the wheel must turn on, whatever one session does
                log.exception("a turn of the wheel failed")
