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
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import date

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError
from msgspec import Struct

from channels.channel import ChannelError
from channels.mail import charsets
from channels.mail.server import MailServer

SECONDS = 60.0  # for each answer
IDLE_SECONDS = 9 * 60  # a server may hang up after 29 min, and many routers earlier
SLICE_SECONDS = 60.0  # of a wait
CHUNK_BYTES = 4 * 1024 * 1024  # of mails fetched by one command
CHUNK_MAILS = 200
LARGEST = 50 * 1024 * 1024  # bytes; a larger mail is told of, not read
ADVICE = (
    "Check the server's address, the user name and the password; Gmail and Microsoft want OAuth or an app password."
)

# imaplib refuses longer lines; a mailbox of 100,000 mails answers a search with 700 KB in one.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]


class Place(Struct, frozen=True):
    """How far a folder was read. `validity` None: never."""

    folder: str
    validity: int | None
    uid: int


class Found(Struct, frozen=True):
    """A mail, and how far the folder is read with it. `raw` None: larger than anything we read (`size`), then there is its `head`; or the
    server does not hand it out, and `fault` says so."""

    place: Place
    raw: bytes | None
    size: int
    head: bytes = b""
    fault: str | None = None


class Reader:
    """An open mailbox. Every method raises ChannelError when the connection or the server fails; then it is closed and opened anew.
    `large` is held while a large mail is in memory: several mailboxes may share one."""

    def __init__(self, server: MailServer, large: threading.Lock | None = None) -> None:
        self._box = _open(server)
        self._large = large or threading.Lock()
        self._closed = False
        self._next: dict[str, int] = {}  # by folder: the number the next mail was to get when it was last looked at
        self.reached: Place | None = None  # how far the folder is read when the last of `new_chunks` is had

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

    def new_chunks(self, place: Place, since: date | None) -> Iterator[list[Found]]:
        """The same, as much at a time as is good to hold."""
        self.reached = None
        with _told():
            validity, self._next[place.folder] = self._select(place.folder)
            begun = place.validity == validity
            first = place.uid + 1 if begun else 1
            end = place.uid if begun else max(self._uids(1, None), default=0)
            wanted = [uid for uid in self._uids(first, None if begun else since) if uid >= first]
        for chunk in self._chunks(wanted):
            if sum(size for _, size in chunk) <= CHUNK_BYTES:
                yield self._fetch(place.folder, validity, chunk)
                continue
            self._hold_large()
            try:
                yield self._fetch(place.folder, validity, chunk)
            finally:
                self._large.release()
        self.reached = Place(place.folder, validity, max([end, *wanted[-1:]]))

    def _hold_large(self) -> None:
        while not self._large.acquire(timeout=1):
            if self._closed:
                raise ChannelError("retry", "The mailbox was closed.", code="closed")

    def end(self, folder: str) -> Place:
        """Where the folder ends now: for a mailbox whose past nobody wants."""
        with _told():
            validity, _ = self._select(folder)
            uids = self._uids(1, None)
        return Place(folder, validity, max(uids, default=0))

    def sent(self) -> str | None:
        """The folder the server keeps the mailbox's own mails in, if it says which."""
        with _told():
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
        with _told():
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
        self._box.folder.set(folder, readonly=True)
        status = self._box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
        return int(status["UIDVALIDITY"]), int(status["UIDNEXT"])

    def _uids(self, first: int, since: date | None) -> list[int]:
        criteria = f"UID {first}:*" + (f" SINCE {since:%d-%b-%Y}" if since else "")
        return sorted({int(uid) for uid in self._box.uids(criteria)})

    def _chunks(self, uids: list[int]) -> Iterator[list[tuple[int, int]]]:
        """(uid, size) of some mails at a time, so that memory stays bounded whatever waits."""
        for start in range(0, len(uids), 1000):
            chunk: list[tuple[int, int]] = []
            total = 0
            for uid, size in self._sizes(uids[start : start + 1000]):
                if chunk and (total + size > CHUNK_BYTES or len(chunk) >= CHUNK_MAILS):
                    yield chunk
                    chunk, total = [], 0
                chunk.append((uid, size))
                total += size
            if chunk:
                yield chunk

    def _sizes(self, uids: list[int]) -> list[tuple[int, int]]:
        with _told():
            found: dict[int, int] = {}
            _, lines = self._box.client.uid("fetch", _set(uids), "(UID RFC822.SIZE)")
            for line in lines:
                said = line[0] if isinstance(line, tuple) else line
                if isinstance(said, bytes):
                    words = said.replace(b"(", b" ").replace(b")", b" ").split()
                    if b"UID" in words and b"RFC822.SIZE" in words:
                        found[int(words[words.index(b"UID") + 1])] = int(words[words.index(b"RFC822.SIZE") + 1])
        return sorted(found.items())

    def _fetch(self, folder: str, validity: int, chunk: list[tuple[int, int]]) -> list[Found]:
        """Those of the chunk that are still there."""
        found = []
        large = [uid for uid, size in chunk if size > LARGEST]
        read = self._bodies([uid for uid, size in chunk if size <= LARGEST], "BODY.PEEK[]")
        heads = self._bodies(large, "BODY.PEEK[HEADER]")
        for uid, size in chunk:
            place = Place(folder, validity, uid)
            told = heads.pop(uid, None) if uid in heads else read.pop(uid, None)
            if isinstance(told, str):
                found.append(Found(place, None, size, fault=f"the server does not hand out mail {uid}: {told}"))
            elif told is not None:
                found.append(Found(place, None, size, head=told) if size > LARGEST else Found(place, told, size))
        return found

    def _bodies(self, uids: list[int], wanted: str) -> dict[int, bytes | str]:
        """By UID; where the server refuses one, its words. A refusal of several tells nothing of each: they are asked for one by one."""
        if not uids:
            return {}
        found: dict[int, bytes | str] = {}
        with _told():
            status, lines = self._box.client.uid("fetch", _set(uids), f"(UID {wanted})")
            for line in lines:
                if isinstance(line, tuple):
                    words = line[0].replace(b"(", b" ").split()
                    if b"UID" in words:
                        found[int(words[words.index(b"UID") + 1])] = line[1]
        if status != "OK" and len(uids) > 1:
            return {uid: told for one in uids for uid, told in self._bodies([one], wanted).items()}
        if status != "OK":
            return {uids[0]: charsets.text(lines[0] or b"", None)[:200] if isinstance(lines[0], bytes) else "refused"}
        return found


def _line(client: imaplib.IMAP4) -> bytes:
    line = client.readline()
    if not line:
        raise OSError("the server hung up")
    return line


def _set(uids: list[int]) -> str:
    """UIDs as ranges, which keeps commands short."""
    ranges: list[tuple[int, int]] = []
    for uid in uids:
        if ranges and ranges[-1][1] == uid - 1:
            ranges[-1] = ranges[-1][0], uid
        else:
            ranges.append((uid, uid))
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)


def _open(server: MailServer) -> MailBox | MailBoxStartTls | MailBoxUnencrypted:
    with _told():
        box = _connect(server)
        try:
            if server.token:
                box.xoauth2(server.username, server.token, initial_folder=None)
            else:
                box.login(server.username, server.password, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            said = str(error)[:200]
            raise ChannelError(
                "pause", f"The mailbox does not let us in: {said}", code="login", advice=ADVICE, scope="account"
            ) from None
    return box


def _connect(server: MailServer) -> MailBox | MailBoxStartTls | MailBoxUnencrypted:
    if server.encryption == "from the start":
        return MailBox(server.host, server.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    if server.encryption == "required":
        return MailBoxStartTls(server.host, server.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(server.host, server.port, timeout=SECONDS)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong on the way, in words; the caller opens the mailbox anew."""
    try:
        yield
    except (TimeoutError, imaplib.IMAP4.error, ImapToolsError, OSError, ssl.SSLError, ValueError, EOFError) as error:
        said = f"{type(error).__name__} {error}".strip()[:200]
        raise ChannelError(
            "retry", f"The mailbox cannot be read: {said}", code="unreachable", advice="It is tried again by itself."
        ) from error
