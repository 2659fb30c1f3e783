"""Finding text in text, alike on SQLite and PostgreSQL. What a person types is never a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from storage.database import Connection
from storage.tables import identities

FEWEST_DIGITS = 3  # fewer would find every number


def mentions(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the text holds `words`, in small letters or capitals."""
    return column.icontains(words, autoescape=True)


def contains_exactly(connection: Connection, column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    place = func.strpos(column, part) if connection.dialect == "postgresql" else func.instr(column, part)
    return place > 0


def reached_by(contact_id: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the contact has an address, a user name or a number that holds `words`, however the number is written."""
    kept = identities.c
    ways = [kept.kind.in_(("email", "username")) & mentions(kept.value, words)]
    digits = "".join(letter for letter in words if letter in "0123456789")
    only_number = not words.strip("+0123456789 -().\t")
    if only_number and len(digits) >= FEWEST_DIGITS:
        # a number typed as at home, 081…, is kept with its country, 6681…
        for part in {digits, digits.lstrip("0") or digits}:
            ways.append((kept.kind == "phone") & kept.value.contains(part, autoescape=True))
    return select(true()).where(kept.contact_id == contact_id, or_(*ways)).exists()
