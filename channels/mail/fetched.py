"""What an IMAP server answers to FETCH, whatever it names first: a literal may come before the UID it belongs to (RFC 3501, 7.4.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

LITERAL = re.compile(rb"~?\{\d+\+?\}$")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[()]|\x00|[^\s()"\x00\[]+(?:\[[^\]]*\](?:<\d+>)?)?')


def sizes(lines: Sequence[Any]) -> dict[int, int]:
    """By UID, in bytes, as the server counts them."""
    found = {}
    for told in _answers(lines):
        uid, size = told.get(b"UID"), told.get(b"RFC822.SIZE")
        if uid is not None and size is not None and uid.isdigit() and size.isdigit():
            found[int(uid)] = int(size)
    return found


def bodies(lines: Sequence[Any]) -> dict[int, bytes]:
    """By UID; without those for which NIL was said."""
    found = {}
    for told in _answers(lines):
        uid = told.get(b"UID")
        body = next((said for name, said in told.items() if name.startswith(b"BODY[")), None)
        if uid is not None and uid.isdigit() and body is not None:
            found[int(uid)] = body
    return found


def _answers(lines: Sequence[Any]) -> Iterator[dict[bytes, bytes | None]]:
    """Each answer by its names. imaplib parts one at every literal: (what was before it, the literal) …, what came after."""
    begun: list[tuple[bytes, bytes]] = []
    for line in lines:
        if isinstance(line, tuple):
            begun.append(line)
        elif isinstance(line, bytes):
            said = b"".join(LITERAL.sub(b"\x00", before) for before, _ in begun) + line
            yield _named(_TOKEN.findall(said), [literal for _, literal in begun])
            begun = []


def _named(tokens: list[bytes], literals: list[bytes]) -> dict[bytes, bytes | None]:
    found: dict[bytes, bytes | None] = {}
    if b"(" not in tokens:
        return found
    left, waiting = iter(literals), iter(tokens[tokens.index(b"(") + 1 :])
    for name in waiting:
        if name == b")":
            break
        said = next(waiting, b")")
        if said == b"(":
            _pass_over(waiting)
        elif said == b"\x00":
            found[name.upper()] = next(left, b"")
        elif said.startswith(b'"'):
            found[name.upper()] = re.sub(rb"\\(.)", rb"\1", said[1:-1])
        else:
            found[name.upper()] = None if said.upper() == b"NIL" else said
    return found


def _pass_over(tokens: Iterator[bytes]) -> None:
    """A list that is open, to its end."""
    depth = 1
    for token in tokens:
        depth += (token == b"(") - (token == b")")
        if not depth:
            return
