"""Resume storm: 2,000 sessions are cut at once while 200 events a second go on; how long until all are live again, and what it read.

python -m tests.benchmarks.resume [--sessions 2000] [--rate 200]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import uvloop

from storage import event_log, migrations
from storage.database import Database
from tests.benchmarks import sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import ROOT, cpu_seconds, hub_environment, serving_hub
from tests.services import Postgres, running_postgres, running_redis

AWAY = 3.0  # seconds between the cut and the storm


def run(count: int, rate: int) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 65_536), limit))
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres, running_redis() as redis:
        migrations.upgrade(postgres.url)
        tokens = uvloop.run(sign_in(postgres.url, -(-count // sockets.SESSIONS_EACH)))
        environment = hub_environment(postgres.url, Path(folder), REDIS_URL=redis.url)
        with serving_hub(environment) as (port, process):
            before = cpu_seconds(process)
            uvloop.run(storm(postgres, redis.url, port, tokens, count, rate))
            print(f"  the web process used {cpu_seconds(process) - before:.1f} s of CPU in all")
            for line in urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode().splitlines():
                if line.startswith(("bma_resumes_total", "bma_tail_events_total")):
                    print("  " + line)


async def storm(postgres: Postgres, redis_url: str, port: int, tokens: list[str], count: int, rate: int) -> None:
    listeners = await sockets.connect(port, tokens, count, mark=sockets.REPLY)
    database = Database.open(postgres.url)
    arguments = [postgres.url, redis_url, str(rate * 60), "1", str(1 / rate)]
    announcer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.announcer", *arguments, cwd=ROOT
    )
    await sockets.until_heard(listeners, rate)
    async with database.reading() as connection:
        head = await event_log.head(connection)
    cursors: list[dict[str, object]] = [{**listener.cursor, "seq": head.seq} for listener in listeners]
    for listener in listeners:
        assert listener.transport is not None
        listener.transport.abort()
    await asyncio.sleep(AWAY)
    reads = await log_reads(database)
    began = time.perf_counter()
    again = await sockets.connect(port, tokens, count, mark=sockets.REPLY, cursors=cursors)
    took = max(li.live_at or 0 for li in again) - began
    made = await log_reads(database) - reads
    print(f"{count} sessions live again after {took:.1f} s ({count / took:,.0f}/s), while {rate} events/s went on")
    print(
        f"  resumed {sum(bool(li.resumed) for li in again)}, reads of the log meanwhile: {made} ({made / count:.3f} a session)"
    )
    announcer.kill()
    await announcer.wait()
    await database.close()


async def log_reads(database: Database) -> int:
    """Scans of event_log, as PostgreSQL counts them."""
    async with database.reading() as connection:
        ((found,),) = await connection.driver(
            "SELECT coalesce(sum(idx_scan + seq_scan), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'event_log'"
        )
    return int(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--rate", type=int, default=200)
    given = parser.parse_args()
    run(given.sessions, given.rate)
