"""Webhook to screen: from the POST of a person's message to its frame on an agent's socket, p50 and p99.

    python -m tests.benchmarks.screen [--rate 500] [--sessions 100] [--seconds 20]

Embedded (SQLite, one process), then grown up (PostgreSQL, Redis, two web processes).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from storage import migrations
from tests.benchmarks import bodies, sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import hub_environment, serving_hub
from tests.services import running_postgres, running_redis

NUMBER = re.compile(rb'"provider_id":"wamid\.[^.]+\.(\d+)"')
CUSTOMERS = 500


class Clocked(sockets.Listener):
    """Notes when each numbered message arrives."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        for found in NUMBER.finditer(data):
            self.seen.setdefault(int(found[1]), self.last_at)

    seen: dict[int, float]


async def clocked(port: int, token: str) -> Clocked:
    listener = Clocked(port, {"type": "hello", "protocol": 1, "token": token}, lambda _listener: None, sockets.MESSAGE)
    listener.seen = {}
    await asyncio.get_running_loop().create_connection(lambda: listener, "127.0.0.1", port)
    while listener.live_at is None:
        await asyncio.sleep(0.01)
    return listener


class Poster(asyncio.Protocol):
    """Posts what it is given on one kept-alive connection; answers are counted, not awaited in line."""

    def __init__(self) -> None:
        self.answers = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.answers += data.count(b"HTTP/1.1 200")


async def measure(ports: list[int], tokens: list[str], rate: int, sessions: int, seconds: int) -> list[float]:
    """Latencies in seconds, of every message on a socket of the last process."""
    others = [
        await sockets.connect(port, tokens[n :: len(ports)], sessions // len(ports)) for n, port in enumerate(ports)
    ]
    watcher = await clocked(ports[-1], tokens[-1])
    loop = asyncio.get_running_loop()
    posters = [(await loop.create_connection(Poster, "127.0.0.1", ports[n % len(ports)]))[1] for n in range(32)]
    ready = [bodies.text_webhook(n, CUSTOMERS, run=f"at{rate}") for n in range(rate * seconds)]
    requests = [bodies.signed_request(body, ports[0]) for body in ready]
    sent: list[float] = []
    began = time.perf_counter()
    for number, request in enumerate(requests):
        due = began + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        sent.append(time.perf_counter())
        posters[number % len(posters)].transport.write(request)
    deadline = time.monotonic() + 30
    while len(watcher.seen) < len(requests) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert len(watcher.seen) == len(requests), f"{len(watcher.seen)} of {len(requests)} arrived"
    for group in others:
        for listener in group:
            assert listener.transport is not None
            listener.transport.close()
    return sorted(watcher.seen[n] - sent[n] for n in range(rate, len(requests)))  # the first second warms up


@contextlib.contextmanager
def embedded(folder: Path) -> Iterator[tuple[str, list[int]]]:
    url = f"sqlite:///{folder / 'bma.sqlite'}"
    migrations.upgrade(url)
    with serving_hub(hub_environment(url, folder)) as (port, _process):
        yield url, [port]


@contextlib.contextmanager
def grown_up(folder: Path) -> Iterator[tuple[str, list[int]]]:
    with running_postgres(durable=True) as postgres, running_redis() as redis:
        migrations.upgrade(postgres.url)
        environment = hub_environment(postgres.url, folder, REDIS_URL=redis.url)
        with serving_hub(environment) as (one, _first), serving_hub(environment) as (two, _second):
            yield postgres.url, [one, two]


def run(rate: int, sessions: int, seconds: int) -> None:
    for name, column in (("embedded", embedded), ("PostgreSQL, Redis, 2 web processes", grown_up)):
        with tempfile.TemporaryDirectory() as folder, column(Path(folder)) as (url, ports):
            tokens = uvloop.run(sign_in(url, 2 * (-(-sessions // sockets.SESSIONS_EACH)) + 1))
            idle = uvloop.run(measure(ports, tokens, 20, sessions, 5))
            found = uvloop.run(measure(ports, tokens, rate, sessions, seconds))
            for title, latencies in (("20/s", idle), (f"{rate}/s", found)):
                p50, p99 = latencies[len(latencies) // 2] * 1000, latencies[int(len(latencies) * 0.99)] * 1000
                print(f"{name}, {title}, {sessions} sessions: p50 {p50:.1f} ms, p99 {p99:.1f} ms (aim 5 and 25)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20)
    given = parser.parse_args()
    run(given.rate, given.sessions, given.seconds)
