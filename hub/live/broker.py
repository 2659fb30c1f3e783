"""The short-cut between processes: it may drop, double, reorder or die, and no agent misses or doubles anything.

Two topics: `hints` (one per commit, see `hub.live.hint`) and `whispers` (typing, presence, viewing).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Receive = Callable[[str, bytes], None]  # (topic, payload); must not wait, must not raise
HINTS = "hints"
WHISPERS = "whispers"


class Broker(Protocol):
    """`publish` never waits and never raises: what cannot go out is dropped. `on_gap` is called whenever messages may have been
    lost (every subscription confirmation), and must not wait."""

    def publish(self, topic: str, payload: bytes) -> None: ...

    async def start(self, receive: Receive, on_gap: Callable[[], None]) -> None: ...

    async def stop(self) -> None: ...

    def alive(self) -> bool:
        """Whether what is published is proven to come back."""
        ...


class LocalBroker:
    """Everything is in one process. The same instance serves publisher and subscriber."""

    def __init__(self) -> None:
        self._receivers: list[Receive] = []

    def publish(self, topic: str, payload: bytes) -> None:
        for receive in self._receivers:
            receive(topic, payload)

    async def start(self, receive: Receive, on_gap: Callable[[], None]) -> None:
        self._receivers.append(receive)
        on_gap()

    async def stop(self) -> None:
        self._receivers.clear()

    def alive(self) -> bool:
        return True
