"""Tells people what the log tells of their conversations, so that neither intake nor deliveries wait for it; and who waits too long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub import shaping
from hub.office import configuration
from hub.team import notices, notifications
from hub.team.notifications import News
from hub.transaction import Transactions, milliseconds
from hub.work.log_reader import LogReader
from storage.database import Connection
from storage.event_log import Entry
from storage.inbox import messages
from storage.team import notifications as rows
from storage.team.notifications import PlaceRow

CREATED, CHANGED = "message.created", "message.changed"
SILENT = ("system", "reaction", "note")
# most changes are ticks of a delivery: only these are read
TROUBLE = (b'"status":"failed"', b'"status":"unknown"', b'"status":"queued"', b'"revoked_at":')
FAILED = ("failed", "unknown")
FAILURE = "failed_send"


class _Author(Struct, frozen=True):
    kind: str


class _Message(Struct, frozen=True):
    id: str
    conversation: str
    direction: str
    kind: str
    text: str | None
    content: dict[str, Any]
    status: str
    author: _Author


class _Told(Struct, frozen=True):
    message: _Message
    historic: bool = False


class Heard(Struct, frozen=True):
    """What a stretch of the log says that somebody may be told. `again`: messages that were queued (once more), `gone`: that were taken
    back, (conversation, id)."""

    replies: Sequence[_Message]
    given: Sequence[_Message]
    failed: Sequence[_Message]
    again: frozenset[tuple[str, str]]
    gone: frozenset[tuple[str, str]]

    @property
    def conversations(self) -> set[str]:
        return {each.conversation for each in (*self.replies, *self.given, *self.failed)}


_decode = msgspec.json.Decoder(_Told).decode


class Notifying:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._transactions = transactions
        self._reader = LogReader(transactions.database, "notifications", holder, (CREATED, CHANGED))

    async def turn(self) -> bool:
        """What the log tells. Whether there may be more to do at once."""
        stretch = await self._reader.next()
        if stretch is None:
            return False
        heard = hear(stretch.entries)
        if heard.conversations or heard.again or heard.gone:
            async with self._transactions.begin() as tx:
                if not await self._reader.keep(tx.connection, stretch):
                    return False
                await notifications.notify_all(tx, await _news(tx.connection, heard, tx.now))
                await notifications.take_back(tx, heard.gone)
        await self._reader.passed(stretch)
        return stretch.more

    async def look(self) -> bool:
        """Who waits too long."""
        async with self._transactions.database.reading() as connection:
            minutes = (await configuration.read(connection)).waiting_minutes
            found = await notices.overdue(connection, minutes, milliseconds())
        if not found or not await self._reader.owned():
            return False
        async with self._transactions.begin() as tx:
            if not await self._reader.fence(tx.connection):
                return False
            return await notices.tell_of_waits(tx, minutes) == notices.WAITS

    async def stop(self) -> None:
        await self._reader.stop()


def hear(entries: Sequence[Entry]) -> Heard:
    created = [_decode(each.body) for each in entries if each.type == CREATED]
    news = [each.message for each in created if not each.historic]
    changed = [_decode(each.body).message for each in entries if each.type == CHANGED and _troubled(each.body)]
    last = {each.id: each for each in changed if each.direction == "out" and each.author.kind == "user"}
    return Heard(
        replies=[m for m in news if m.direction == "in" and m.author.kind == "customer" and m.kind not in SILENT],
        given=[m for m in news if m.kind == "system" and _given_by_rule(m.content)],
        failed=[each for each in last.values() if each.status in FAILED],
        again=frozenset((each.conversation, each.id) for each in changed if each.status == "queued"),
        gone=frozenset((each.conversation, each.id) for each in changed if shaping.is_taken_back(each.content)),
    )


async def _news(connection: Connection, heard: Heard, now: int) -> list[News]:
    about = await rows.places(connection, heard.conversations)
    found: list[News | None] = []
    for each in heard.replies:
        if each.conversation in about:
            excerpt = shaping.excerpt(each.kind, each.text, each.content)
            found.append(notices.reply(about[each.conversation], each.id, excerpt, each.kind))
    for each in heard.given:
        if each.conversation in about:
            found.append(notices.assignment(about[each.conversation], each.content["to"]))
    # a failure is told once, however often the message is told of afterwards, until it is sent again
    await rows.unmark(connection, FAILURE, heard.again)
    found += await _failures(connection, heard.failed, about, now)
    return [each for each in found if each is not None]


async def _failures(
    connection: Connection, heard: Sequence[_Message], about: Mapping[str, PlaceRow], now: int
) -> list[News]:
    """Of those that are still failed, or unknown."""
    present = [row for row in await messages.many(connection, [each.id for each in heard]) if row.status in FAILED]
    failed = [row for row in present if row.conversation_id in about and row.author_id is not None]
    new = await rows.mark(connection, FAILURE, [(row.conversation_id, row.id) for row in failed], now)
    found = []
    for row in failed:
        if row.id in new and row.author_id is not None:
            place, fault = about[row.conversation_id], shaping.fault(row.error)
            unknown, reason = row.status == "unknown", None if fault is None else fault.message
            found.append(notices.failure(place, row.id, row.author_id, unknown=unknown, reason=reason))
    return found


def _troubled(body: bytes) -> bool:
    return any(mark in body for mark in TROUBLE)


def _given_by_rule(content: dict[str, Any]) -> bool:
    """Not by a person: those are told at once, by `hub.team.notices.assigned`."""
    return content.get("event") == "assigned" and content.get("by") is None and isinstance(content.get("to"), str)
