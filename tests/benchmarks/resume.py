"""Resume storm: 2,000 sessions are cut at once while 200 events a second go on; how long until all are live again, and what it read.

python -m tests.benchmarks.resume [--sessions 2000] [--rate 200] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import uvloop
from msgspec import Struct

from storage import migrations
from storage.database import Database
from tests.benchmarks import sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import ROOT, cpu_seconds, hub_environment, raise_file_limit, serving_hub
from tests.benchmarks.sockets import Listener
from tests.services import running_postgres, running_redis

AWAY = 3.0  # seconds between the cut and the storm
SETTLE = 2.0


class Storm(Struct):
    """`half` and `all`: seconds until so many sessions were live again. `cpu`: of the web process, a handshake's in seconds."""

    half: float
    all: float
    cpu: float
    resumed: int
    reads: int


async def storm(
    process: subprocess.Popen[bytes], port: int, tokens: list[str], addresses: list[str], rate: int
) -> Storm:
    listeners = [Listener(port, sockets.REPLY, hello=hello) for hello in sockets.hellos(tokens)]
    await sockets.connect(listeners, 120)
    arguments = [*addresses, str(rate * 120), "1", str(rate)]
    announcer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.announcer", *arguments, cwd=ROOT
    )
    database = Database.open(addresses[0])
    try:
        await sockets.until_heard(listeners, rate)
        cursors: list[dict[str, object]] = [{**listener.cursor, "seq": listener.position} for listener in listeners]
        for listener in listeners:
            listener.leave(at_once=True)
        await asyncio.sleep(AWAY)
        reads, before = await log_reads(database), cpu_seconds(process)
        again = [Listener(port, sockets.REPLY, hello=hello) for hello in sockets.hellos(tokens, cursors)]
        began = time.perf_counter()
        await sockets.connect(again, 120)
        used, made = cpu_seconds(process) - before, await log_reads(database) - reads
        times = sorted((listener.live_at or 0) - began for listener in again)
        await asyncio.sleep(SETTLE)
        sockets.assert_whole(again)
        assert min(li.events for li in again) >= rate * AWAY, "what was announced meanwhile did not arrive"
    finally:
        announcer.kill()
        await announcer.wait()
        await database.close()
    for listener in again:
        listener.leave()
    await asyncio.sleep(SETTLE)
    return Storm(times[len(times) // 2], times[-1], used / len(again), sum(bool(li.resumed) for li in again), made)


async def log_reads(database: Database) -> int:
    """Scans of event_log, as PostgreSQL counts them (a head check that finds nothing new makes none)."""
    async with database.reading() as connection:
        ((found,),) = await connection.driver(
            "SELECT coalesce(sum(idx_scan + seq_scan), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'event_log'"
        )
    return int(found)


def run(count: int, rate: int, rounds: int) -> None:
    raise_file_limit()
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres, running_redis() as redis:
        migrations.upgrade(postgres.url)
        tokens = uvloop.run(sign_in(postgres.url, count))
        environment = hub_environment(postgres.url, Path(folder), REDIS_URL=redis.url)
        with serving_hub(environment) as (port, process):
            found = []
            for _ in range(rounds):
                found.append(uvloop.run(storm(process, port, tokens, [postgres.url, redis.url], rate)))
                print("  ", found[-1], flush=True)
            tell(found, count, rate)
            for line in urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode().splitlines():
                if line.startswith(("bma_resumes_total", "bma_tail_events_total")):
                    print("  " + line)


def tell(found: list[Storm], count: int, rate: int) -> None:
    half, took, cpu = (statistics.median(getattr(storm, name) for storm in found) for name in ("half", "all", "cpu"))
    print(f"{count} sessions, {rate} events/s went on: half are live again after {half:.1f} s, all after {took:.1f} s")
    print(f"  {cpu * 1e6:.0f} µs of the web process a session, replay and events included")
    print(f"  reads of the log: {[storm.reads for storm in found]}; resumed: {[storm.resumed for storm in found]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    run(given.sessions, given.rate, given.rounds)
