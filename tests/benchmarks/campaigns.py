"""Campaigns: what one costs at a number's ordinary pace, how fast one can go while its statuses flow back, and what the inbox notices of it.

    python -m tests.benchmarks.campaigns [--seconds 20] [--people 8000] [--rates 80 1000]

PostgreSQL, Redis, one web process, `bma work`, and the double of the Cloud API as its own process without a limit, which tells three
statuses of each message (sent, delivered, read), all on the same cores. Meanwhile customers write 20 times a second: from the POST of such
a message to its frame on an agent's socket, before the campaign and while it runs. Then somebody pauses it: until the last attempt begins.
Every recipient must have got it exactly once. The first rate is also measured without statuses: what sending alone costs.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import httpx
import msgspec
import uvloop
from msgspec import Struct

from hub.transaction import Transactions
from hub.wire.campaigns import CampaignContent, Canary
from storage import migrations, tables
from storage.database import Database
from tests.benchmarks import bodies, sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.screen import Clocked, Poster
from tests.benchmarks.sends import working
from tests.benchmarks.servers import cpu_seconds, hub_environment, postgres_cpu_seconds, serving, serving_hub
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.hub.work import crowd
from tests.hub.work.fakes import all_rows
from tests.services import free_port, running_postgres, running_redis

STATUSES = 3  # the double tells of each message
WRITES = 20  # messages of customers a second, so that there is something to wait for
CUSTOMERS = 200
WARM_SECONDS = 4.0  # starting, taking the lease, the first claim
IDLE_SECONDS = 8
PATIENCE = 300.0  # seconds
TOLD = "SELECT count(sent_at) + count(delivered_at) + count(read_at) FROM attempts"
SENT = "SELECT count(accepted_at) FROM attempts"
LAST = "SELECT max(started_at) FROM attempts"
PAUSED_SECONDS = 3.0  # watched after the pause


class Measured(Struct, frozen=True):
    sent: float  # messages a second
    told: float  # statuses a second taken in
    cores: Mapping[str, float]  # by name: what share of a core each took
    stopped: float | None = (
        None  # seconds from asking for a pause to the last attempt that began; None: all were sent before
    )


Clocks = Mapping[str, Callable[[], float]]  # by name: CPU seconds so far


async def measured(url: str, clocks: Clocks, total: int, seconds: float) -> Measured:
    """After the first few seconds, until all are sent or `seconds` are over."""
    database = Database.open(url)
    while await count(database, SENT) == 0:
        await asyncio.sleep(0.05)
    await asyncio.sleep(min(WARM_SECONDS, seconds / 4))
    began, cpu = time.perf_counter(), {name: clock() for name, clock in clocks.items()}
    sent, told = await count(database, SENT), await count(database, TOLD)
    first = sent
    while sent < total and time.perf_counter() - began < seconds:
        await asyncio.sleep(0.1)
        sent = await count(database, SENT)
    took = time.perf_counter() - began
    used = {name: (clock() - cpu[name]) / took for name, clock in clocks.items()}
    told = await count(database, TOLD) - told
    await database.close()
    assert sent > first, "all were sent before the measurement began: give more --people"
    return Measured((sent - first) / took, told / took, used)


async def latencies(port: int, token: str, stop: asyncio.Event, seconds: float, run: str) -> list[float]:
    """Of messages customers write meanwhile, in seconds, sorted; until `stop`, or for so long."""
    watcher = Clocked(port, sockets.hellos([token])[0])
    await sockets.connect([watcher])
    _, poster = await asyncio.get_running_loop().create_connection(Poster, "127.0.0.1", port)
    sent: list[float] = []
    began = time.perf_counter()
    for number in itertools.count():
        due = began + number / WRITES
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        if stop.is_set() or time.perf_counter() - began >= seconds:
            break
        request = bodies.signed_request(bodies.text_webhook(number, CUSTOMERS, run=run), port)
        sent.append(time.perf_counter())
        poster.transport.write(request)
    async with asyncio.timeout(PATIENCE):
        while len(watcher.seen) < len(sent):
            await asyncio.sleep(0.05)
    watcher.leave()
    poster.transport.close()
    return sorted(watcher.seen[number] - at for number, at in enumerate(sent))


async def start_campaign(url: str, people: int) -> str:
    database = Database.open(url)
    async with Transactions(database, lambda _commit: None).begin() as tx:
        (channel,) = await all_rows(tx.connection, tables.channels)
        content = CampaignContent(name="welcome_back", language="en_US", parameters={"1": "friend"})
        id = await crowd.running(
            tx,
            channel["id"],
            await crowd.crowd(tx, people),
            canary=Canary(percent=0),
            content=content,
            audience='{"everyone": true}',
        )
    async with database.asking() as connection:  # as a database knows itself that is older than a minute
        await connection.driver("ANALYZE")
    await database.close()
    return id


async def until_templates(url: str) -> None:
    database = Database.open(url)
    async with asyncio.timeout(PATIENCE):
        while not await count(database, "SELECT count(*) FROM templates WHERE name = 'welcome_back'"):
            await asyncio.sleep(0.2)
    await database.close()


async def paused(url: str, port: int, token: str, id: str, people: int) -> float | None:
    """Pauses the campaign and goes on with it: seconds until the last attempt began, 0 where none began after."""
    database = Database.open(url)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1/campaigns/{id}", headers=headers) as manager:
        if await count(database, SENT) >= people:
            return None
        asked = time.time()
        (await manager.post("/pause", json={})).raise_for_status()
        await asyncio.sleep(PAUSED_SECONDS)
        last = await count(database, LAST) / 1000
        (await manager.post("/resume", json={})).raise_for_status()
    await database.close()
    return max(0.0, last - asked)


async def check(url: str, people: int, statuses: int) -> None:
    """Everybody once, and every status taken in."""
    database = Database.open(url)
    async with asyncio.timeout(PATIENCE):
        while await count(database, TOLD) < statuses * people or await count(database, SENT) < people:
            await asyncio.sleep(0.2)
    assert await count(database, "SELECT count(*) FROM attempts") == people
    assert await count(database, "SELECT count(DISTINCT provider_id) FROM attempts") == people
    await database.close()


async def count(database: Database, sql: str) -> int:
    async with database.reading() as connection:
        ((found,),) = await connection.driver(sql)
    return int(found)


async def campaign(
    url: str, port: int, token: str, clocks: Clocks, people: int, seconds: float
) -> tuple[list[float], list[float], Mapping[str, float], Measured]:
    """Latencies without and with the campaign, shares of a core without it, and what it took."""
    await latencies(port, token, asyncio.Event(), 3, "warm")
    began, cpu = time.perf_counter(), {name: clock() for name, clock in clocks.items()}
    idle = await latencies(port, token, asyncio.Event(), IDLE_SECONDS, "idle")
    before = {name: (clock() - cpu[name]) / (time.perf_counter() - began) for name, clock in clocks.items()}
    id = await start_campaign(url, people)
    stop = asyncio.Event()
    writing = asyncio.create_task(latencies(port, token, stop, PATIENCE, "busy"))
    found = await measured(url, clocks, people, seconds)
    stop.set()
    late = await writing
    return idle, late, before, msgspec.structs.replace(found, stopped=await paused(url, port, token, id, people))


def run(people: int, seconds: float, rates: list[int]) -> None:
    for rate, statuses in [(rates[0], 0), *((rate, STATUSES) for rate in rates)]:
        double = free_port()
        with (
            tempfile.TemporaryDirectory() as folder,
            running_postgres(durable=True) as postgres,
            running_redis() as redis,
        ):
            migrations.upgrade(postgres.url)
            (token,) = uvloop.run(sign_in(postgres.url, 1, "admin"))
            api = {"WHATSAPP_API_URL": f"http://127.0.0.1:{double}", "WHATSAPP_RATE": str(rate)}
            environment = hub_environment(postgres.url, Path(folder), REDIS_URL=redis.url, **api)
            total = min(people, int(rate * (seconds + 2 * WARM_SECONDS)))
            with serving_hub(environment) as (port, web):
                webhook = f"http://127.0.0.1:{port}/api/v1/webhooks/whatsapp" if statuses else ""
                with serving(sandbox(double, webhook), double) as meta, working(environment) as work:
                    uvloop.run(until_templates(postgres.url))
                    clocks: dict[str, Callable[[], float]] = {
                        name: partial(cpu_seconds, process)
                        for name, process in {"work": work, "web": web, "double": meta}.items()
                    }
                    clocks["load"] = time.process_time
                    clocks["PostgreSQL"] = partial(postgres_cpu_seconds, postgres)
                    measure(postgres.url, port, token, clocks, total, seconds, rate, statuses)


def measure(
    url: str, port: int, token: str, clocks: Clocks, people: int, seconds: float, rate: int, statuses: int
) -> None:
    idle, busy, before, found = uvloop.run(campaign(url, port, token, clocks, people, seconds))
    began = time.perf_counter()
    uvloop.run(check(url, people, statuses))
    took = time.perf_counter() - began
    cores = ", ".join(f"{name} {before[name] * 100:.0f} → {share * 100:.0f} %" for name, share in found.cores.items())
    own = found.cores["work"] - before["work"]
    print(
        f"{rate}/s allowed: {found.sent:.0f}/s sent, {found.told:.0f} statuses/s taken in, the last {took:.1f} s later\n"
        f"  of a core, idle → campaign: {cores}, together {sum(found.cores.values()):.2f}; of work the campaign's own "
        f"{own * 100:.0f} %, {own / found.sent * 1e6:.0f} µs a message"
    )
    if found.stopped is not None:
        print(f"  paused: the last attempt began {found.stopped * 1000:.0f} ms after it was asked for")
    p50, p99 = (f"{at(idle, q) * 1000:.0f} → {at(busy, q) * 1000:.0f} ms" for q in (0.5, 0.99))
    print(
        f"  webhook to screen, idle → campaign: p50 {p50}, p99 {p99} ({at(busy, 0.99) / at(idle, 0.99):.1f} ×; aim 3)",
        flush=True,
    )


def at(sorted_values: list[float], quantile: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * quantile))]


def sandbox(port: int, webhook: str) -> list[str]:
    words = ["-m", "web.sandbox", "--port", str(port), "--webhook", webhook, "--app-secret", APP_SECRET]
    words += ["--phone-number-id", SALES_ADDRESS, "--business", BUSINESS, "--per-second", "100000", "--no-window"]
    words += ["--tier", "TIER_UNLIMITED"]
    return [*words, "--sent-ms", "20", "--delivered-ms", "80", "--read-ms", "200"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=8000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rates", type=int, nargs="*", default=[80, 1000])
    given = parser.parse_args()
    run(given.people, given.seconds, given.rates)
