"""The order of what was found, and where the next page of it begins."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from hub.durations import DAY_MS
from hub.searching.walk import Answer
from hub.wire.errors import Refusal
from hub.wire.found import FoundKind

POOL = 100  # answers of one kind that are ranked together
MOST_CONVERSATIONS = 500  # of the people found
QUALITY_STEP = 2.0  # a step of quality outweighs four times the age


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page of one kind begins: at the `skip`th answer of the pool that begins before `bound`."""

    bound: tuple[Annotated[int, Meta(ge=0, lt=2**60)], Annotated[str, Meta(pattern=r"^[\w.-]{0,64}$")]] | None = None
    skip: Annotated[int, Meta(ge=0, le=MOST_CONVERSATIONS)] = 0


def ranked(pool: Sequence[Answer]) -> list[Answer]:
    """A better answer may be older. Ages count from the newest of the pool, so that the order is the same on the next page."""
    if not pool:
        return []
    newest = pool[0].document.at

    def worth(answer: Answer) -> float:
        days = (newest - answer.document.at) / DAY_MS
        return QUALITY_STEP * answer.quality - math.log2(1 + days)

    return sorted(pool, key=lambda answer: (worth(answer), answer.place), reverse=True)


def following(place: Place, pool: Sequence[Answer], limit: int) -> Place | None:
    if place.skip + limit < len(pool):
        bound = place.bound or (pool[0].document.at + 1, "")  # what comes in from now on does not move the pages
        return Place(bound, place.skip + limit)
    return Place(pool[-1].place, 0) if len(pool) == POOL else None


def more(place: Place, count: int, limit: int) -> Place | None:
    return Place(None, place.skip + limit) if place.skip + limit < count else None


def places(after: str) -> dict[FoundKind, Place]:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(after.encode()), type=dict[FoundKind, Place])
    except (ValueError, msgspec.MsgspecError):
        raise Refusal("invalid", "The cursor must be one an earlier page gave as `next`.", field="after") from None
