"""Brings the double's webhooks to the product as Meta does: concurrently, and again until somebody answers 200."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from typing import Generic, Protocol, TypeVar

from channels.sandbox.model import Webhook
from channels.transport import Transport, TransportError

CONCURRENT = 32
FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 30.0
RETRIES = 40  # about 20 minutes; Meta goes on for days


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Double(Protocol):
    """A provider's side: what it has to tell, and when."""

    def due(self, now: int) -> list[Webhook]: ...

    def next_due(self) -> int | None: ...


D = TypeVar("D", bound=Double)


class Courier(Generic[D]):
    """Start it once; `wake` after anything that may have made a webhook. `answers` counts what came back, by status (0: no answer)."""

    def __init__(self, cloud: D, webhook_url: str, *, header: str = "X-Hub-Signature-256") -> None:
        self.cloud = cloud
        self.webhook_url = webhook_url
        self._header = header
        self.apps: list[dict[str, str]] = []  # other phones beside this one: name and href
        self.retry_seconds = FIRST_RETRY_SECONDS
        self.answers: Counter[int] = Counter()
        self.changed = asyncio.Condition()
        self._transport: Transport | None = None
        self._awake = asyncio.Event()
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Webhooks under way: being delivered, or waiting for another try."""
        return len(self._tasks) - 1 + (1 if self.cloud.next_due() is not None else 0)

    async def start(self) -> None:
        self._transport = Transport(connections=CONCURRENT)
        self._spawn(self._rounds())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._transport is not None:
            await self._transport.close()

    async def wake(self) -> None:
        self._awake.set()
        async with self.changed:
            self.changed.notify_all()

    def _spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _rounds(self) -> None:
        while True:
            self._awake.clear()
            for webhook in self.cloud.due(now_ms()):
                self._spawn(self._deliver(webhook))
            due = self.cloud.next_due()
            pause = None if due is None else max(0.0, (due - now_ms()) / 1000)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), pause)

    async def _deliver(self, webhook: Webhook) -> None:
        pause = self.retry_seconds
        for _ in range(RETRIES):
            async with self._slots:
                status = await self._post(webhook)
            self.answers[status] += 1
            if status == 200:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)

    async def _post(self, webhook: Webhook) -> int:
        headers = {"Content-Type": "application/json", self._header: webhook.signature}
        if not self.webhook_url or self._transport is None:
            return 0
        try:
            return (await self._transport.call("POST", self.webhook_url, headers=headers, content=webhook.raw)).status
        except TransportError:
            return 0
