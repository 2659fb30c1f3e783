"""Where the next page of a list begins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_


def behind(
    key: ColumnElement[Any], id: ColumnElement[Any], after: tuple[Any, str], *, falling: bool
) -> ColumnElement[bool]:
    """Whether a row comes after this (key, id) in the order of `key`, those alike by `id`. In words an index of both understands."""
    at = literal(after[0], key.type)
    further = key < at if falling else key > at
    alike = id < after[1] if falling else id > after[1]
    return and_(key <= at if falling else key >= at, or_(further, alike))
