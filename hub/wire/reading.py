"""What a client says, decoded by a closed type. What does not fit is refused in words, with the path of the field at fault."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from hub.wire.errors import Refusal

Said = TypeVar("Said")
_AT = re.compile(r" - at `(?:key in )?(\$[^`]*)`")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_MISSING = re.compile(r"missing required field `([^`]*)`")


class Unreadable(Exception):
    """No JSON in UTF-8, or nested deeper than anything that is understood here."""


def read(decoder: msgspec.json.Decoder[Said], raw: str | bytes) -> Said:
    """Raises msgspec.ValidationError for JSON of another form, and Unreadable for what is none."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unreadable from error


def refusal_of(error: msgspec.ValidationError) -> Refusal:
    """msgspec's words, as ours."""
    said = str(error)
    place = _AT.search(said)
    path = place.group(1).removeprefix("$").removeprefix(".") if place else ""
    unknown, missing = _UNKNOWN.search(said), _MISSING.search(said)
    if unknown or missing:
        name = (unknown or missing).group(1)  # type: ignore[union-attr]
        field = f"{path}.{name}" if path else name
        sentence = f"{field} is not a field of this request." if unknown else f"{field} is missing."
        return Refusal("invalid", sentence, field=field)
    told = _AT.sub("", said)
    return Refusal("invalid", f"{path}: {told}." if path else f"{told}.", field=path or None)
