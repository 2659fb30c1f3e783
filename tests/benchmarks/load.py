"""A load of N senders over kept-alive connections: each writes a ready-made request, waits for the answer, writes the next.

Costs about 15 µs a request, so that the server is what is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import cast

import uvloop
from msgspec import Struct


class Outcome(Struct):
    answered: int
    refused: int
    seconds: float
    latencies: list[float]  # seconds, sorted

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    def quantile(self, q: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * q))] if self.latencies else 0.0

    def row(self, name: str) -> str:
        return (
            f"{name:<34} {self.rate:>9,.0f}/s   p50 {self.quantile(0.5) * 1000:7.1f} ms   p99 {self.quantile(0.99) * 1000:7.1f} ms"
            + (f"   REFUSED {self.refused}" if self.refused else "")
        )


class _Sender(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], outcome: Outcome, done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._outcome = outcome
        self._done = done
        self._buffer = b""
        self._began = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        if self._buffer[9:12] == b"200":
            self._outcome.answered += 1
            self._outcome.latencies.append(time.perf_counter() - self._began)
        else:
            self._outcome.refused += 1
        self._buffer = self._buffer[end + 4 + length :]
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


def send(requests: Sequence[bytes], port: int, senders: int) -> Outcome:
    """All requests, from `senders` connections at once."""
    outcome = Outcome(0, 0, 0.0, [])

    async def run() -> None:
        loop = asyncio.get_running_loop()
        line = iter(requests)
        ends = []
        began = time.perf_counter()
        for _ in range(senders):
            done: asyncio.Future[None] = loop.create_future()
            await loop.create_connection(lambda done=done: _Sender(line, outcome, done), "127.0.0.1", port)
            ends.append(done)
        await asyncio.gather(*ends)
        outcome.seconds = time.perf_counter() - began

    uvloop.run(run())
    outcome.latencies.sort()
    return outcome
