"""Bytes of a mail as text, whatever its charset claims to be. Thai Outlook says windows-874, which Python calls cp874."""

from __future__ import annotations

import codecs
import re

ALIASES = {
    "windows-874": "cp874",
    "x-windows-874": "cp874",
    "tis620-0": "cp874",
    "tis-620": "cp874",  # what mails call so holds Microsoft's quotation marks too
    "tis620": "cp874",
    "iso-8859-11": "cp874",
    "x-sjis": "cp932",
    "shift-jis": "cp932",  # what mails call so holds Microsoft's letters too
    "ks-c-5601-1987": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "unicode-1-1-utf-7": "utf-7",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default-charset": "utf-8",
    "iso-8859-1": "cp1252",  # as browsers do: the others mean nothing in mail
    "us-ascii": "utf-8",
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def find(name: str) -> codecs.CodecInfo | None:
    """Python asks this for charsets it does not know; see `install`."""
    wanted = ALIASES.get(name.replace("_", "-").lower())
    return codecs.lookup(wanted) if wanted and wanted not in (name, name.replace("_", "-")) else None


codecs.register(
    find
)  # the standard library's mail parser looks charsets up by name and fails on those it does not know


def text(raw: bytes, charset: str | None) -> str:
    """Never fails: what cannot be read is shown as �. Without a charset UTF-8 is tried, then Thai's."""
    named = (charset or "").strip().strip("\"'").lower().replace("_", "-")
    for name in (ALIASES.get(named, named), "utf-8", "cp874"):
        if not name:
            continue
        try:
            return safe(raw.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return safe(raw.decode("latin-1"))


def safe(said: str) -> str:
    """Without NUL, which PostgreSQL cannot hold, and lone surrogates, which nobody can encode."""
    return _SURROGATE.sub("\ufffd", said.replace("\x00", ""))
