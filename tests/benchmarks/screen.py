"""Webhook to screen: from the POST of a person's message to its frame on an agent's socket, p50 and p99.

    python -m tests.benchmarks.screen [--rate 500] [--sessions 100] [--seconds 10] [--rounds 3]

Embedded (SQLite, one process), then grown up (PostgreSQL, Redis, two web processes).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from storage import migrations
from tests.benchmarks import bodies, sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import hub_environment, serving_hub
from tests.benchmarks.sockets import Listener
from tests.services import running_postgres, running_redis

NUMBER = re.compile(rb'"provider_id":"wamid\.[^.]+\.(\d+)"')
CUSTOMERS = 500


class Clocked(Listener):
    """Notes when each numbered message arrives."""

    def __init__(self, port: int, hello: dict[str, object]) -> None:
        super().__init__(port, sockets.MESSAGE, hello=hello)
        self.seen: dict[int, float] = {}

    def took(self, payload: bytes) -> None:
        for found in NUMBER.finditer(payload):
            self.seen.setdefault(int(found[1]), self.last_at)


class Poster(asyncio.Protocol):
    """Posts what it is given on one kept-alive connection; answers are counted, not awaited in line."""

    def __init__(self) -> None:
        self.answers = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.answers += data.count(b"HTTP/1.1 200")


async def measure(ports: list[int], tokens: list[str], rate: int, seconds: int, run: str) -> list[float]:
    """Latencies in seconds, as one session of the last process saw them; every session must have heard every message."""
    watcher = Clocked(ports[-1], sockets.hellos(tokens[-1:])[0])
    others = [
        Listener(ports[n % len(ports)], sockets.MESSAGE, hello=hello)
        for n, hello in enumerate(sockets.hellos(tokens[:-1]))
    ]
    listeners = [watcher, *others]
    await sockets.connect(listeners)
    loop = asyncio.get_running_loop()
    connected = [await loop.create_connection(Poster, "127.0.0.1", ports[n % len(ports)]) for n in range(32)]
    posters = [poster for _, poster in connected]
    ready = [bodies.text_webhook(n, CUSTOMERS, run=run) for n in range(rate * seconds)]
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
    await sockets.until_heard(listeners, len(requests))
    for listener in listeners:
        listener.leave()
    for _, poster in connected:
        poster.transport.close()
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


def run(rate: int, sessions: int, seconds: int, rounds: int) -> None:
    for name, column in (("embedded", embedded), ("PostgreSQL, Redis, 2 web processes", grown_up)):
        with tempfile.TemporaryDirectory() as folder, column(Path(folder)) as (url, ports):
            tokens = uvloop.run(sign_in(url, sessions))
            uvloop.run(measure(ports, tokens, 50, 3, "warm"))
            for title, pace, lasting in (("20/s", 20, 5), (f"{rate}/s", rate, seconds)):
                found = [uvloop.run(measure(ports, tokens, pace, lasting, f"r{n}at{pace}")) for n in range(rounds)]
                p50s, p99s = ([latencies[int(len(latencies) * q)] * 1000 for latencies in found] for q in (0.5, 0.99))
                p50, p99 = statistics.median(p50s), statistics.median(p99s)
                each = "  ".join(f"{a:.1f}/{b:.1f}" for a, b in zip(p50s, p99s, strict=True))
                print(
                    f"{name}, {title}, {sessions} sessions: p50 {p50:.1f} ms, p99 {p99:.1f} ms (aim 5 and 25; rounds {each})",
                    flush=True,
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    run(given.rate, given.sessions, given.seconds, given.rounds)
