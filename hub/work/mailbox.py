"""Reads one mailbox for as long as we hold its lease: what came since the last mail that is stored, then waits for more.

The mailbox is read in a thread of its own, which also takes the mails apart; meanwhile those before are stored. How far it is read is
written after that: a crash in between reads a few mails again, which meet themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct, structs

from channels.channel import ChannelError
from channels.mail.folder import CHUNK_BYTES, Found, Place
from channels.mail.letters import Letter
from channels.mail.mailbox import Reader
from hub.accounts import channels
from hub.accounts.at_hand import Accounts
from hub.boundaries import cross
from hub.mail import news as mailbox_news
from hub.mail.intake import Incoming, MailIntake
from hub.transaction import Transactions, milliseconds
from hub.wire.errors import Refusal
from hub.work import mailbox_server
from hub.work.leases import RENEW_SECONDS, Lease
from hub.work.mailbox_places import Lost, Places, Stumbles
from storage.accounts.channels import AccountRow
from storage.failures import DatabaseLost
from storage.mail import asides
from storage.mail import mailboxes as rows

LOOK_SECONDS = 60.0  # servers that cannot tell of new mails are asked so often, and folders beside the first
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds between tries to reach a server that does not answer
LOGIN_TRIES = 2  # a server that is busy may refuse a good password once
REFUSED_WAIT = 15.0  # seconds before it is asked again whether that was so
LOGIN_WAIT = 600.0  # seconds, unless somebody sets the account up anew

log = logging.getLogger(__name__)
T = TypeVar("T")


class Stopped(Exception):
    """Another process has the mailbox now, or this one stops."""


class Chunk(Struct):
    """Mails read together. `place`: how far the folder is read with them."""

    place: Place
    letters: list[tuple[Letter, Incoming]]
    size: int


class Mailbox:
    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        taking: MailIntake,
        row: AccountRow,
        lease: Lease,
        large: threading.Lock,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._taking = taking
        self._row = row
        self._lease = lease
        self._large = large
        self._thread = ThreadPoolExecutor(1, f"mailbox {row.id[:8]}")
        self._reader: Reader | None = None
        self._opened_by: str | None = None  # the address of the server it was opened at
        self._failures = 0  # one after the other
        self._refusals = 0  # to sign in, since the last time it was possible
        self._places = Places(transactions, lease, row.id)
        self._stumbles = Stumbles()
        self._stopping = False
        self._wake = asyncio.Event()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self._close()

    def changed(self, row: AccountRow) -> None:
        """The account as it is now. Where it is read elsewhere, or another password opens it, it is opened anew at once."""
        before, self._row = self._row, row
        if before.version != row.version and mailbox_server.url(self._accounts, row.id) != self._opened_by:
            self._failures = self._refusals = 0
            self._wake.set()
            self._close()

    async def run(self) -> None:
        """Until `stop`."""
        await self._lease.take()
        renewing = asyncio.create_task(self._renew(), name=f"lease {self._lease.name}")
        try:
            while not self._stopping:
                await self._once()
        finally:
            renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewing
            self._close()
            self._thread.shutdown(wait=False)
            await self._lease.give_up()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            held = self._lease.held
            if not await self._lease.take():
                self._close()
            elif not held:
                self._wake.set()

    async def _once(self) -> None:
        """From opening it to whatever ends it."""
        if not self._lease.held:
            await self._pause(RENEW_SECONDS)
            return
        try:
            await self._read()
        except (Stopped, Lost):
            return
        except ChannelError as error:
            self._stumbles.noted(self._reader.asked if self._reader is not None else None)
            if not self._stopping and error.code != "closed":
                await self._failed(error)
        except DatabaseLost:
            log.warning("the mailbox of %s waits for the database", self._row.address)
            await self._pause(RENEW_SECONDS)
        except Exception:
            log.exception("the mailbox of %s could not be read", self._row.address)
            await self._failed(ChannelError("retry", "Reading the mailbox failed: the log says why.", code="accident"))
        finally:
            self._close()

    async def _read(self) -> None:
        self._opened_by = mailbox_server.url(self._accounts, self._row.id)
        server = mailbox_server.server(self._accounts, self._row.id)
        self._reader = reader = await self._call(Reader, server, self._large)
        self._refusals = 0
        folders = dict.fromkeys(server.folders, False)
        if (sent := await self._call(reader.sent)) is not None:
            folders.setdefault(sent, True)
        while self._ours():
            await self._ask_again(reader)
            for folder, outgoing in folders.items():
                await self._catch_up(reader, folder, outgoing)
            await self._looked()
            began = time.monotonic()
            happened = await self._call(reader.wait, server.folders[0], LOOK_SECONDS)
            left = LOOK_SECONDS - (time.monotonic() - began)
            if not happened and left > 1:
                await self._pause(left)

    async def _catch_up(self, reader: Reader, folder: str, outgoing: bool) -> None:
        """Stores what is new in a folder, the next mails being read meanwhile."""
        if (found := await self._place(reader, folder)) is None:
            return
        place, since = found
        chunks = reader.new_chunks(place, since, self._stumbles.care(folder))
        ahead = asyncio.ensure_future(self._call(self._next, chunks, outgoing))
        try:
            while (chunk := await ahead) is not None:
                at_once = chunk.size <= CHUNK_BYTES  # a large mail goes alone: one is enough to hold
                if at_once:
                    ahead = asyncio.ensure_future(self._call(self._next, chunks, outgoing))
                await self._store(chunk)
                if not at_once:
                    del chunk
                    ahead = asyncio.ensure_future(self._call(self._next, chunks, outgoing))
        finally:
            if not ahead.done():
                self._close()
            with contextlib.suppress(Exception):
                await ahead
            with contextlib.suppress(ValueError):
                chunks.close()  # type: ignore[attr-defined]
        if reader.reached is not None and reader.reached != place:
            await self._places.advance(reader.reached)
        self._stumbles.over(folder)

    def _next(self, chunks: Iterator[list[Found]], outgoing: bool) -> Chunk | None:
        """In the mailbox's thread."""
        found = next(chunks, None)
        while found is not None and not found:
            found = next(chunks, None)
        if found is None:
            return None
        mails = [_incoming(one, outgoing) for one in found]
        size = sum(len(mail.raw or b"") for mail in mails)
        return Chunk(found[-1].place, self._taking.write(self._row, mails), size)

    async def _store(self, chunk: Chunk) -> None:
        """Waits and tries again for as long as the intake is full or the database away."""
        while True:
            if not self._ours():
                raise Stopped
            try:
                await self._taking.take(self._row, chunk.letters)
                break
            except Refusal as refusal:
                if refusal.code != "unavailable":
                    raise
                await self._pause(refusal.retry_after or 1)
            except DatabaseLost:
                await self._pause(2)
        cross("mails_stored")
        await self._places.advance(chunk.place)
        self._failures = 0
        for _, mail in chunk.letters:
            if mail.fault is not None:
                words = f"A mail in {chunk.place.folder} is set aside in the ledger, where it can be asked for again"
                await self._tell("aside", f"{words}: {mail.fault}.", "warning")

    async def _ask_again(self, reader: Reader) -> None:
        """For mails that were set aside, when an administrator replays them in the ledger."""
        async with self._transactions.database.reading() as connection:
            asked = await asides.asked(connection, self._row.id)
        for row in asked:
            async with self._transactions.database.writing() as connection:
                await asides.leave(connection, row.ledger_id)  # one that breaks the connection breaks it once
            found = await self._call(reader.one, Place(row.folder, row.validity, row.uid))
            if found is not None and found.fault is None:
                mail = structs.replace(_incoming(found, row.outgoing), historic=row.historic)
                written = await self._call(self._taking.write, self._row, [mail])
                await self._taking.fetched(self._row, row, *written[0])

    async def _place(self, reader: Reader, folder: str) -> tuple[Place, date | None] | None:
        """Where to read on, and from which day on where numbers mean nothing. None: nothing is to be read now."""
        if (held := await self._places.get(folder)) is not None:
            return held
        if since := mailbox_server.credentials(self._accounts, self._row.id).get("since"):
            with contextlib.suppress(ValueError):
                return Place(folder, None, 0), date.fromisoformat(since)
        await self._places.advance(await self._call(reader.end, folder))
        await self._tell(
            "begun", f"Mails in {folder} are read from now on. What was there before stays in the mailbox alone."
        )
        return None

    async def _looked(self) -> None:
        self._failures = 0
        async with self._transactions.database.writing() as connection:
            await rows.looked(connection, self._row.id, milliseconds())

    async def _failed(self, error: ChannelError) -> None:
        """Notes what is wrong, and waits."""
        self._failures += 1
        refused = error.outcome == "pause"
        self._refusals += refused
        last = refused and self._refusals >= LOGIN_TRIES
        log.warning("the mailbox of %s: %s", self._row.address, error.message)
        with contextlib.suppress(DatabaseLost):
            async with self._transactions.begin() as tx:
                await rows.failed(tx.connection, self._row.id, error.message, error.advice, tx.now)
                if last:
                    await channels.pause(tx, self._row.id, f"{error.message} {error.advice or ''}".strip())
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self._failures - 1, 10))
        if refused:
            wait = LOGIN_WAIT if last else REFUSED_WAIT
        await self._pause(wait * random.uniform(0.8, 1.2))  # noqa: S311 no secret

    async def _tell(self, event: str, words: str, severity: str = "info") -> None:
        async with self._transactions.database.writing() as connection:
            await mailbox_news.tell(connection, self._row.id, event, words, milliseconds(), severity)

    def _ours(self) -> bool:
        return not self._stopping and self._lease.held

    async def _call(self, act: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *given)

    def _close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.interrupt()
            self._thread.submit(reader.close)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()


def _incoming(one: Found, outgoing: bool) -> Incoming:
    return Incoming(raw=one.raw, size=one.size, head=one.head, fault=one.fault, place=one.place, outgoing=outgoing)
