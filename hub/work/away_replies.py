"""Tells customers that nobody is there, as the log tells of their messages: the intake does not wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from hub import shaping
from hub.inbox import away_replies
from hub.inbox.away_replies import Written
from hub.office import configuration, office_hours
from hub.office.office_hours import Closure
from hub.transaction import Transactions, milliseconds
from hub.wire.configuration import Configuration
from hub.work.log_reader import LogReader, Stretch
from storage.event_log import Entry

CREATED = "message.created"
AT_ONCE = 20  # answers of one transaction: the intake waits for none for long


class _Author(Struct, frozen=True):
    kind: str


class _Mail(Struct, frozen=True):
    automatic: str | None = None  # no person wrote it: an answer would be answered for ever


class _Content(Struct, frozen=True):
    mail: _Mail = _Mail()


class _Message(Struct, frozen=True):
    conversation: str
    direction: str
    kind: str
    author: _Author
    sent_at: str
    content: _Content = _Content()


class _Created(Struct, frozen=True):
    message: _Message
    historic: bool = False


_decode = msgspec.json.Decoder(_Created).decode


class AwayReplies:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._transactions = transactions
        self._reader = LogReader(transactions.database, "away replies", holder, (CREATED,))

    async def turn(self) -> bool:
        """Whether there may be more to do at once."""
        stretch = await self._reader.next()
        if stretch is None:
            return False
        async with self._transactions.database.reading() as connection:
            settings = await configuration.read(connection)
            messages = written(stretch.entries)
            owed = away_replies.owed(office_hours.of(settings), messages, milliseconds())
            wanted = await away_replies.unanswered(connection, owed)
        if not await self._answer(settings, wanted, stretch):
            return False
        await self._reader.passed(stretch)
        return stretch.more

    async def _answer(self, settings: Configuration, wanted: Mapping[str, Closure], stretch: Stretch) -> bool:
        """The cursor moves with the last of them: after a kill in between, those before it are found answered."""
        left = sorted(wanted)
        while left:
            some, left = left[:AT_ONCE], left[AT_ONCE:]
            async with self._transactions.begin() as tx:
                ours = self._reader.fence(tx.connection) if left else self._reader.keep(tx.connection, stretch)
                if not await ours:
                    return False
                await away_replies.answer(tx, settings, {id: wanted[id] for id in some})
        return True

    async def stop(self) -> None:
        await self._reader.stop()


def written(entries: Sequence[Entry]) -> list[Written]:
    """What customers wrote just now, of new messages the log tells of."""
    found = [_decode(entry.body) for entry in entries if entry.type == CREATED]
    return [
        Written(each.message.conversation, each.message.kind, shaping.time_ms(each.message.sent_at))
        for each in found
        if not each.historic
        and each.message.direction == "in"
        and each.message.author.kind == "customer"
        and each.message.content.mail.automatic is None
    ]
