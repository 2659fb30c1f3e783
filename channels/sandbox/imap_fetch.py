"""FETCH: what is told of mails, whole or in part."""

from __future__ import annotations

import re

from channels.sandbox.imap_search import within
from channels.sandbox.imap_words import Bad, internal_date, numbers
from channels.sandbox.mail_model import Stored

MACROS = {"ALL": ["FLAGS", "INTERNALDATE", "RFC822.SIZE"], "FAST": ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]}
_BODY = re.compile(r"BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,10})\.(\d{1,10})>)?", re.IGNORECASE)
_FIELDS = re.compile(r"HEADER\.FIELDS(\.NOT)? \(([^()]*)\)", re.IGNORECASE)
SIMPLE = ("UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "RFC822", "RFC822.HEADER", "RFC822.TEXT")


def told(mails: list[Stored], given: list[object], *, uids: bool, readonly: bool) -> bytes:
    """A line for each mail. Reading a body marks it as seen, unless it is only peeked at. Raises Bad."""
    if len(given) != 2 or not isinstance(given[0], str):
        raise Bad("FETCH takes a set of numbers and what to tell")
    items = _items(given[1])
    if uids and "UID" not in items:
        items = ["UID", *items]
    largest = (mails[-1].uid if uids else len(mails)) if mails else 1
    ranges = numbers(given[0], largest)
    out = bytearray()
    for place, mail in enumerate(mails, 1):
        if within(ranges, mail.uid if uids else place):
            out += f"* {place} FETCH (".encode() + b" ".join(_told(mail, item) for item in items) + b")\r\n"
            if not readonly and any(item.startswith(("BODY[", "RFC822.TEXT")) or item == "RFC822" for item in items):
                mail.flags.add("\\Seen")
    return bytes(out)


def _items(wanted: object) -> list[str]:
    words = wanted if isinstance(wanted, list) else [wanted]
    found: list[str] = []
    for word in words:
        if not isinstance(word, str):
            raise Bad("what to tell is a word")
        name = word.upper()
        if name not in MACROS and name not in SIMPLE and _BODY.fullmatch(name) is None:
            raise Bad(f"{name[:40]} cannot be told here")
        found += MACROS.get(name, [name])
    return list(dict.fromkeys(found))


def _told(mail: Stored, item: str) -> bytes:
    if item == "UID":
        return f"UID {mail.uid}".encode()
    if item == "FLAGS":
        return f"FLAGS ({' '.join(sorted(mail.flags))})".encode("ascii", "replace")
    if item == "INTERNALDATE":
        return f'INTERNALDATE "{internal_date(mail.at)}"'.encode()
    if item == "RFC822.SIZE":
        return f"RFC822.SIZE {len(mail.raw)}".encode()
    if item.startswith("RFC822"):
        section = item.removeprefix("RFC822").lstrip(".")
        return _literal(item, _section(mail.raw, section))
    asked = _BODY.fullmatch(item)
    assert asked is not None
    name, found = f"BODY[{asked[2]}]", _section(mail.raw, asked[2])
    if asked[3] is not None:
        begin = int(asked[3])
        name, found = f"{name}<{begin}>", found[begin : begin + int(asked[4])]
    return _literal(name, found)


def _section(raw: bytes, section: str) -> bytes:
    head, blank, body = raw.partition(b"\r\n\r\n")
    if section == "":
        return raw
    if section == "HEADER":
        return head + blank
    if section == "TEXT":
        return body
    asked = _FIELDS.fullmatch(section)
    if asked is None:
        raise Bad(f"{section[:40]} cannot be told here")
    names, others = {name.lower().encode() for name in asked[2].split()}, asked[1] is not None
    kept, keeping = [], False
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            keeping = (line.partition(b":")[0].strip().lower() in names) != others
        if keeping:
            kept.append(line)
    return b"".join(line + b"\r\n" for line in kept) + b"\r\n"


def _literal(name: str, found: bytes) -> bytes:
    return name.encode("ascii", "replace") + f" {{{len(found)}}}\r\n".encode() + found
