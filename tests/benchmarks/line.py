"""LINE's webhooks at a steady 500 events a second, one event each, everything on this machine: how long LINE waits for its answer.

The load is open: every webhook has its moment, whether the one before was answered or not, and its wait is counted from that moment.

python -m tests.benchmarks.line [--rate 500] [--seconds 40] [--part web] [--database postgresql|sqlite]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

import uvloop

from channels.line.signature import sign
from hub.transaction import Commit, Transactions
from hub.vault import Vault
from storage import migrations, tables
from storage.database import Database
from tests.benchmarks.load import Outcome
from tests.benchmarks.servers import SECRET_KEY, cpu_seconds, hub_environment, postgres_cpu_seconds, serving_hub
from tests.services import Postgres, running_postgres

BOT, SECRET = f"U{0xB07:032x}", "a-channel-secret"
PEOPLE = 2_000
CONNECTIONS = 64
GOAL_MS = 100.0  # p99


def webhook(number: int, run: str) -> bytes:
    """The body of one text message, as LINE writes it."""
    now = int(time.time() * 1000)
    id = f"{run}{number:09d}"
    event = {
        "type": "message",
        "message": {
            "type": "text",
            "id": id,
            "quoteToken": f"quote-token-of-{id}",
            "markAsReadToken": f"read-token-of-{id}",
            "text": f"How much is the trio on Friday? ({number})",
        },
        "webhookEventId": f"01H{id}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": now,
        "source": {"type": "user", "userId": f"U{number % PEOPLE:032x}"},
        "replyToken": f"reply-token-of-{id}",
        "mode": "active",
    }
    return json.dumps({"destination": BOT, "events": [event]}, separators=(",", ":")).encode()


def request(body: bytes, port: int) -> bytes:
    head = (
        f"POST /api/v1/webhooks/line HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Line-Signature: {sign(body, SECRET)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Steady:
    """Writes request after request at a rate, each on the connection that has been free longest."""

    def __init__(self, requests: list[bytes], port: int, rate: float) -> None:
        self._requests = requests
        self._port = port
        self._rate = rate
        self.outcome = Outcome(0, 0, 0.0, [])

    async def run(self) -> Outcome:
        lines = [await asyncio.open_connection("127.0.0.1", self._port) for _ in range(CONNECTIONS)]
        free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        for line in lines:
            free.put_nowait(line)
        began = time.perf_counter()
        tasks = []
        for number, raw in enumerate(self._requests):
            moment = began + number / self._rate
            if (wait := moment - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(self._ask(raw, moment, free)))
        await asyncio.gather(*tasks)
        self.outcome.seconds = time.perf_counter() - began
        for _, writer in lines:
            writer.close()
        self.outcome.latencies.sort()
        return self.outcome

    async def _ask(
        self, raw: bytes, moment: float, free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    ) -> None:
        reader, writer = await free.get()
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        free.put_nowait((reader, writer))
        if head[9:12] == b"200":
            self.outcome.answered += 1
            self.outcome.latencies.append(time.perf_counter() - moment)
        else:
            self.outcome.refused += 1


async def set_up(url: str) -> None:
    """The account, whose provider is nowhere: nothing is asked of it here."""
    database = Database.open(url)

    def unheard(_: Commit) -> None: ...

    async with Transactions(database, unheard).begin() as tx:
        at = "http://127.0.0.1:9"
        sealed = Vault(SECRET_KEY).seal({"access_token": "t", "app_secret": SECRET, "data_url": at})
        account = {"id": "line", "kind": "line", "name": "LINE", "address": BOT, "url": at, "state": "active"}
        made = {"created_at": tx.now, "updated_at": tx.now, "credentials": sealed}
        await tx.connection.insert_many(tables.channels, [account | made])
    await database.close()


def measure(url: str, folder: Path, rate: float, seconds: float, part: str | None, postgres: Postgres | None) -> None:
    migrations.upgrade(url)
    asyncio.run(set_up(url))
    with serving_hub(hub_environment(url, folder), only=part) as (port, process):
        uvloop.run(Steady([request(webhook(n, "1"), port) for n in range(PEOPLE)], port, rate).run())
        run = str(time.time_ns())[4:12]
        ready = [request(webhook(n, run), port) for n in range(int(rate * seconds))]
        before, held = cpu_seconds(process), postgres_cpu_seconds(postgres) if postgres else 0.0
        outcome = uvloop.run(Steady(ready, port, rate).run())
        used = (cpu_seconds(process) - before) / outcome.seconds
        theirs = (postgres_cpu_seconds(postgres) - held) / outcome.seconds if postgres else 0.0
    print(outcome.row(f"LINE webhooks, {part or 'web and work'}"))
    print(f"  longest {outcome.latencies[-1] * 1000:.1f} ms; cores used: server {used:.2f}, database {theirs:.2f}")
    good = outcome.refused == 0 and outcome.quantile(0.99) * 1000 < GOAL_MS
    print(f"  {'meets' if good else 'MISSES'} the goal: p99 under {GOAL_MS:.0f} ms at {rate:.0f}/s")


def run(database: str, rate: float, seconds: float, part: str | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{database}, {rate:.0f} events/s for {seconds:.0f} s, {PEOPLE:,} people")
        if database == "postgresql":
            with running_postgres(durable=True) as postgres:
                measure(postgres.url, folder, rate, seconds, part, postgres)
        else:
            measure(f"sqlite:///{folder / 'hub.sqlite'}", folder, rate, seconds, part, None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--part", choices=("web",))
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    given = parser.parse_args()
    run(given.database, given.rate, given.seconds, given.part)
