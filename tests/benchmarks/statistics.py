"""Statistics of a busy month: 1,000,000 messages in 30 days, counted in the background, then read.

python -m tests.benchmarks.statistics [--database sqlite|postgresql] [--messages 1000000]

Prints how long the counting took in all and its longest turn, what a minute's turn costs afterwards, and how long the page and the table
take to be read (the slowest of five). Aim: under 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hub import ids
from hub.figures import statistics, statistics_sheet
from hub.figures.statistics import Asked
from hub.transaction import Transactions, milliseconds
from hub.work.counting import Counting
from storage import migrations, tables
from storage.database import Database
from tests.services import running_postgres

DAYS, CHANNELS, AGENTS, CONVERSATIONS = 30, 4, 20, 60_000
BATCH = 20_000
MILLISECONDS = 300  # what a reading may take


def said(count: int, now: int) -> Iterator[dict[str, Any]]:
    """Two of a customer, two of an agent, and so on; every twelfth is a line that says the conversation was resolved."""
    drawn = random.Random(7)
    start = now - DAYS * 86_400_000
    for number in range(count):
        at = start + number * (now - start) // count
        conversation = number * 7919 % CONVERSATIONS
        turn = (number // CONVERSATIONS) % 12
        kind, by = ("system", "system") if turn == 11 else ("text", "customer" if turn % 4 < 2 else "user")
        yield {
            "id": ids.first_of(at)[:-12] + f"{number:012x}",
            "conversation_id": f"c{conversation}",
            "channel_id": f"n{conversation % CHANNELS}",
            "order": ids.order_of(at, number),
            "direction": "in" if by == "customer" else "out",
            "kind": kind,
            "text": "Is the room still free on Saturday?",
            "content": '{"event":"resolved","by":"u1"}' if kind == "system" else "{}",
            "status": "received" if by == "customer" else "read",
            "author_kind": by,
            "author_id": f"u{drawn.randrange(AGENTS)}" if by == "user" else None,
            "sent_at": at,
            "created_at": at,
        }


async def fill(database: Database, count: int) -> None:
    now = milliseconds()
    times = {"created_at": now, "updated_at": now}
    async with database.writing() as connection:
        channels = [
            {"id": f"n{n}", "kind": "whatsapp", "name": f"Line {n}", "address": f"{n}"} for n in range(CHANNELS)
        ]
        await connection.insert_many(tables.channels, [row | {"state": "active"} | times for row in channels])
        people = [{"id": f"u{n}", "name": f"Agent {n}", "email": f"{n}@example.com"} for n in range(AGENTS)]
        await connection.insert_many(tables.users, [row | {"role": "agent"} | times for row in people])
        await connection.insert_many(tables.contacts, [{"id": "p", "name": "Pim", "name_source": "user"} | times])
        rows = [
            {"id": f"c{n}", "contact_id": "p", "channel_id": f"n{n % CHANNELS}", "state": "resolved", "last_at": now}
            | times
            for n in range(CONVERSATIONS)
        ]
        await connection.insert_many(tables.conversations, rows)
    batch: list[dict[str, Any]] = []
    for row in said(count, now):
        batch.append(row)
        if len(batch) == BATCH:
            async with database.writing() as connection:
                await connection.insert_many(tables.messages, batch)
            batch = []
    async with database.writing() as connection:
        await connection.insert_many(tables.messages, batch)


async def measure(url: str, count: int) -> bool:
    database = Database.open(url)
    try:
        await fill(database, count)
        counting, turns = Counting(Transactions(database, lambda _: None), "a:1:x"), list[float]()
        more = True
        while more:
            began = time.perf_counter()
            more = await counting.turn()
            turns.append(time.perf_counter() - began)
        began = time.perf_counter()
        await counting.turn()
        print(
            f"{database.dialect}: {count} messages counted in {sum(turns):.1f} s, longest turn {max(turns):.2f} s;"
            f" a turn later {(time.perf_counter() - began) * 1000:.0f} ms"
        )
        return await read(database)
    finally:
        await database.close()


async def read(database: Database) -> bool:
    page, sheet = list[float](), list[float]()
    for _ in range(5):
        async with database.reading() as connection:
            began = time.perf_counter()
            told = await statistics.read(connection, Asked())
            page.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            lines = await statistics_sheet.rows(connection, Asked())
            sheet.append((time.perf_counter() - began) * 1000)
    total = told.total
    print(
        f"  {total.counts.received} received, {total.first_response.count} answered, {total.resolution.count} resolved"
    )
    print(f"  the page {max(page):.0f} ms, the table of {len(lines)} lines {max(sheet):.0f} ms")
    return max(page) < MILLISECONDS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--messages", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.database == "sqlite":
            url = f"sqlite:///{Path(folder) / 'month.sqlite'}"
            migrations.upgrade(url)
            met = asyncio.run(measure(url, given.messages))
        else:
            with running_postgres() as server:
                migrations.upgrade(server.url)
                met = asyncio.run(measure(server.url, given.messages))
    print("met" if met else f"MISSED: the page takes longer than {MILLISECONDS} ms")


if __name__ == "__main__":
    main()
