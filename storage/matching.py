"""Finding text in text, alike on SQLite and PostgreSQL. What a person types is never a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func

from storage.database import Connection


def mentions(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the text holds `words`, in small letters or capitals."""
    return column.icontains(words, autoescape=True)


def contains_exactly(connection: Connection, column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    place = func.strpos(column, part) if connection.dialect == "postgresql" else func.instr(column, part)
    return place > 0
