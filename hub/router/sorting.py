"""What a webhook of Meta's is about: which fields and numbers. Read as loosely as can be: what nobody understands is forwarded too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Struct

NO_NUMBER = "-"  # news of the business, not of one number
EVERY_NUMBER = "*"  # several numbers in one body: after all before it, before all after it
WORD_LIMIT = 64  # characters of a field or a number
TOPIC_LIMIT = 128

_decode = msgspec.json.Decoder().decode


class Change(Struct, frozen=True):
    """`numbers`: how the number is named: its id at Meta, and its digits."""

    field: str
    numbers: frozenset[str]
    lane: str


class Sorted(Struct, frozen=True):
    changes: list[Change]

    @property
    def topic(self) -> str:
        return ",".join(sorted({change.field for change in self.changes} - {""}))[:TOPIC_LIMIT]

    @property
    def lane(self) -> str:
        """Within a lane one webhook waits for the one before it."""
        lanes = {change.lane for change in self.changes}
        if len(lanes) > 1:
            return EVERY_NUMBER
        return next(iter(lanes), NO_NUMBER)

    def concerns(self, fields: Collection[str], numbers: Collection[str]) -> bool:
        """Whether an endpoint with these filters is meant; none: everything."""
        if not fields and not numbers:
            return True
        return any(
            (not fields or change.field in fields) and (not numbers or not change.numbers.isdisjoint(numbers))
            for change in self.changes
        )


def sort(raw: bytes) -> Sorted:
    try:
        body = _decode(raw)
    except Exception:  # no JSON, or JSON made to hurt: it goes to those who want everything
        return Sorted([])
    entries = body.get("entry") if type(body) is dict else None
    changes = []
    for entry in _objects(entries):
        for change in _objects(entry.get("changes")):
            changes.append(_change(change, body))
    return Sorted(changes)


def digits(number: str) -> str:
    """A number as filters compare it: `+66 2 123 4567` is 6621234567."""
    return "".join(c for c in number if c.isascii() and c.isdecimal())


def _change(change: dict[str, Any], body: dict[str, Any]) -> Change:
    field = change.get("field") or body.get("field")  # Meta's own example prints it one level too high
    value = change.get("value")
    value = value if type(value) is dict else {}
    metadata = value.get("metadata")
    metadata = metadata if type(metadata) is dict else {}
    id = _word(metadata.get("phone_number_id"))
    shown = digits(_word(metadata.get("display_phone_number")) or _word(value.get("display_phone_number")))
    return Change(_word(field), frozenset({id, shown} - {""}), id or shown or NO_NUMBER)


def _objects(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if type(each) is dict] if type(found) is list else []


def _word(found: Any) -> str:
    return found[:WORD_LIMIT] if type(found) is str else ""
