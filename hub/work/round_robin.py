"""Queues what comes in and is nobody's, as the log tells of it, and hands it out as soon as there is somebody to have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub.inbox import round_robin
from hub.office import configuration, office_hours
from hub.transaction import Transactions, milliseconds
from hub.work.log_reader import LogReader
from storage.event_log import Entry
from storage.inbox import conversations, turns

CREATED = "message.created"
AT_ONCE = 20  # conversations of one transaction: the intake waits for none for long
LEFT_BEHIND = {"event": "assigned", "by": None, "to": None}  # the line of a conversation whose assignee is gone


class _Message(Struct, frozen=True):
    conversation: str
    direction: str
    content: dict[str, Any]


class _Created(Struct, frozen=True):
    message: _Message
    historic: bool = False


_decode = msgspec.json.Decoder(_Created).decode


class RoundRobin:
    """`online`: who is here, by user; `holder`: this process."""

    def __init__(self, transactions: Transactions, online: Callable[[], Collection[str]], holder: str) -> None:
        self._transactions = transactions
        self._online = online
        self._reader = LogReader(transactions.database, "round robin", holder, (CREATED,))

    async def turn(self) -> bool:
        """Whether there may be more to do at once."""
        more = await self._queue()
        return await self._hand_out() or more

    async def stop(self) -> None:
        await self._reader.stop()

    async def _queue(self) -> bool:
        stretch = await self._reader.next()
        if stretch is None:
            return False
        async with self._transactions.database.reading() as connection:
            wanted = (await configuration.read(connection)).round_robin
            found = await conversations.many(connection, stirred(stretch.entries)) if wanted else []
        if free := [row.id for row in found if round_robin.waits(row)]:
            async with self._transactions.database.writing() as connection:
                if not await self._reader.keep(connection, stretch):
                    return False
                held = await conversations.lock(connection, free)
                await turns.queue(connection, sorted(held), milliseconds())
        await self._reader.passed(stretch)
        return stretch.more

    async def _hand_out(self) -> bool:
        async with self._transactions.database.reading() as connection:
            if not await turns.any_queued(connection):
                return False
            settings = await configuration.read(connection)
            desk = await round_robin.desk(connection, office_hours.of(settings), self._online(), milliseconds())
            waiting = await turns.queued(connection, desk, AT_ONCE, asked_alone=not settings.round_robin)
        if (not waiting and settings.round_robin) or not await self._reader.owned():
            return False
        async with self._transactions.begin() as tx:
            if not await self._reader.fence(tx.connection):
                return False
            await round_robin.hand_out(tx, desk, waiting)
            if not settings.round_robin:  # what waited is the queue's again
                await turns.empty(tx.connection)
        return len(waiting) == AT_ONCE


def stirred(entries: Sequence[Entry]) -> set[str]:
    """The conversations in which a customer wrote just now, or that lost whoever had them."""
    found = [_decode(entry.body) for entry in entries if entry.type == CREATED]
    return {
        each.message.conversation
        for each in found
        if not each.historic and (each.message.direction == "in" or each.message.content == LEFT_BEHIND)
    }
