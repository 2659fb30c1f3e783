"""What a file really is: by its first bytes, never by what its sender says alone. And a name that is safe to keep."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import filetype  # type: ignore[import-untyped]

HEAD_BYTES = 8192
NAME_LENGTH = 150  # characters
UNKNOWN = "application/octet-stream"
MediaKind = Literal["image", "video", "audio", "voice", "document", "sticker"]

# one family of containers holds sound or moving pictures: only the sender can say which
SAME_CONTAINER = {
    "video/webm": "audio/webm",
    "video/mp4": "audio/mp4",
    "video/3gpp": "audio/3gpp",
    "audio/ogg": "video/ogg",
}
TEXT_TYPES = frozenset({"text/plain", "text/csv", "text/vcard", "text/x-vcard", "text/calendar", "application/json"})
ZIPPED = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/epub+zip",
)
OLE_OFFICE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BY_ENDING = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "csv": "text/csv",
    "vcf": "text/vcard",
    "ics": "text/calendar",
    "json": "application/json",
}
_MARKUP = re.compile(rb"<(!doctype html|html|head|body|script|svg|!doctype svg)", re.I)


def type_of(head: bytes, told: str, name: str | None) -> str:
    """The media type: of the bytes, refined by what was `told` and by the ending of the name where the bytes leave a choice."""
    told = told.partition(";")[0].strip().lower()
    found = filetype.guess_mime(head)
    hint = told if told and told != UNKNOWN else BY_ENDING.get(_ending(name), told)
    if head.startswith(OLE_HEAD):
        choices = (hint, BY_ENDING.get(_ending(name), ""), found)
        return next((choice for choice in choices if choice in OLE_OFFICE), UNKNOWN)
    if found == "application/zip":
        return next((m for m in (hint, BY_ENDING.get(_ending(name), "")) if m.startswith(ZIPPED)), found)
    if found is not None:
        return told if SAME_CONTAINER.get(found) == told else _plain(found, told)
    if _adts(head):
        return "audio/aac"
    return _text(head, hint)


def kind_of(mime: str) -> MediaKind:
    """How a file of this type is shown in a thread."""
    family = mime.partition("/")[0]
    if mime in ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/bmp"):
        return "image"
    if family == "video":
        return "video"
    return "audio" if family == "audio" else "document"


def clean_name(name: str | None) -> str | None:
    """The last part of a path without control characters, directions and what file systems refuse."""
    if not name:
        return None
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    kept = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if len(kept) > NAME_LENGTH:
        stem, dot, ending = kept.rpartition(".")
        kept = stem[: NAME_LENGTH - len(ending) - 1] + dot + ending if dot and len(ending) <= 10 else kept[:NAME_LENGTH]
    return kept or None


def _plain(found: str, told: str) -> str:
    """The registered name of what was found."""
    names = {"audio/x-wav": "audio/wav", "image/apng": "image/png", "video/x-m4v": "video/mp4"}
    if found in ("audio/mp4", "audio/m4a", "audio/x-m4a") and told in ("audio/m4a", "audio/x-m4a", "audio/aac"):
        return "audio/mp4"
    return names.get(found, found)


def _adts(head: bytes) -> bool:
    """Bare AAC frames, whose mark is only twelve bits: the second frame must be where the first one says."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return False
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return len(head) > length + 1 and head[length] == 0xFF and head[length + 1] & 0xF6 == 0xF0


def _text(head: bytes, hint: str) -> str:
    if b"\0" in head:
        return UNKNOWN
    try:
        head[: len(head) - 3 if len(head) == HEAD_BYTES else len(head)].decode()  # the cut may split a character
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return UNKNOWN
    markup = _MARKUP.match(_from_first_element(head))
    if markup is not None:
        return "image/svg+xml" if b"svg" in markup[1].lower() else "text/html"
    return hint if hint in TEXT_TYPES else "text/plain"


def _from_first_element(head: bytes) -> bytes:
    """Without the declaration and comments that may stand before it. (One expression for all of it takes exponential time on a file
    made for that.)"""
    at = head.lstrip()
    while at.startswith((b"<!--", b"<?")):
        _, end, at = at.partition(b"-->" if at.startswith(b"<!--") else b">")
        at = at.lstrip() if end else b""
    return at


def _ending(name: str | None) -> str:
    return (name or "").rpartition(".")[2].lower()
