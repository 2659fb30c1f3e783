"""JSON from outside made safe to hold: decoded, cleaned, and read without trusting any type.

NUL cannot be stored by PostgreSQL and a lone surrogate cannot be encoded at all; both have come in names and texts. The ordinary body holds
neither, so it is decoded once by msgspec and never walked.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

Json = dict[str, Any]

MOMENT_LIMIT = 32_503_680_000  # seconds: the year 3000
SAFE_INTEGER = 2**63 - 1
ACCOUNT_LIMIT = 128  # characters
ID_LIMIT = 500  # characters; message ids have about 60 to 90, user ids up to 150
NUL_ESCAPE = b"\\u0000"
DEEPEST = 200  # levels; what is nested deeper is cut

_decode = msgspec.json.Decoder().decode
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(raw: bytes) -> Any:
    """The JSON value of `raw`, without NUL or lone surrogates. Raises ValueError when it is no JSON."""
    try:
        value = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_leniently(raw)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    return clean(value) if NUL_ESCAPE in raw else value


def _decode_leniently(raw: bytes) -> Any:
    """The standard library accepts lone surrogate escapes, control characters and NaN, which msgspec refuses."""
    try:
        return clean(json.loads(raw.decode("utf-8", "replace"), strict=False))
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error


def clean(value: Any, depth: int = 0) -> Any:
    """`value` with NUL taken out, lone surrogates replaced and numbers that JSON cannot carry made text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean(item, depth + 1) for key, item in value.items()} if depth < DEEPEST else {}
    if isinstance(value, list):
        return [clean(item, depth + 1) for item in value] if depth < DEEPEST else []
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        return _digits_of(value)
    return value


def _digits_of(value: int) -> str:
    """Python refuses to print integers of thousands of digits; hexadecimal has no such limit."""
    return str(value) if value.bit_length() < 4096 else hex(value)[:64]


def clean_text(text: str) -> str:
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def moment(value: Any) -> int:
    """Unix seconds (Meta writes them as text, or as a number in some fields) as milliseconds; 0 when it is no time."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
    if seconds > MOMENT_LIMIT:
        seconds //= 1000  # some fields have been seen in milliseconds
    return seconds * 1000 if 0 < seconds <= MOMENT_LIMIT else 0


def text_of(value: Any) -> str | None:
    """Text or a number as text; None for nothing and for anything else."""
    if type(value) is str:
        return value or None
    if type(value) is int or type(value) is float:
        return str(value)
    return None


def id_of(value: Any, limit: int = ID_LIMIT) -> str | None:
    """An identifier: text no longer than any real one, so that it fits whatever holds it."""
    said = text_of(value)
    return said if said is not None and len(said) <= limit else None


def object_of(value: Any) -> Json:
    return value if type(value) is dict else {}


def list_of(value: Any) -> list[Any]:
    return value if type(value) is list else []


def objects_of(value: Any) -> list[Json]:
    return [item for item in value if type(item) is dict] if type(value) is list else []


def given(**fields: Any) -> Json:
    """The fields that say something."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value != "" and value != [] and value != {}
    }
