"""IMAP's grammar (RFC 3501) as far as clients of a mailbox speak it: when a command is whole, and its words."""

from __future__ import annotations

import re
from datetime import UTC, datetime

LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\Z")
DEEPEST = 10  # lists in lists
WORDS = 10_000  # of one command
_DATE = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Bad(Exception):
    """A command nobody understands: what to say about it."""


class Words:
    """Reads the words of a whole command. Atoms and numbers are `str`, strings `bytes`, lists `list`."""

    def __init__(self, said: bytes) -> None:
        self._said, self._at, self._count = said, 0, 0

    def atom(self) -> str:
        word = self.next()
        if not isinstance(word, str):
            raise Bad("a word was expected")
        return word

    def rest(self) -> list[object]:
        found = []
        while self._skip():
            found.append(self.next())
        return found

    def next(self, depth: int = 0) -> object:
        self._count += 1
        if self._count > WORDS or depth > DEEPEST:
            raise Bad("too many words")
        if not self._skip():
            raise Bad("a word is missing")
        sign = self._said[self._at : self._at + 1]
        if sign == b"(":
            return self._list(depth)
        if sign == b'"':
            return self._quoted()
        if sign == b"{":
            return self._literal()
        return self._atom()

    def _skip(self) -> bool:
        """Over blanks; whether anything is left."""
        while self._said[self._at : self._at + 1] == b" ":
            self._at += 1
        return self._at < len(self._said)

    def _list(self, depth: int) -> list[object]:
        self._at += 1
        found: list[object] = []
        while True:
            if not self._skip():
                raise Bad("a bracket is not closed")
            if self._said[self._at : self._at + 1] == b")":
                self._at += 1
                return found
            found.append(self.next(depth + 1))

    def _quoted(self) -> bytes:
        found, at = bytearray(), self._at + 1
        while at < len(self._said):
            sign = self._said[at : at + 1]
            if sign == b'"':
                self._at = at + 1
                return bytes(found)
            if sign == b"\\":
                at += 1
                sign = self._said[at : at + 1]
            found += sign
            at += 1
        raise Bad("a string is not closed")

    def _literal(self) -> bytes:
        end = self._said.find(b"\r\n", self._at)
        told = LITERAL.fullmatch(self._said[self._at : end]) if end > 0 else None
        if told is None:
            raise Bad("a literal is wrong")
        begin, size = end + 2, int(told[1])
        self._at = begin + size
        return self._said[begin : self._at]

    def _atom(self) -> str:
        """Up to a blank or a bracket; what stands in [ ] belongs to it, blanks and all."""
        begin, inside = self._at, False
        while self._at < len(self._said):
            sign = self._said[self._at : self._at + 1]
            if sign == b"[":
                inside = True
            elif sign == b"]":
                inside = False
            elif not inside and sign in b' ()"':
                break
            self._at += 1
        if self._at == begin:
            raise Bad("a word was expected")
        word = self._said[begin : self._at].decode("ascii", "replace")
        if not word.isprintable():
            raise Bad("a word holds what no word may hold")
        return word


def numbers(said: str, largest: int) -> list[tuple[int, int]]:
    """Ranges of a set such as `1:3,7,9:*`; `largest` is what * stands for."""
    found = []
    for part in said.split(","):
        ends = [largest if end == "*" else _number(end) for end in part.split(":")]
        if len(ends) > 2:
            raise Bad(f"{said[:40]!r} is no set of numbers")
        found.append((min(ends), max(ends)))
    return found


def moment(said: str) -> int:
    """The beginning of a day like 1-Feb-2026, in ms UTC."""
    told = _DATE.fullmatch(said)
    try:
        if told is not None:
            day, month, year = int(told[1]), MONTHS.index(told[2].lower()) + 1, int(told[3])
            return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)
    except (ValueError, OverflowError):
        pass
    raise Bad(f"{said[:40]!r} is no date")


def internal_date(at: int) -> str:
    when = datetime.fromtimestamp(at / 1000, UTC)
    return f"{when.day:02}-{MONTHS[when.month - 1].title()}-{when.year:04} {when:%H:%M:%S} +0000"


def quoted(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.encode("ascii", "replace")


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= 10) or int(said) == 0:
        raise Bad(f"{said[:40]!r} is no number of a mail")
    return int(said)
