"""When webhooks came, until what they changed is on the sockets of this process: for the one histogram that spans both ends."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

from hub import metrics

REMEMBERED = 4_096  # commits under way; more means that nobody listens


class Arrivals:
    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._waiting: deque[tuple[int, Sequence[float]]] = deque(maxlen=REMEMBERED)
        self._told = 0
        self._heard = False

    def committed(self, seq: int, came: Sequence[float]) -> None:
        """Webhooks that came at these moments of the clock are in the log up to `seq`."""
        self._waiting.append((seq, came))
        if seq <= self._told:  # the tail saw the commit before we did
            self._count()

    def told(self, seq: int, *, heard: bool) -> None:
        """The log up to `seq` has been brought to this process's sessions. `heard`: there were any to write to."""
        self._told, self._heard = seq, heard
        self._count()

    def _count(self) -> None:
        now = self._clock()
        while self._waiting and self._waiting[0][0] <= self._told:
            _, came = self._waiting.popleft()
            for moment in came if self._heard else ():
                metrics.webhook_to_socket.observe(now - moment)
