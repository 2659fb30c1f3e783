"""What happens to quotations by itself: their documents are drawn for the messages that carry them, what became of these messages moves
them on, customers are reminded, and what is over expires."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub.boundaries import cross
from hub.files import media_files, pdf_previews
from hub.office import configuration
from hub.quotations import expiry, following, reminders, sending
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.shapes import Fault
from hub.work import claims, leases, standing
from hub.work.log_reader import LogReader
from storage.accounts import channels
from storage.blobs import Blobs
from storage.database import Connection
from storage.event_log import Entry
from storage.inbox import attachments, messages
from storage.quotations import rows, sends
from storage.quotations.rows import QuotationRow
from storage.quotations.sends import SendRow

AT_ONCE = 4  # documents of one claim
CLAIM_MS = 60_000  # after it somebody else draws the document, which does no harm
TRIES = 5
BACK_OFF_MS = 2_000  # doubled with each try
CHANGED = "message.changed"
MARK = b'"quotation":'

CHANGED_MEANWHILE = Fault(
    code="quotation_changed",
    message="The quotation was changed or answered before it could be sent.",
    advice="Send it again if it still is to go.",
)
NOT_DRAWN = Fault(
    code="not_drawn",
    message="The quotation's document could not be drawn.",
    advice="Look at its PDF, mend what it complains about, and send it again.",
)

Draw = Callable[[QuotationRow, Configuration], Awaitable[bytes]]
log = logging.getLogger(__name__)


class Papers:
    """Draws documents and lets their messages go. `draw` leaves the event loop alone; `holder`: this process."""

    def __init__(self, transactions: Transactions, blobs: Blobs, draw: Draw, holder: str) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._draw = draw
        self._holder = holder

    async def release_dead(self) -> None:
        """What a process that crashed here was drawing is drawn again at once."""
        await leases.release_dead(self._transactions, sends)

    async def turn(self) -> bool:
        """Draws what is due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            if not await sends.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            claimed = await sends.claim(tx.connection, self._holder, tx.now, tx.now + CLAIM_MS, AT_ONCE)
        if claimed:
            cross("before_drawing")
        await asyncio.gather(*(self._carry(send) for send in claimed))
        return len(claimed) == AT_ONCE

    async def _carry(self, send: SendRow) -> None:
        async with self._transactions.database.reading() as connection:
            row = await rows.get(connection, send.quotation_id)
            office = await configuration.read(connection)
        if row is None or not _may_go(row, send, office, milliseconds()):
            await self._fail(send, CHANGED_MEANWHILE)
            return
        try:
            drawn = await self._draw(row, office)
            file = await self._store(send.message_id, drawn, sending.said_of(row).name)
        except Refusal as refused:
            if refused.code == "unavailable":
                await self._again(send)
            else:
                await self._fail(send, Fault(code="not_drawn", message=refused.message, advice=NOT_DRAWN.advice))
            return
        except Exception:
            log.exception("quotation %s: its document could not be drawn", send.quotation_id)
            await self._again(send)
            return
        cross("after_drawing")
        await self._let_go(send, file)

    async def _store(self, id: str, drawn: bytes, name: str) -> dict[str, Any]:
        """The file in the store, and its attachment's columns. Under the message's own id: drawn again after a crash, it takes the same
        place."""
        await self._blobs.put(media_files.key_of(id), drawn)
        return await self._preview(id, drawn) | {
            "id": id,
            "kind": "document",
            "mime": "application/pdf",
            "name": name,
            "size": len(drawn),
            "sha256": hashlib.sha256(drawn).hexdigest(),
            "state": "ready",
            "blob": media_files.key_of(id),
        }

    async def _preview(self, id: str, drawn: bytes) -> dict[str, Any]:
        """Its first page as a picture, where the channel carries an address in the paper's place."""
        async with self._transactions.database.reading() as connection:
            message = await messages.get(connection, id)
            account = None if message is None else await channels.get(connection, message.channel_id)
        if account is None or account.kind not in pdf_previews.SHOWN_ON:
            return {}
        with media_files.folder() as place:
            (place / "file").write_bytes(drawn)
            page = await pdf_previews.draw(place / "file")
        if page is None:
            return {}
        key = f"{media_files.key_of(id)}.webp"
        await self._blobs.put(key, page)
        return {"thumbnail": key}

    async def _let_go(self, send: SendRow, file: dict[str, Any]) -> None:
        """The message gets its document and is due. Whoever lost the claim meanwhile changes nothing."""
        async with self._transactions.begin() as tx:
            message = await messages.get(tx.connection, send.message_id)
            if message is None:
                return
            conversations = await standing.lock_conversations(tx, [message.conversation_id])
            if not await sends.finish(tx.connection, send.message_id, self._holder):
                return
            placed = {"message_id": send.message_id, "channel_id": message.channel_id, "created_at": tx.now}
            await attachments.insert_many(tx.connection, [file | placed])
            due = {"due_at": tx.now, "claimed_by": None, "tries": 0}
            await standing.restate(tx, conversations, {send.message_id: due})

    async def _again(self, send: SendRow) -> None:
        if send.tries >= TRIES:
            await self._fail(send, NOT_DRAWN)
            return
        at = milliseconds() + BACK_OFF_MS * 2 ** (send.tries - 1)
        async with self._transactions.begin() as tx:
            await sends.again(tx.connection, send.message_id, self._holder, at)

    async def _fail(self, send: SendRow, fault: Fault) -> None:
        async with self._transactions.begin() as tx:
            message = await messages.get(tx.connection, send.message_id)
            if message is None:
                return
            conversations = await standing.lock_conversations(tx, [message.conversation_id])
            if await sends.finish(tx.connection, send.message_id, self._holder):
                await standing.restate(tx, conversations, {send.message_id: claims.failed(0, fault)})


class _Message(Struct, frozen=True):
    id: str


class _Told(Struct, frozen=True):
    message: _Message


_decode = msgspec.json.Decoder(_Told).decode


class Outcomes:
    """Follows the messages that carry quotations, as the log tells of them."""

    def __init__(self, transactions: Transactions, holder: str) -> None:
        self._transactions = transactions
        self._reader = LogReader(transactions.database, "quotations", holder, (CHANGED,))

    async def turn(self) -> bool:
        stretch = await self._reader.next()
        if stretch is None:
            return False
        if carrying := carriers_of(stretch.entries):
            async with self._transactions.begin() as tx:
                if not await self._reader.keep(tx.connection, stretch):
                    return False
                await following.follow(tx, carrying)
        await self._reader.passed(stretch)
        return stretch.more

    async def stop(self) -> None:
        await self._reader.stop()


class Deadlines:
    """Expiry and reminders. Each quotation is a transaction of its own, which looks again: any number of workers may do it at once."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def expire(self) -> bool:
        return await self._each(expiry.due, expiry.expire) == expiry.AT_ONCE

    async def remind(self) -> bool:
        return await self._each(reminders.due, reminders.remind) == reminders.AT_ONCE

    async def _each(
        self,
        due: Callable[[Connection, int], Awaitable[list[str]]],
        act: Callable[[Transaction, str], Awaitable[None]],
    ) -> int:
        async with self._transactions.database.reading() as connection:
            found = await due(connection, milliseconds())
        for id in found:
            await self._one(act, id)
        return len(found)

    async def _one(self, act: Callable[[Transaction, str], Awaitable[None]], id: str) -> None:
        """One that cannot be done now, because somebody moved it at this moment, is done at the next turn."""
        try:
            async with self._transactions.begin() as tx:
                await act(tx, id)
        except Refusal as refused:
            log.info("quotation %s waits for the next turn: %s", id, refused.message)


def carriers_of(entries: Sequence[Entry]) -> set[str]:
    """The messages that carry quotations among those the log tells of."""
    return {_decode(each.body).message.id for each in entries if each.type == CHANGED and MARK in each.body}


def _may_go(row: QuotationRow, send: SendRow, office: Configuration, now: int) -> bool:
    if row.revision != send.revision:
        return False
    try:
        sending.require_sendable(row, office, now)
    except Refusal:
        return False
    return True
