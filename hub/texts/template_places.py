"""The places of a template's texts, `{{1}}` or `{{name}}`, and how they are written."""

from __future__ import annotations

import re

ANY = re.compile(r"\{\{\s*(\w+)\s*\}\}")  # as the provider reads them
WRITTEN = re.compile(r"\{\{([^{}]*)\}\}")  # whatever stands in double braces
LONGEST_NUMBER = 10  # digits
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def of(text: str | None) -> list[str]:
    """Each place once; numbers in their order, names in the text's."""
    found = list(dict.fromkeys(ANY.findall(text or "")))
    return sorted(found, key=int) if all(map(_is_number, found)) else found


def _is_number(place: str) -> bool:
    return place.isascii() and place.isdecimal() and len(place) < LONGEST_NUMBER
