"""Numbers of quotations: given when one is issued, by the office's pattern, each year from 1, without gaps and never twice."""

from __future__ import annotations

import re

from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.quotations import moves as rows

_PLACE = re.compile(r"\{([a-z]+)(?::([0-9]{1,2}))?\}")
MOST_DIGITS = 12
LONGEST = 64  # characters of a number


def check(pattern: str, *, field: str = "quotations.number_pattern") -> str:
    """Raises Refusal `invalid` for a pattern that would give a number twice or that nobody could read."""
    places = _PLACE.findall(pattern)
    names = [name for name, _ in places]
    rest = _PLACE.sub("", pattern)
    if (
        names.count("number") != 1
        or any(name not in ("year", "yy", "number") for name in names)
        or set("{}") & set(rest)
    ):
        told = "A pattern names {number} once, and {year} or {yy} if it starts anew each year: Q-{year}-{number:4}."
        raise Refusal("invalid", told, field=field)
    if any(width and (name != "number" or not 1 <= int(width) <= MOST_DIGITS) for name, width in places):
        raise Refusal("invalid", f"{{number:4}} gives 4 digits; it may be 1 to {MOST_DIGITS}.", field=field)
    if not rest.isprintable() or rest != rest.strip() or set('<>"') & set(rest):
        raise Refusal(
            "invalid", "Beside its places a pattern holds letters, digits and signs like - and /.", field=field
        )
    return pattern


async def take(tx: Transaction, pattern: str, year: int) -> str:
    """The next number. Its series stays locked until the transaction ends: nothing slow may follow."""
    series = _PLACE.sub(lambda found: "{number}" if found[1] == "number" else _year(found[1], year), pattern)
    number = await rows.next_number(tx.connection, series)
    width = next((int(w or 1) for name, w in _PLACE.findall(pattern) if name == "number"), 1)
    return series.replace("{number}", f"{number:0{width}d}", 1)


def _year(name: str, year: int) -> str:
    return f"{year:04d}" if name == "year" else f"{year % 100:02d}"
