"""Earlier mails of a mailbox, from a day on: fetched beside its reader, so that new mails come as ever, one mailbox after the other, in
whichever process holds the lease. They are no news. What is there already is passed over, so that a crash costs nothing but time.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, TypeVar

from channels.channel import ChannelError
from channels.mail.folder import Found, Pass, Place
from channels.mail.mailbox import Reader
from channels.mail.server import MailServer, server_of, token_of
from hub.accounts.at_hand import Accounts
from hub.mail.intake import Incoming, MailIntake
from hub.transaction import Transactions, milliseconds
from hub.wire.errors import Refusal
from hub.work.leases import Lease
from hub.work.mailbox_places import Stumbles
from storage.accounts.channels import AccountRow
from storage.mail import imports as rows
from storage.mail.imports import ImportRow

AGAIN_MS = 60_000  # after it broke off
FAILURES = 10  # one after the other at one place: then it ends, and says why
PAUSE_SECONDS = 2.0  # when the intake is full

log = logging.getLogger(__name__)
T = TypeVar("T")


class Left(Exception):
    """Another import was asked for meanwhile, or none; or another process has it."""


class MailImports:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, accounts: Accounts, taking: MailIntake, holder: str) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._taking = taking
        self._lease = Lease(transactions.database, "mail imports", holder)
        self._thread = ThreadPoolExecutor(1, "mail imports")
        self._large = threading.Lock()
        self._reader: Reader | None = None
        self._stopping = False
        self._not_before: dict[str, int] = {}  # ms, by mailbox
        self._stumbles: dict[str, Stumbles] = {}  # by mailbox

    async def turn(self) -> bool:
        """Fetches what was asked for longest ago to its end. Whether another may wait."""
        async with self._transactions.database.reading() as connection:
            waiting = await rows.waiting(connection)
        now = milliseconds()
        waiting = [row for row in waiting if self._not_before.get(row.channel_id, 0) <= now]
        found = next(((box, row) for row in waiting if (box := self._accounts.get(row.channel_id)) is not None), None)
        if found is None or not await self._lease.take():
            return False
        try:
            await self._fetch(*found)
        except Left:
            return False
        except ChannelError as error:
            asked = self._reader.asked if self._reader is not None else None
            self._stumbles.setdefault(found[0].id, Stumbles()).noted(asked)
            return await self._broke_off(*found, error)
        finally:
            self._close()
        return len(waiting) > 1

    def interrupt(self) -> None:
        self._stopping = True
        self._close()

    async def stop(self) -> None:
        self.interrupt()
        self._thread.shutdown(wait=False)
        await self._lease.give_up()

    async def _fetch(self, box: AccountRow, row: ImportRow) -> None:
        server, day = self._server(box), date.fromisoformat(row.since)
        self._reader = reader = await self._call(Reader, server, self._large)
        folders = dict.fromkeys(server.folders, False)
        if (sent := await self._call(reader.sent)) is not None:
            folders.setdefault(sent, True)
        if row.total is None:
            total = sum([await self._call(reader.count, folder, day) for folder in folders])
            await self._note(rows.begin, box.id, row.asked_at, total)
        names = list(folders)
        for name in names[names.index(row.folder) if row.folder in names else 0 :]:
            place = Place(name, None, 0)
            if name == row.folder:
                place = Place(name, row.validity, row.uid, Pass(day, row.end_uid))
            care = self._stumbles[box.id].care(name) if box.id in self._stumbles else None
            await self._folder(box, row, reader.new_chunks(place, day, care), outgoing=folders[name])
        self._stumbles.pop(box.id, None)
        await self._note(rows.end, box.id, row.asked_at, milliseconds())

    async def _folder(self, box: AccountRow, row: ImportRow, chunks: Iterator[list[Found]], *, outgoing: bool) -> None:
        """To where it ended when it was begun: what comes later is read by who reads on."""
        while (chunk := await self._call(next, chunks, None)) is not None:
            if not chunk:
                continue
            if self._stopping or not await self._lease.take():
                raise Left
            end = chunk[-1].place
            last = 0 if end.under_way is None else end.under_way.end
            mails = [
                Incoming(
                    raw=one.raw,
                    size=one.size,
                    head=one.head,
                    fault=one.fault,
                    place=one.place,
                    outgoing=outgoing,
                    historic=True,
                )
                for one in chunk
                if one.place.uid <= last
            ]
            came = await self._take(box, mails)
            place = (end.folder, end.validity or 0, min(end.uid, last), last)
            async with self._transactions.database.writing() as connection:
                if not await rows.advance(connection, box.id, row.asked_at, *place, looked=len(mails), came=came):
                    raise Left
            if end.uid >= last:
                return

    async def _take(self, box: AccountRow, mails: list[Incoming]) -> int:
        written = await self._call(self._taking.write, box, mails)
        while True:
            try:
                return await self._taking.take(box, written)
            except Refusal as refusal:
                if refusal.code != "unavailable" or self._stopping:
                    raise Left from None
                await asyncio.sleep(refusal.retry_after or PAUSE_SECONDS)

    async def _broke_off(self, box: AccountRow, row: ImportRow, error: ChannelError) -> bool:
        if self._stopping:
            return False
        log.warning("the earlier mails of %s: %s", box.address, error.message)
        self._not_before[box.id] = milliseconds() + AGAIN_MS
        await self._note(rows.fail, box.id, row.asked_at, f"{error.message} {error.advice or ''}".strip())
        if row.failures + 1 >= FAILURES:
            await self._note(rows.end, box.id, row.asked_at, milliseconds())
        return False

    async def _note(self, note: Callable[..., Any], *given: Any) -> None:
        async with self._transactions.database.writing() as connection:
            await note(connection, *given)

    def _server(self, box: AccountRow) -> MailServer:
        try:
            held = self._accounts.account(box.id).credentials
            return server_of(held.get("imap_url", ""), token_of(held, milliseconds()))
        except (LookupError, ValueError):
            raise ChannelError("pause", "This mailbox is not set up to be read by IMAP.", code="settings") from None

    async def _call(self, act: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *given)

    def _close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.interrupt()
            if not self._stopping:
                self._thread.submit(reader.close)
