"""Commits events of about 400 bytes as another process of the product would: rows in the log, hints through Redis.

python -m tests.benchmarks.announcer DATABASE_URL REDIS_URL EVENTS BURST RATE

RATE is in events a second; 0: as fast as they commit.
"""

from __future__ import annotations

import asyncio
import sys
import time

import uvloop

from hub import ids
from hub.live.broker_redis import RedisBroker
from hub.live.hints import Hints
from hub.permissions import EVERYONE
from hub.transaction import Transactions
from hub.wire import shapes
from hub.wire.events import ReplyChanged
from storage.database import Database


def event(number: int) -> ReplyChanged:
    return ReplyChanged(reply=shapes.Reply(id=ids.new(), version=1, shortcut=f"s{number}", text="x" * 250, owner=None))


async def run(database_url: str, redis_url: str, events: int, burst: int, rate: float) -> None:
    database = Database.open(database_url)
    broker = RedisBroker(redis_url)
    await broker.start(lambda _topic, _payload: None, lambda: None)
    hints = Hints(broker)
    hints.start()
    transactions = Transactions(database, hints.hand_on)
    began = time.monotonic()
    for start in range(0, events, burst):
        if rate:
            await asyncio.sleep(max(0.0, began + start / rate - time.monotonic()))
        async with transactions.begin() as tx:
            for number in range(start, min(start + burst, events)):
                tx.announce(event(number), [EVERYONE])
    await hints.stop()
    await broker.stop()
    await database.close()


if __name__ == "__main__":
    uvloop.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])))
