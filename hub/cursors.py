"""The cursor of lists that run by time, newest first: the time and the id of the last one seen. Opaque to whoever gets it."""

from __future__ import annotations

from hub.wire.errors import Refusal

LARGEST = 2**63


def cursor(at: int, id: str) -> str:
    return f"{at}.{id}"


def place(after: str | None) -> tuple[int, str] | None:
    """Raises Refusal `invalid` for what no page gave."""
    if after is None:
        return None
    at, _, id = after.partition(".")
    if not (at.isascii() and at.isdecimal() and id) or int(at[:20]) >= LARGEST or len(at) > 20:
        raise Refusal("invalid", "The cursor must be one an earlier page gave as `next`.", field="after")
    return int(at), id
