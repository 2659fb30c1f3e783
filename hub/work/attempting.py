"""Records the attempts of a campaign's crowd, in groups shortly before they leave: whoever is only claimed when a worker dies was
certainly not sent and goes on, and whoever has an attempt is at most a moment's worth."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Sequence

from hub.transaction import Transactions
from hub.work.claims import Claim
from hub.work.clock import Clock
from hub.work.leases import Lease
from storage.campaigns import crowds
from storage.failures import DatabaseLost

GROUP_SECONDS = 0.15  # of the pace, recorded together; the next when half of it has left
AGAIN_SECONDS = 0.5  # after a database that did not answer
STOP_SECONDS = 10.0  # a group may end by itself when we stop

log = logging.getLogger(__name__)


class Attempting:
    """`rate`: messages a second the account sends now; `in_line`: how many of those recorded have not left; `ready` gets the recorded,
    `gone` those another process has by now."""

    def __init__(
        self,
        transactions: Transactions,
        lease: Lease,
        channel_id: str,
        clock: Clock,
        *,
        rate: Callable[[], float],
        in_line: Callable[[], int],
        ready: Callable[[Sequence[Claim]], None],
        gone: Callable[[Sequence[Claim]], None],
    ) -> None:
        self._transactions = transactions
        self._lease = lease
        self._channel_id = channel_id
        self._clock = clock
        self._rate = rate
        self._in_line = in_line
        self._ready = ready
        self._gone = gone
        self._waiting: deque[Claim] = deque()
        self._there = asyncio.Event()
        self._recording = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def messages(self) -> set[str]:
        return {claim.message_id for claim in self._waiting}

    def add(self, claims: Sequence[Claim]) -> None:
        self._waiting.extend(claims)
        self._there.set()

    async def run(self) -> None:
        """Until cancelled: see `stop`."""
        while True:
            if not self._waiting:
                self._there.clear()
                await self._there.wait()
            group = max(1, int(self._rate() * GROUP_SECONDS))
            if self._in_line() > group // 2:
                await self._clock.pause(GROUP_SECONDS / 3)
                continue
            try:
                async with self._recording:
                    await self._record(group)
            except DatabaseLost:
                await self._clock.pause(AGAIN_SECONDS)
            except Exception:
                log.exception("account %s: attempts could not be recorded", self._channel_id)
                await self._clock.pause(AGAIN_SECONDS)

    async def stop(self, running: asyncio.Task[None]) -> None:
        """When no attempt is being recorded. Who still waits is claimed and nothing more: whoever holds the lease next sends it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), self._recording:
                running.cancel()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def _record(self, size: int) -> None:
        """Repeated after a commit nobody answered, it finds what it wrote."""
        group = [self._waiting[place] for place in range(min(size, len(self._waiting)))]
        async with self._transactions.begin(steady=True) as tx:
            held = await self._lease.fence(tx.connection)
            wanted = [(claim.outgoing.tag, claim.message_id) for claim in group]
            recorded = (
                await crowds.attempt(tx.connection, self._lease.holder, self._channel_id, wanted, tx.now)
                if held
                else set()
            )
        for _ in group:
            self._waiting.popleft()
        self._ready([claim for claim in group if claim.message_id in recorded])
        self._gone([claim for claim in group if claim.message_id not in recorded])
