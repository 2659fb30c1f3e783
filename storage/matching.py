"""Finding text in text, alike on SQLite and PostgreSQL. What a person types is never a pattern."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement


def mentions(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether the text holds `words`, in small letters or capitals."""
    return column.icontains(words, autoescape=True)
