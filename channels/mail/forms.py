"""Forms that providers bring mails in. Blocking, for they may hold files of many megabytes."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

from channels.mail import charsets, mime

FIELDS = 1_000
_PARAMETER = re.compile(r';\s*(name|filename)="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
WHOLE = ("email", "body-mime")  # a mail as it came: not to be touched


class File(Struct, frozen=True):
    """`field`: what the form calls it; other fields speak of it so."""

    field: str
    name: str
    mime: str
    data: bytes


class Form(Struct, frozen=True):
    fields: dict[str, str]
    files: list[File]


def read(raw: bytes, content_type: str) -> Form:
    """Raises ValueError for what is no form. SendGrid names the charset of each field in another field."""
    if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
        pairs = parse_qsl(raw.decode("ascii", "replace"), True, errors="surrogateescape", max_num_fields=FIELDS)
        return Form({name: _as_it_is(name, value.encode("utf-8", "surrogateescape"), {}) for name, value in pairs}, [])
    if "multipart/form-data" not in content_type.lower() or "\n" in content_type or "\r" in content_type:
        raise ValueError("it is no form")
    parsed = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + raw)
    parts = parsed.get_payload()
    if not isinstance(parts, list) or len(parts) > FIELDS:
        raise ValueError("the form cannot be read")
    fields: dict[str, bytes] = {}
    files: list[File] = []
    for part in parts:
        if isinstance(part, Message):
            told = _disposition(part)
            name, file = told.get("name"), told.get("filename")
            if file is not None:
                files.append(File(name or "", file or "file", part.get_content_type(), mime.bytes_of(part)))
            elif name:
                fields.setdefault(name, mime.bytes_of(part))
    given = _charsets(fields.get("charsets", b""))
    return Form({name: _as_it_is(name, value, given) for name, value in fields.items()}, files)


def _disposition(part: Message) -> dict[str, str]:
    """What the part is called. The library's own way loses names in raw 8-bit letters, as browsers and providers write them."""
    said = next((str(value) for key, value in part.raw_items() if key.lower() == "content-disposition"), "")
    shown = charsets.text(said.encode("utf-8", "surrogateescape"), None)
    return {found[1]: re.sub(r"\\(.)", r"\1", found[2]) for found in _PARAMETER.finditer(shown)}


def _as_it_is(name: str, value: bytes, told: dict[str, str]) -> str:
    return value.decode("utf-8", "surrogateescape") if name in WHOLE else charsets.text(value, told.get(name))


def _charsets(raw: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(raw, type=dict[str, str])
    except msgspec.DecodeError:
        return {}
