"""One sender for each channel account, in whichever process holds the account's lease."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from hub.work.leases import RENEW_SECONDS, Lease
from hub.work.parts import Parts
from hub.work.sender import Sender

LOOK_SECONDS = 1.0  # for accounts that are new, and for leases to renew

log = logging.getLogger(__name__)


class Deliveries:
    """`holder`: this process, by a name no other has."""

    def __init__(self, parts: Parts, holder: str) -> None:
        self._parts = parts
        self._holder = holder
        self._leases: dict[str, Lease] = {}
        self._asked: dict[str, float] = {}  # when each lease was last taken or asked for
        self._senders: dict[str, tuple[Sender, asyncio.Task[None]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name="deliveries")

    async def stop(self) -> None:
        """Finishes what is in flight, then lets other processes go on."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for sender, _ in self._senders.values():
            sender.stop()
        await self._keep_while_draining()
        for lease in self._leases.values():
            await lease.give_up()
        self._senders.clear()
        self._leases.clear()

    def wake(self) -> None:
        for sender, _ in self._senders.values():
            sender.wake()

    async def _supervise(self) -> None:
        while True:
            try:
                await self._look()
            except Exception:
                log.exception("deliveries could not be looked after")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        for row in self._parts.accounts.every():
            if row.kind not in self._parts.channels or row.state == "unconfigured":
                continue
            lease = self._leases.setdefault(
                row.id, Lease(self._parts.transactions.database, f"account:{row.id}", self._holder)
            )
            if now - self._asked.get(row.id, -RENEW_SECONDS) >= RENEW_SECONDS or (
                not lease.held and row.id in self._senders
            ):
                self._asked[row.id] = now
                await lease.take()
            self._tend(row.id, row.kind, lease)

    def _tend(self, channel_id: str, kind: str, lease: Lease) -> None:
        running = self._senders.get(channel_id)
        if running is not None and running[1].done():
            del self._senders[channel_id]
            running = None
        if lease.held and running is None:
            sender = Sender(self._parts, lease, channel_id, kind)
            self._senders[channel_id] = (sender, asyncio.create_task(sender.run(), name=f"account {channel_id}"))
        elif not lease.held and running is not None:
            running[0].stop()

    async def _keep_while_draining(self) -> None:
        """The leases stay ours until the last outcome is stored."""
        waiting = {task for _, task in self._senders.values()}
        while waiting:
            _, waiting = await asyncio.wait(waiting, timeout=RENEW_SECONDS)
            if waiting:
                for lease in self._leases.values():
                    if lease.held:
                        await lease.take()
