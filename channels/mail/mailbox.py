"""Reading a mailbox by IMAP: whatever came since the last mail we know of, folder by folder, and then waiting for more.

Blocking (imap-tools): one thread a mailbox. Nothing is marked as read or deleted there. A folder is read by UID, which only grows while
UIDVALIDITY stays; when that changes, the numbers mean nothing any more and the folder is read again from `since`: what is known already
meets its Message-ID and changes nothing.
"""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date

from imap_tools.errors import ImapToolsError
from msgspec import Struct

from channels.channel import ChannelError
from channels.mail.folder import CHUNK_BYTES, Care, Folder, Found, Pass
from channels.mail.folder import Place as Place
from channels.mail.opening import open_box, told
from channels.mail.server import MailServer

IDLE_SECONDS = 9 * 60  # a server may hang up after 29 min, and many routers earlier
SLICE_SECONDS = 60.0  # of a wait


class Asked(Struct, frozen=True):
    """Mails the server was asked for."""

    folder: str
    validity: int
    uids: tuple[int, ...]


class Reader:
    """An open mailbox. Every method raises ChannelError when the connection or the server fails; then it is closed and opened anew.
    `large` is held while a large mail is in memory: several mailboxes may share one."""

    def __init__(self, server: MailServer, large: threading.Lock | None = None) -> None:
        self._box = open_box(server)
        self._large = large or threading.Lock()
        self._closed = False
        self._next: dict[str, int] = {}  # by folder: the number the next mail was to get when it was last looked at
        self._folder: Folder | None = None
        self.reached: Place | None = None  # how far the folder is read when the last of `new_chunks` is had

    @property
    def asked(self) -> Asked | None:
        """The mails whose answer is awaited: after a failure, those it happened at. None when it happened elsewhere, or we hung up."""
        folder = self._folder
        if self._closed or folder is None or not folder.asked:
            return None
        return Asked(folder.at.folder, folder.at.validity or 0, folder.asked)

    def interrupt(self) -> None:
        """From another thread: whoever reads or waits gets a ChannelError. Closing would wait for them."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._box.client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._box.client.shutdown()

    def new_mails(self, place: Place, since: date | None) -> Iterator[Found]:
        """What came after `place`, oldest first. `since`: of a folder never read before, or numbered anew, only mails from that day on."""
        for chunk in self.new_chunks(place, since):
            yield from chunk

    def new_chunks(self, place: Place, since: date | None, care: Care | None = None) -> Iterator[list[Found]]:
        """The same, as much at a time as is good to hold."""
        self.reached = None
        validity, self._next[place.folder] = self._select(place.folder)
        if place.validity != validity:
            end = max(Folder(self._box, place).uids(1, None), default=0)
            place = Place(place.folder, validity, 0, Pass(since, end) if since else None)
        folder = self._folder = Folder(self._box, place)
        wanted = folder.wanted(place.uid + 1)
        passed = place.uid if place.under_way is None else max(place.uid, place.under_way.end)
        for chunk in folder.chunks(wanted, care if care is not None and care.validity == validity else Care()):
            if sum(found.size for found in chunk) <= CHUNK_BYTES:
                yield folder.fetch(chunk)
                continue
            self._hold_large()
            try:
                yield folder.fetch(chunk)
            finally:
                self._large.release()
        self.reached = Place(place.folder, validity, max([passed, *wanted[-1:]]))

    def one(self, place: Place) -> Found | None:
        """A mail by its number; None when the folder has it no more, or is numbered anew."""
        validity, _ = self._select(place.folder)
        if validity != place.validity:
            return None
        folder = self._folder = Folder(self._box, place)
        chunk = folder.measured([place.uid])
        return next(iter(folder.fetch(chunk)), None) if chunk else None

    def _hold_large(self) -> None:
        while not self._large.acquire(timeout=1):
            if self._closed:
                raise ChannelError("retry", "The mailbox was closed.", code="closed")

    def count(self, folder: str, since: date) -> int:
        """How many mails the folder has from that day on."""
        validity, _ = self._select(folder)
        return len(Folder(self._box, Place(folder, validity, 0)).uids(1, since))

    def end(self, folder: str) -> Place:
        """Where the folder ends now: for a mailbox whose past nobody wants."""
        validity, _ = self._select(folder)
        place = Place(folder, validity, 0)
        return Place(folder, validity, max(Folder(self._box, place).uids(1, None), default=0))

    def sent(self) -> str | None:
        """The folder the server keeps the mailbox's own mails in, if it says which."""
        with told():
            for folder in self._box.folder.list():
                if "\\sent" in {flag.lower() for flag in folder.flags}:
                    return str(folder.name)
        return None

    def wait(self, folder: str, seconds: float = IDLE_SECONDS) -> bool:
        """Until something happens in the folder, or so long; at once False where the server knows no IDLE. What came since the folder was
        last looked at has happened already: no server tells of it again.

        imaplib reads ahead: what came together with the server's consent to wait lies in its buffer, where no waiting sees it. So a wait
        is broken off and begun again every minute, which reads the buffer.
        """
        with told():
            _, following = self._select(folder)
            if self._next.get(folder, following) != following:
                return True
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                happened = self._idle(min(left, SLICE_SECONDS))
                if happened is not False:
                    return happened is True
        return False

    def _idle(self, seconds: float) -> bool | None:
        """Whether something happened; None when the server knows no IDLE."""
        client = self._box.client
        tag = client._new_tag()
        client.send(tag + b" IDLE\r\n")
        happened = False
        while not (line := _line(client)).startswith(b"+"):
            if line.startswith(tag):
                return None
            happened |= b"EXISTS" in line
        readable, _, _ = ([client.sock], [], []) if happened else select.select([client.sock], [], [], seconds)
        client.send(b"DONE\r\n")
        while not (line := _line(client)).startswith(tag):
            happened |= b"EXISTS" in line
        return happened or bool(readable)

    def _select(self, folder: str) -> tuple[int, int]:
        """UIDVALIDITY and UIDNEXT."""
        self._folder = None
        with told():
            self._box.folder.set(folder, readonly=True)
            status = self._box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
        return int(status["UIDVALIDITY"]), int(status["UIDNEXT"])


def _line(client: imaplib.IMAP4) -> bytes:
    line = client.readline()
    if not line:
        raise OSError("the server hung up")
    return line
