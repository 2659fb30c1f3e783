"""One connection to the office's mailbox by IMAP (RFC 3501 with IDLE), without network and without a clock: bytes in, bytes out.

Clients read, wait, and put copies of what they sent into a folder; nothing is deleted here.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from channels.sandbox import imap_fetch, imap_search
from channels.sandbox.imap_words import LITERAL, Bad, Words, quoted
from channels.sandbox.mail import LARGEST, PostOffice
from channels.sandbox.mail_model import INBOX, SENT, Folder, Stored

LINE_LIMIT = 64 * 1024  # bytes of a command without its literals
STRANGERS_LIMIT = 1024  # bytes of a literal of somebody who has not signed in
CAPABILITIES = "IMAP4rev1 IDLE AUTH=PLAIN LITERAL+ UIDPLUS"
FLAGS, FLAG_LIMIT = 20, 40  # of one mail; characters of one
SELF = "mail double"


class No(Exception):
    """A command that is understood and not obeyed."""


class Session:
    """`feed` what came; it says what to answer. When `closed`, hang up after that. `notice` after anything happened in the mailbox."""

    def __init__(self, office: PostOffice, now: Callable[[], int]) -> None:
        self._office, self._now = office, now
        self._buffer, self._looked, self._consented = bytearray(), 0, 0
        self._signed_in = False
        self._folder: Folder | None = None
        self._readonly = True
        self._told = 0  # how many mails the client knows of
        self._idle: str | None = None
        self._asking: str | None = None  # the tag of an AUTHENTICATE that waits for its answer
        self.closed = False

    def greeting(self) -> bytes:
        return f"* OK [CAPABILITY {CAPABILITIES}] {SELF}\r\n".encode()

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        out = bytearray()
        while not self.closed and (command := self._whole(out)) is not None:
            out += self._answer(command)
        return bytes(out)

    def notice(self) -> bytes:
        """Who waits is told."""
        return self._news() if self._idle is not None else b""

    # --- commands as they come -----------------------------------------------------------------------------------------------------

    def _whole(self, out: bytearray) -> bytes | None:
        """The next command with its literals, without its end of line; None when more has to come."""
        while True:
            end = self._buffer.find(b"\r\n", self._looked)
            if (len(self._buffer) if end < 0 else end) - self._looked > LINE_LIMIT:
                out += self._hang_up("the line is too long")
            if end < 0 or self.closed:
                return None
            told = LITERAL.search(bytes(self._buffer[max(self._looked, end - 16) : end]))
            if told is None or self._idle is not None or self._asking is not None:
                command = bytes(self._buffer[:end])
                del self._buffer[: end + 2]
                self._looked = self._consented = 0
                return command
            after = end + 2 + int(told[1])
            if after > (LARGEST if self._signed_in else STRANGERS_LIMIT):
                out += self._hang_up("the literal is too large")
                return None
            if not told[2] and after != self._consented:
                out += b"+ go on\r\n"
                self._consented = after
            if len(self._buffer) < after:
                return None
            self._looked = after

    def _answer(self, command: bytes) -> bytes:
        if self._idle is not None:
            return self._end_idle(command)
        if self._asking is not None:
            tag, self._asking = self._asking, None
            return self._authenticated(tag, command)
        words = Words(command)
        try:
            tag = words.atom()
        except Bad as error:
            return f"* BAD {error}\r\n".encode()
        if not tag.isalnum() or not tag.isascii():
            return b"* BAD a command begins with a tag\r\n"
        try:
            return self._obey(tag, words.atom().upper(), words)
        except Bad as error:
            return f"{tag} BAD {error}\r\n".encode("ascii", "replace")
        except No as error:
            return f"{tag} NO {error}\r\n".encode("ascii", "replace")

    def _obey(self, tag: str, name: str, words: Words) -> bytes:
        if name == "UID":
            name = f"UID {words.atom().upper()}"
        act = OPEN.get(name)
        if act is None and (act := SIGNED_IN.get(name)) is not None and not self._signed_in:
            raise No("sign in first")
        if act is None and (act := SELECTED.get(name)) is not None and self._folder is None:
            raise No("sign in and select a folder first")
        if act is None:
            raise Bad(f"{name[:30]} is not known here")
        return act(self, tag, words.rest())

    # --- signing in and out --------------------------------------------------------------------------------------------------------

    def _capability(self, tag: str, _: list[object]) -> bytes:
        return f"* CAPABILITY {CAPABILITIES}\r\n".encode() + _ok(tag)

    def _noop(self, tag: str, _: list[object]) -> bytes:
        return self._news() + _ok(tag)

    def _logout(self, tag: str, _: list[object]) -> bytes:
        self.closed = True
        return b"* BYE until next time\r\n" + _ok(tag)

    def _login(self, tag: str, given: list[object]) -> bytes:
        if len(given) != 2:
            raise Bad("LOGIN takes a name and a password")
        return self._sign_in(tag, _text(given[0]), _text(given[1]))

    def _authenticate(self, tag: str, given: list[object]) -> bytes:
        if not given or _text(given[0]).upper() != "PLAIN":
            raise No("only PLAIN is known here")
        if len(given) > 1:
            return self._authenticated(tag, _text(given[1]).encode())
        self._asking = tag
        return b"+ \r\n"

    def _authenticated(self, tag: str, said: bytes) -> bytes:
        try:
            _, username, password = base64.b64decode(said, validate=True).decode().split("\0")
        except (ValueError, binascii.Error):
            return f"{tag} BAD that is not PLAIN\r\n".encode()
        return self._sign_in(tag, username, password)

    def _sign_in(self, tag: str, username: str, password: str) -> bytes:
        if not self._office.knows(username, password):
            return f"{tag} NO [AUTHENTICATIONFAILED] wrong name or password\r\n".encode()
        self._signed_in = True
        return _ok(tag)

    # --- folders -------------------------------------------------------------------------------------------------------------------

    def _select(self, tag: str, given: list[object]) -> bytes:
        return self._opened(tag, given, readonly=False)

    def _examine(self, tag: str, given: list[object]) -> bytes:
        return self._opened(tag, given, readonly=True)

    def _opened(self, tag: str, given: list[object], *, readonly: bool) -> bytes:
        self._folder = None
        self._folder, self._readonly = self._named(given), readonly
        self._told = len(self._folder.mails)
        lines = [
            "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)",
            "* OK [PERMANENTFLAGS ()] nothing is changed here",
            f"* {self._told} EXISTS",
            "* 0 RECENT",
            f"* OK [UIDVALIDITY {self._folder.validity}] numbers hold",
            f"* OK [UIDNEXT {self._folder.next_uid}] comes next",
            f"{tag} OK [{'READ-ONLY' if readonly else 'READ-WRITE'}] opened",
        ]
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _status(self, tag: str, given: list[object]) -> bytes:
        folder = self._named(given)
        wanted = given[1] if len(given) > 1 else None
        if not isinstance(wanted, list):
            raise Bad("STATUS takes a folder and what to tell of it")
        known = {
            "MESSAGES": len(folder.mails),
            "RECENT": 0,
            "UIDNEXT": folder.next_uid,
            "UIDVALIDITY": folder.validity,
            "UNSEEN": sum("\\Seen" not in mail.flags for mail in folder.mails),
        }
        asked = [name for name in (_text(word).upper() for word in wanted) if name in known]
        told = " ".join(f"{name} {known[name]}" for name in asked)
        return b"* STATUS " + quoted(folder.name) + f" ({told})\r\n".encode() + _ok(tag)

    def _list(self, tag: str, given: list[object]) -> bytes:
        if len(given) < 2:
            raise Bad("LIST takes a place and a pattern")
        pattern = _text(given[1]).replace("%", "*")
        if not pattern:
            return b'* LIST (\\Noselect) "/" ""\r\n' + _ok(tag)
        begin = pattern.partition("*")[0].upper()
        names = [
            name
            for name in self._office.folders
            if name.upper() == pattern.upper() or ("*" in pattern and name.upper().startswith(begin))
        ]
        marks = {name: "\\HasNoChildren \\Sent" if name == SENT else "\\HasNoChildren" for name in names}
        lines = [f'* LIST ({marks[name]}) "/" '.encode() + quoted(name) + b"\r\n" for name in names]
        return b"".join(lines) + _ok(tag)

    def _append(self, tag: str, given: list[object]) -> bytes:
        folder = self._named(given)
        if not isinstance(given[-1], bytes) or len(given) < 2:
            raise Bad("APPEND takes a folder and a mail")
        flags = {_text(flag)[:FLAG_LIMIT] for word in given[1:-1] if isinstance(word, list) for flag in word[:FLAGS]}
        uid = self._office.put(folder.name, given[-1], self._now(), flags)
        if uid is None:
            raise No("[OVERQUOTA] the mailbox is full")
        return f"{tag} OK [APPENDUID {folder.validity} {uid}] kept\r\n".encode()

    def _named(self, given: list[object]) -> Folder:
        name = _text(given[0]) if given else ""
        found = self._office.folders.get(INBOX if name.upper() == INBOX else name)
        if found is None:
            raise No("[NONEXISTENT] there is no such folder")
        return found

    # --- mails ---------------------------------------------------------------------------------------------------------------------

    def _search(self, tag: str, given: list[object]) -> bytes:
        return self._searched(tag, given, uids=False)

    def _uid_search(self, tag: str, given: list[object]) -> bytes:
        return self._searched(tag, given, uids=True)

    def _searched(self, tag: str, given: list[object], *, uids: bool) -> bytes:
        found = imap_search.find(self._mails(), given)
        told = " ".join(str(mail.uid if uids else place) for place, mail in found)
        return f"* SEARCH {told}".rstrip().encode() + b"\r\n" + (self._news() if uids else b"") + _ok(tag)

    def _fetch(self, tag: str, given: list[object]) -> bytes:
        return imap_fetch.told(self._mails(), given, uids=False, readonly=self._readonly) + _ok(tag)

    def _uid_fetch(self, tag: str, given: list[object]) -> bytes:
        return imap_fetch.told(self._mails(), given, uids=True, readonly=self._readonly) + self._news() + _ok(tag)

    def _close(self, tag: str, _: list[object]) -> bytes:
        self._folder = None
        return _ok(tag)

    def _wait(self, tag: str, _: list[object]) -> bytes:
        self._idle = tag
        return b"+ waiting\r\n" + self._news()

    def _end_idle(self, said: bytes) -> bytes:
        tag, self._idle = self._idle or "*", None
        return _ok(tag) if said.strip().upper() == b"DONE" else f"{tag} BAD say DONE\r\n".encode()

    def _mails(self) -> list[Stored]:
        """Those the client knows of: a number means the same mail until it is told of more."""
        return self._folder.mails[: self._told] if self._folder else []

    def _news(self) -> bytes:
        if self._folder is None or len(self._folder.mails) == self._told:
            return b""
        self._told = len(self._folder.mails)
        return f"* {self._told} EXISTS\r\n".encode()

    def _hang_up(self, why: str) -> bytes:
        self.closed = True
        self._buffer.clear()
        return f"* BYE {why}\r\n".encode()


Act = Callable[[Session, str, list[object]], bytes]
OPEN: dict[str, Act] = {
    "CAPABILITY": Session._capability, "NOOP": Session._noop, "LOGOUT": Session._logout, "LOGIN": Session._login,
    "AUTHENTICATE": Session._authenticate,
}  # fmt: skip
SIGNED_IN: dict[str, Act] = {
    "SELECT": Session._select, "EXAMINE": Session._examine, "STATUS": Session._status, "LIST": Session._list,
    "APPEND": Session._append,
}  # fmt: skip
SELECTED: dict[str, Act] = {
    "SEARCH": Session._search, "UID SEARCH": Session._uid_search, "FETCH": Session._fetch, "UID FETCH": Session._uid_fetch,
    "CLOSE": Session._close, "CHECK": Session._noop, "IDLE": Session._wait,
}  # fmt: skip


def _ok(tag: str) -> bytes:
    return f"{tag} OK done\r\n".encode()


def _text(word: object) -> str:
    if isinstance(word, bytes):
        return word.decode("utf-8", "replace")
    if isinstance(word, str):
        return word
    raise Bad("a word was expected")
