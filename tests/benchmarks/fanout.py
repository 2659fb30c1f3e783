"""Fan-out: whole-process CPU per delivered event of about 400 bytes, 500 sockets, beside nginx's nchan module and Node's `ws`.

    BMA_PEERS=… python -m tests.benchmarks.fanout [--sockets 500] [--events 600] [--rounds 3] [--rate 0]

All servers run at once and are measured in turns, `rounds` times, with the same listeners; the ratios are medians of the rounds' ratios.
`--rate` paces the events a second (0: as fast as each takes them). The peers are found through BMA_PEERS, a folder with nchan.conf and
ws-server.js. Every listener must have heard every event, in unbroken spans, and none may have been dropped.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvloop

from storage import migrations
from tests.benchmarks import sockets
from tests.benchmarks.peers import Peer, running_peers
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import ROOT, cpu_seconds, hub_environment, raise_file_limit, serving_hub
from tests.benchmarks.sockets import Listener
from tests.services import running_postgres, running_redis

BURSTS = (1, 10, 50)


class Ours(Peer):
    """The product, fed by another process that commits events."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, tokens: list[str], addresses: list[str]) -> None:
        super().__init__(process, port)
        self._tokens = tokens
        self._addresses = addresses

    def listeners(self, count: int) -> list[Listener]:
        return [Listener(self.port, sockets.REPLY, hello=hello) for hello in sockets.hellos(self._tokens[:count])]

    async def publish(self, events: int, burst: int, rate: float) -> None:
        arguments = [*self._addresses, str(events), str(burst), str(rate)]
        announcer = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.benchmarks.announcer", *arguments, cwd=ROOT
        )
        assert await announcer.wait() == 0


async def measure(server: Peer, count: int, events: int, burst: int, rate: float) -> float:
    """µs of the whole server per delivered event."""
    listeners = server.listeners(count)
    await sockets.connect(listeners)
    before = cpu_seconds(server.process)
    await asyncio.gather(server.publish(events, burst, rate), sockets.until_heard(listeners, events, 180))
    used = cpu_seconds(server.process) - before
    sockets.assert_whole(listeners)
    heard = [li.events for li in listeners]
    assert set(heard) == {events}, f"between {min(heard)} and {max(heard)} of {events} events were heard"
    for listener in listeners:
        listener.leave()
    await asyncio.sleep(0.5)  # the server lets them go outside of the next measurement
    return used / (count * events) * 1e6


@contextlib.contextmanager
def contenders(folder: Path, count: int) -> Iterator[dict[str, Peer]]:
    with running_postgres() as postgres, running_redis() as redis, running_peers(folder) as peers:
        migrations.upgrade(postgres.url)
        tokens = uvloop.run(sign_in(postgres.url, count))
        environment = hub_environment(postgres.url, folder, REDIS_URL=redis.url)
        addresses = [postgres.url, redis.url]
        with serving_hub(environment) as (port, process), serving_hub(environment, eager=True) as (eager_port, eager):
            yield {
                "hub": Ours(process, port, tokens, addresses),
                "hub, no coalescing": Ours(eager, eager_port, tokens, addresses),
                **peers,
            }


def run(count: int, events: int, rounds: int, rate: float, bursts: list[int]) -> None:
    raise_file_limit()
    pace = f"{rate:g} events/s" if rate else "as fast as each takes them"
    print(f"{count} sockets, {events} events of about 400 bytes, {pace}; µs of CPU a delivered event, {rounds} rounds")
    with tempfile.TemporaryDirectory() as name, contenders(Path(name), count) as servers:
        for burst in bursts:
            found: dict[str, list[float]] = {name: [] for name in servers}
            for _ in range(rounds):
                for title, server in servers.items():
                    found[title].append(uvloop.run(measure(server, count, events, burst, rate)))
            tell(burst, found)


def tell(burst: int, found: dict[str, list[float]]) -> None:
    print(f"burst {burst}")
    for name, costs in found.items():
        ratios = (
            f"{name} / {peer} = {statistics.median(a / b for a, b in zip(costs, found[peer], strict=True)):.2f}"
            for peer in ("nchan", "ws")
            if peer in found and name.startswith("hub")
        )
        rounds = " ".join(f"{cost:5.2f}" for cost in costs)
        print(f"  {name:<20} {statistics.median(costs):6.2f} µs   ({rounds})   {'   '.join(ratios)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--events", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--bursts", type=int, nargs="*", default=BURSTS)
    given = parser.parse_args()
    run(given.sockets, given.events, given.rounds, given.rate, list(given.bursts))
