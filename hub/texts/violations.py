"""What Meta would refuse a template for, field by field."""

from __future__ import annotations

from hub.wire.templates import Violation


def error(field: str, message: str) -> Violation:
    return Violation(field=field, message=message)


def length(field: str, what: str, text: str, most: int) -> list[Violation]:
    if len(text) <= most:
        return []
    return [error(field, f"{what} may have at most {most:,} characters; this one has {len(text):,}.")]
