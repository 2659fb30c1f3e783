"""A mail taken apart. Whatever comes in, something comes out: a part nobody can read is a file, a header nobody can read is left away.

Blocking, about 3 ms for an ordinary mail: call it in a thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256

from msgspec import Struct

from channels.mail import charsets

PARTS = 500  # of one mail that are looked at: a mail of a million empty parts is an attack
DEEPEST = 30  # how far parts may lie in parts
ADDRESSES = 200  # of one header
ADDRESSES_LIMIT = 100_000  # characters of one header
HEADER_LIMIT, TEXT_LIMIT = 2_000, 400_000  # characters
VERDICTS_LIMIT = 10_000  # characters
REFERENCES = 30
YEAR_3000_MS = 32_503_680_000_000

_ID = re.compile(r"<([^<>\s]{1,400})>")
_PLAIN = policy.compat32.clone(raise_on_defect=False)


class Address(Struct, frozen=True):
    address: str  # in small letters
    name: str | None = None


class Part(Struct, frozen=True, kw_only=True):
    """A file in a mail. `place`: the how manieth part it is, by which it is found again. Size in bytes."""

    place: int
    name: str | None
    mime: str
    size: int
    cid: str | None = None
    inline: bool = False


class Mail(Struct, frozen=True, kw_only=True):
    """What a mail says. `id`, `answers` and `references` are Message-IDs without their brackets; times in ms."""

    id: str
    digest: str  # of the body: two mails under one id are still two
    at: int
    sender: Address | None
    answer_to: Address | None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    text: str | None = None
    html: str | None = None
    files: tuple[Part, ...] = ()
    answers: str | None = None
    references: tuple[str, ...] = ()
    headers: dict[str, str] = {}  # a few that others judge by, in small letters


KEPT = (
    "auto-submitted",
    "precedence",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "list-id",
    "list-unsubscribe",
    "return-path",
    "authentication-results",
    "x-failed-recipients",
    "x-hub-loop",
    "x-bma-trial",
    "content-type",
)


def read(raw: bytes) -> Mail:
    """Never fails."""
    message = message_from_bytes(raw, policy=_PLAIN)
    parts = list(_parts(message))
    text, html = _body(parts)
    sender = _addresses(message, "from")[:1] or _addresses(message, "sender")[:1]
    digest = sha256(raw.partition(b"\r\n\r\n")[2] or raw.partition(b"\n\n")[2]).hexdigest()
    return Mail(
        id=next(iter(_ids(message, "message-id")), f"{sha256(raw).hexdigest()[:40]}@no-id"),
        digest=digest,
        at=_moment(header(message, "date")),
        sender=sender[0] if sender else None,
        answer_to=next(iter(_addresses(message, "reply-to")), None),
        to=_addresses(message, "to"),
        cc=_addresses(message, "cc"),
        delivered_to=tuple(
            one.address
            for name in ("delivered-to", "x-original-to", "x-envelope-to")
            for one in _addresses(message, name)
        ),
        subject=" ".join(header(message, "subject").split()),
        text=text,
        html=html,
        files=tuple(_file(place, part) for place, part in parts if _is_file(part)),
        answers=next(iter(_ids(message, "in-reply-to")), None),
        references=_ids(message, "references")[-REFERENCES:],
        headers={name: _kept(message, name) for name in KEPT if name in message},
    )


def part(raw: bytes, place: int) -> bytes | None:
    """The bytes of a file of the mail; None when there is no such part."""
    for found, message in _parts(message_from_bytes(raw, policy=_PLAIN)):
        if found == place:
            return bytes_of(message)
    return None


def pictures(raw: bytes) -> Iterator[tuple[str, str, bytes]]:
    """What the HTML can show by its Content-ID: that, the type and the bytes."""
    for _, message in _parts(message_from_bytes(raw, policy=_PLAIN)):
        name = next(iter(_ids(message, "content-id")), None)
        if name is not None and message.get_content_maintype() == "image":
            yield name, message.get_content_type(), bytes_of(message)


def attached_mails(raw: bytes) -> Iterator[Message]:
    """The parts as they are: for delivery reports."""
    for _, message in _parts(message_from_bytes(raw, policy=_PLAIN)):
        yield message


def _kept(message: Message, name: str) -> str:
    """Verdicts as they were written: a word a sender encoded must not become one of the server's."""
    if name != "authentication-results":
        return header(message, name)
    return charsets.safe(_eight_bit(_raw(message, name)[0]))[:VERDICTS_LIMIT]


def header(message: Message, name: str) -> str:
    """A header as people read it: encoded words decoded, by whatever charset they name. "" when it is not there."""
    return next((_decoded(said)[:HEADER_LIMIT] for said in _raw(message, name)), "")


def _raw(message: Message, name: str) -> list[str]:
    """The headers of this name as they came. The library's own way loses what is written in raw 8-bit letters."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def _decoded(said: str) -> str:
    said = _eight_bit(said)
    try:
        pieces = decode_header(said)
    except Exception:  # the standard library raises many things for broken encoded words
        return charsets.safe(said)
    words = [charsets.text(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces]
    return charsets.safe("".join(words))


def _eight_bit(said: str) -> str:
    """Raw 8-bit letters arrive as surrogates, each the byte it was."""
    return said if said.isascii() else charsets.text(said.encode("utf-8", "surrogateescape"), None)


def _addresses(message: Message, name: str) -> tuple[Address, ...]:
    said = [_eight_bit(one)[:ADDRESSES_LIMIT] for one in _raw(message, name)][:ADDRESSES]
    found = []
    for shown, address in [pair for one in said for pair in _pairs(one)][:ADDRESSES]:
        cleaned = charsets.safe(address).strip().lower()
        if _is_address(cleaned):
            found.append(Address(cleaned, " ".join(_decoded(shown).split())[:300] or None))
    return tuple(dict.fromkeys(found))


def _is_address(said: str) -> bool:
    return "@" in said and len(said) <= 320 and not any(letter.isspace() or letter in '<>"' for letter in said)


def _pairs(said: str) -> list[tuple[str, str]]:
    """(name, address) of each. Where the standard's way finds what is no address, names were not quoted: "Bangkok Co., Ltd. <a@b>"."""
    pairs = getaddresses([said])
    alone = "," not in said and ";" not in said
    if all(_is_address(address) for _, address in pairs) and not (alone and len(pairs) > 1):
        return pairs
    return _loose(said) or pairs


def _loose(said: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for piece in said.split(">"):
        before, bracket, address = piece.rpartition("<")
        names = [name.strip() for name in (before if bracket else piece).strip(" ,;").split(",")]
        while _is_address(names[0]) and len(names) > bool(bracket):
            found.append(("", names.pop(0)))
            names = names or [""]
        if bracket:
            found.append((", ".join(names).replace('"', "").strip(), address))
    return found


def _ids(message: Message, name: str) -> tuple[str, ...]:
    said = charsets.safe(" ".join(_raw(message, name)))
    return tuple(dict.fromkeys(_ID.findall(said)))


def _moment(said: str) -> int:
    """0 when there is no time in it."""
    try:
        when = parsedate_to_datetime(said)
        told = when if when.tzinfo else when.replace(tzinfo=UTC)
        at = int((told - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0
    return at if 0 < at < YEAR_3000_MS else 0


def _parts(message: Message) -> Iterator[tuple[int, Message]]:
    """Every part that holds something, numbered. A mail attached to a mail is one part."""
    waiting, place = [(message, 0)], 0
    while waiting and place < PARTS:
        found, depth = waiting.pop(0)
        inner = found.get_payload()
        if found.get_content_maintype() == "multipart" and isinstance(inner, list) and depth < DEEPEST:
            waiting[:0] = [(one, depth + 1) for one in inner if isinstance(one, Message)]
            continue
        place += 1
        yield place, found


def _is_file(message: Message) -> bool:
    if message.get_content_type() in ("text/plain", "text/html"):
        return message.get_content_disposition() == "attachment" or name_of(message) is not None
    return True


def _body(parts: list[tuple[int, Message]]) -> tuple[str | None, str | None]:
    """All texts one after the other (some programs part them around a picture or a file), and all HTML likewise."""
    texts: list[str] = []
    pages: list[str] = []
    for _, message in parts:
        if _is_file(message):
            continue
        said = charsets.text(bytes_of(message), message.get_content_charset())[:TEXT_LIMIT]
        if message.get_content_type() == "text/html":
            pages.append(said)
        elif said.strip():
            texts.append(said)
    return ("\n".join(texts)[:TEXT_LIMIT] or None), ("\n".join(pages)[:TEXT_LIMIT] or None)


def _file(place: int, message: Message) -> Part:
    cid = next(iter(_ids(message, "content-id")), None)
    return Part(
        place=place,
        name=name_of(message) or ("message.eml" if message.get_content_type() == "message/rfc822" else None),
        mime=message.get_content_type()[:128],
        size=len(bytes_of(message)),
        cid=cid,
        inline=cid is not None and message.get_content_disposition() != "attachment",
    )


def name_of(message: Message) -> str | None:
    try:
        said = message.get_filename()
    except Exception:  # a broken RFC 2231 name
        return None
    return " ".join(_decoded(said).split())[:200] or None if said else None


def bytes_of(message: Message) -> bytes:
    if message.get_content_type() == "message/rfc822":
        inner = message.get_payload()
        whole = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(whole, Message):
            try:
                return whole.as_bytes(policy=_PLAIN)
            except Exception:  # an attached mail too broken to be written again
                return b""
    try:
        found = message.get_payload(decode=True)
    except Exception:  # base64 of nonsense
        return b""
    return found if isinstance(found, bytes) else b""
