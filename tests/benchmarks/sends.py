"""Sends: CPU of the work process for each message at the rate of one number (80/s), and the most it sustains.

    python -m tests.benchmarks.sends [--messages 3000] [--seconds 20]

PostgreSQL, Redis, `bma work`, and the double of the Cloud API as its own process without a limit. Customers write first through the
webhook, so that every window is open; then agents' answers are queued, one for each customer. Every message must have been accepted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from hub import ids
from hub.inbox import messages
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.wire.commands import MessageSend
from storage import migrations
from storage.database import Database
from tests.benchmarks import bodies, load
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import ROOT, cpu_seconds, hub_environment, serving, serving_hub
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.services import free_port, running_postgres, running_redis

QUEUED_TOGETHER = 50
MOST = 1000  # messages a second: the highest WHATSAPP_RATE
WARM_SECONDS = 3.0  # starting, and taking the lease


def customers_write(environment: dict[str, str], count: int) -> None:
    with serving_hub(environment) as (port, _process):
        requests = [bodies.signed_request(bodies.text_webhook(n, count, run="first"), port) for n in range(count)]
        outcome = load.send(requests, port, 32)
        assert outcome.answered == count, f"{outcome.refused} webhooks were refused"


async def queue_answers(url: str) -> int:
    """One from an administrator to every conversation."""
    database = Database.open(url)
    transactions = Transactions(database, lambda _commit: None)
    async with database.reading() as connection:
        ((user,),) = await connection.driver("SELECT id FROM users LIMIT 1")
        found = await connection.driver("SELECT id, channel_id FROM conversations")
    channels = frozenset(channel for _, channel in found)
    agent = Agent(id=user, name="Agent", role="admin", login="", rights_version=1, channels=channels)
    for start in range(0, len(found), QUEUED_TOGETHER):
        async with transactions.begin() as tx:
            for conversation, _ in found[start : start + QUEUED_TOGETHER]:
                answer = MessageSend(id=1, conversation=conversation, client_id=ids.new(), text="Yes, until Sunday.")
                await messages.send(tx, agent, answer)
    await database.close()
    return len(found)


async def accepted(database: Database) -> int:
    async with database.reading() as connection:
        ((count,),) = await connection.driver(
            "SELECT count(*)::int FROM messages WHERE direction = 'out' AND kind = 'text' AND status NOT IN ('queued', 'sending')"
        )
    return int(count)


@contextlib.contextmanager
def working(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "web.cli", "work"], cwd=ROOT, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


async def measure(url: str, process: subprocess.Popen[bytes], total: int, seconds: float) -> tuple[float, float]:
    """(messages a second, µs of the work process a message) after the first few seconds, until all are sent or `seconds` are over."""
    database = Database.open(url)
    while await accepted(database) == 0:
        assert process.poll() is None
        await asyncio.sleep(0.05)
    await asyncio.sleep(min(WARM_SECONDS, seconds / 4))
    began, before, first = time.perf_counter(), cpu_seconds(process), await accepted(database)
    sent = first
    while sent < total and time.perf_counter() - began < seconds:
        await asyncio.sleep(0.1)
        sent = await accepted(database)
    took, used = time.perf_counter() - began, cpu_seconds(process) - before
    await database.close()
    assert sent > first, "all were sent before the measurement began: give more --messages"
    return (sent - first) / took, used / (sent - first) * 1e6


async def all_accepted(url: str, total: int) -> None:
    database = Database.open(url)
    async with asyncio.timeout(300):
        while await accepted(database) < total:
            await asyncio.sleep(0.2)
    async with database.reading() as connection:
        found = await connection.driver(
            "SELECT status, count(*)::int FROM messages WHERE direction = 'out' AND kind = 'text' GROUP BY 1"
        )
    await database.close()
    assert dict(found) == {"accepted": total}, found


def run(count: int, seconds: float, rates: list[int]) -> None:
    double = free_port()
    sandbox = ["-m", "web.sandbox", "--port", str(double), "--app-secret", APP_SECRET, "--phone-number-id"]
    sandbox += [SALES_ADDRESS, "--business", BUSINESS, "--per-second", "100000", "--no-window"]
    for rate in rates:
        with (
            tempfile.TemporaryDirectory() as folder,
            running_postgres(durable=True) as postgres,
            running_redis() as redis,
            serving(sandbox, double),
        ):
            migrations.upgrade(postgres.url)
            uvloop.run(sign_in(postgres.url, 1, "admin"))
            api = {"WHATSAPP_API_URL": f"http://127.0.0.1:{double}", "WHATSAPP_RATE": str(rate)}
            environment = hub_environment(postgres.url, Path(folder), REDIS_URL=redis.url, **api)
            total = min(count, int(rate * (seconds + 2 * WARM_SECONDS)))
            customers_write(environment, total)
            assert uvloop.run(queue_answers(postgres.url)) == total
            with working(environment) as process:
                pace, cost = uvloop.run(measure(postgres.url, process, total, seconds))
                print(
                    f"{rate}/s allowed: {pace:.0f}/s sent, {cost:.0f} µs of the work process a message "
                    f"({pace * cost / 1e4:.0f} % of a core)",
                    flush=True,
                )
                uvloop.run(all_accepted(postgres.url, total))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=6000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rates", type=int, nargs="*", default=[80, MOST])
    given = parser.parse_args()
    run(given.messages, given.seconds, given.rates)
