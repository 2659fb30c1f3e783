"""Facts that came before the message they name: joined when it is there.

Both who parks a fact and who stores a message's provider id write, lock the log's head, and only then look for the other: the first
before its commit, the second right after it, when the lock is free for others. That lock puts their commits in a row, so one of the two
always sees the other. What is found is applied in a transaction of its own, which
takes its locks in the usual order; a crash in between is mended by the sweep.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from channels.channel import Fact
from hub.receiving.apply import apply
from hub.receiving.book import Book, Item, Quoted, Rules
from hub.transaction import Transaction, Transactions
from storage import event_log
from storage.database import Database
from storage.failures import DatabaseLost
from storage.intake import batches as intake
from storage.intake import parked as rows
from storage.intake.batches import KEY_SPACES
from storage.intake.parked import ParkedRow

Pair = tuple[str, str]  # channel, provider id

SWEEP_LIMIT = 500  # messages joined in one sweep

log = logging.getLogger(__name__)
_decode = msgspec.json.Decoder(Fact | Quoted).decode


async def look(book: Book) -> list[Pair]:
    """What this batch parked and can be joined once it is committed. Locks the head: the last thing before the commit."""
    if not book.parked:
        if book.new_messages and not book.tx.announced:  # else it is locked by what is appended last
            await event_log.lock_head(book.connection)
        return []
    if book.tx.announced:
        await book.tx.append()
    else:
        await event_log.lock_head(book.connection)
    keys = [(str(row["channel_id"]), space, str(row["target"])) for row in book.parked for space in KEY_SPACES]
    there = await intake.messages_by_provider(book.connection, keys)
    found = [(channel, target) for channel, _, target in there]
    targets = [(channel, target) for channel, space, target in keys if space == ""]
    attempts = await intake.attempts_by_provider(book.connection, targets)
    found += [(attempt.channel_id, attempt.provider_id or "") for attempt in attempts]
    return list(dict.fromkeys(found))


def stored(book: Book) -> list[Pair]:
    """The provider ids of the messages a batch brought."""
    brought = (book.messages[id] for id in book.new_messages)
    return [(message.channel_id, message.provider_id) for message in brought if message.provider_id is not None]


async def wanted(database: Database, brought: Sequence[Pair]) -> list[Pair]:
    """Those of the messages brought by a batch, now committed, that something waits for."""
    if not brought:
        return []
    async with database.asking() as connection:
        return await rows.waiting(connection, brought)


async def join(tx: Transaction, rules: Rules, channel_id: str, targets: Sequence[str]) -> int:
    """Applies what waits for these provider ids of an account, inside `tx`. Returns how many facts found their message.

    Whoever calls this after other work in the same transaction must hold the messages and their conversations already.
    """
    waiting = await rows.take(tx.connection, channel_id, targets)
    return await _apply(tx, rules, waiting)


async def join_committed(transactions: Transactions, rules: Rules, pairs: Sequence[Pair]) -> int:
    """The same in transactions of its own, for what `look` has found. One fact that cannot be applied does not stop the others."""
    joined = 0
    for channel_id in sorted({channel for channel, _ in pairs}):
        targets = [target for channel, target in pairs if channel == channel_id]
        try:
            async with transactions.begin() as tx:
                joined += await join(tx, rules, channel_id, targets)
        except DatabaseLost:
            raise
        except Exception:
            log.exception("parked facts could not be joined together; joining them one by one")
            joined += await _one_by_one(transactions, rules, channel_id, targets)
    return joined


async def sweep(transactions: Transactions, rules: Rules, limit: int = SWEEP_LIMIT) -> int:
    """Joins what a crash left behind. Returns how many facts found their message."""
    async with transactions.database.reading() as connection:
        pairs = await rows.joinable(connection, limit)
    return await join_committed(transactions, rules, pairs) if pairs else 0


async def _one_by_one(transactions: Transactions, rules: Rules, channel_id: str, targets: Sequence[str]) -> int:
    async with transactions.database.writing() as connection:
        found = await rows.take(connection, channel_id, targets)
    joined = 0
    for row in found:
        try:
            async with transactions.begin() as tx:
                waiting = await rows.take(tx.connection, channel_id, [row.target])
                joined += await _apply(tx, rules, [each for each in waiting if each.id == row.id])
        except DatabaseLost:
            raise
        except Exception:
            log.exception("parked fact %s cannot be joined and stays", row.id)
    return joined


async def _apply(tx: Transaction, rules: Rules, waiting: Sequence[ParkedRow]) -> int:
    if not waiting:
        return 0
    items = [_item(row) for row in waiting]
    await apply(tx, items, rules)
    done = [row.id for row, item in zip(waiting, items, strict=True) if item.state != "parked"]
    await rows.remove(tx.connection, done)
    return len(done)


def _item(row: ParkedRow) -> Item:
    return Item(kind=row.kind, fact=_decode(row.body), arrived=row.created_at)
