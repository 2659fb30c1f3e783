"""An IMAP server with the habits real ones have: it answers out of order, refuses, says nothing, hangs up."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime

from channels.mail.server import MailServer, server_of

GREETING = b"* OK ready\r\n"


class StrangeImap:
    """One folder, INBOX, in memory. What it does at a mail is said by that mail's number."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.days: dict[int, date] = {}  # when a mail came; otherwise long after every question
        self.validity = 7
        self.uid_last = False  # names a mail's number after its literal
        self.sizes: list[str] = []  # answers to the next questions for sizes, in place of them
        self.logins: list[str | None] = []  # likewise to the next sign-ins; None: hangs up
        self.refuses: dict[int, str] = {}  # words of a NO
        self.says: dict[int, bytes] = {}  # in place of the literal
        self.silent: set[int] = set()  # lists it and answers nothing for it
        self.hangs_up: set[int] = set()
        self.cuts: dict[int, int] = {}  # how many bytes of the literal it sends before it hangs up, once
        self.broken = False  # hangs up at every mail
        self.bodies = 0  # questions for bodies
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://office:secret@127.0.0.1:{self.port}"

    @property
    def server(self) -> MailServer:
        return server_of(self.url)

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        assert folder == "INBOX"
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail

    def stop(self) -> None:
        self._listening.close()
        for connection in list(self._open):
            _hang_up(connection)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self._open.add(connection)
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rwb") as stream:
            stream.write(GREETING)
            stream.flush()
            for line in stream:
                tag, _, command = line.strip().partition(b" ")
                for said in self._answer(tag, command.decode()):
                    if said is None:
                        stream.flush()
                        _hang_up(connection)
                        return
                    stream.write(said)
                stream.flush()

    def _answer(self, tag: bytes, command: str) -> Iterator[bytes | None]:
        name = command.upper()
        done = tag + b" OK done\r\n"
        if name.startswith("CAPABILITY"):
            yield b"* CAPABILITY IMAP4rev1\r\n" + done
        elif name.startswith("LOGIN") and self.logins:
            said = self.logins.pop(0)
            yield None if said is None else tag + b" " + said.encode() + b"\r\n"
        elif name.startswith(("SELECT", "EXAMINE")):
            yield b"* %d EXISTS\r\n" % len(self.mails) + tag + b" OK [READ-ONLY] done\r\n"
        elif name.startswith("STATUS"):
            following = max(self.mails, default=0) + 1
            yield b'* STATUS "INBOX" (UIDVALIDITY %d UIDNEXT %d)\r\n' % (self.validity, following) + done
        elif name.startswith("UID SEARCH"):
            yield b"* SEARCH " + " ".join(map(str, self._search(command))).encode() + b"\r\n" + done
        elif name.startswith("UID FETCH") and "RFC822.SIZE" in name:
            yield from self._tell_sizes(tag, self._numbers(command.split()[2]))
        elif name.startswith("UID FETCH"):
            yield from self._hand_out(tag, self._numbers(command.split()[2]), partial="<0.1>" in command)
        elif name.startswith("IDLE"):
            yield tag + b" BAD what\r\n"
        else:
            yield done

    def _search(self, command: str) -> list[int]:
        asked = re.search(r"UID ([\d:*,]+)", command[4:], re.I)
        found = self._numbers(asked.group(1)) if asked else sorted(self.mails)
        if since := re.search(r"SINCE (\S+?)\)?$", command):
            day = datetime.strptime(since.group(1), "%d-%b-%Y").date()  # noqa: DTZ007 a day has no zone
            found = [uid for uid in found if self.days.get(uid, date.max) >= day]
        return found

    def _numbers(self, said: str) -> list[int]:
        last, found = max(self.mails, default=0), set()
        for some in said.split(","):
            ends = [last if end == "*" else int(end) for end in some.split(":")]
            found |= set(range(min(ends), max(ends) + 1))
        return sorted(found & set(self.mails))

    def _tell_sizes(self, tag: bytes, uids: list[int]) -> Iterator[bytes | None]:
        if self.sizes:
            yield tag + b" " + self.sizes.pop(0).encode() + b"\r\n"
            return
        for uid in uids:
            yield b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, len(self.mails[uid]))
        yield tag + b" OK done\r\n"

    def _hand_out(self, tag: bytes, uids: list[int], *, partial: bool) -> Iterator[bytes | None]:
        self.bodies += not partial
        for uid in uids:
            mail = self.mails[uid][:1] if partial else self.mails[uid]
            if self.broken or uid in self.hangs_up:
                yield None
            if uid in self.cuts:
                yield b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(mail)) + mail[: self.cuts.pop(uid)]
                yield None
            if uid in self.refuses:
                yield tag + b" " + self.refuses[uid].encode() + b"\r\n"
                return
            if uid not in self.silent:
                literal = self.says.get(uid, b"{%d}\r\n" % len(mail) + mail)
                pair = (b"BODY[] " + literal, b"UID %d" % uid)
                yield b"* %d FETCH (FLAGS (\\Seen) " % uid + b" ".join(pair if self.uid_last else pair[::-1]) + b")\r\n"
        yield tag + b" OK done\r\n"


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def strange_imap(*mails: bytes) -> Iterator[StrangeImap]:
    found = StrangeImap()
    found.put(*mails)
    try:
        yield found
    finally:
        found.stop()
