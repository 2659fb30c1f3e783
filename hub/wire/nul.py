"""The character NUL, which PostgreSQL's text cannot hold. No keyboard types it: what people send with it is refused, in words."""

from __future__ import annotations

import re

SENTENCE = "The text holds the character NUL, which cannot be stored. Remove it and send again."
# an escape only when the backslash is not itself escaped: the six typed characters \u0000 arrive as \\u0000
_BYTES = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_TEXT = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def holds_nul(raw: str | bytes) -> bool:
    """Whether JSON text holds the character in a string (JSON allows it only as an escape)."""
    if isinstance(raw, bytes):
        return b"\\u0000" in raw and _BYTES.search(raw) is not None
    return "\\u0000" in raw and _TEXT.search(raw) is not None
