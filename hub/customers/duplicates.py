"""Contacts that may be one person: the same number or address in a field, or the same name at the same company."""

from __future__ import annotations

import base64
import binascii
from typing import cast

import msgspec

from hub import shaping
from hub.permissions import Agent
from hub.wire.customers import Duplicates, Shared
from hub.wire.errors import Refusal
from storage.customers import contact_filters as filters
from storage.customers import duplicates as rows
from storage.customers.duplicates import KINDS, Place
from storage.database import Connection

MOST_TOLD = 10  # contacts of one suggestion
FACETS = tuple(KINDS)


async def list_page(
    connection: Connection, agent: Agent, after: str | None, limit: int
) -> tuple[list[Duplicates], str | None]:
    """Suggestions among the contacts the agent may see. A page may hold few or none and still have a next: it looks at so many contacts."""
    places, more = await _places(connection, None if after is None else _place(after), limit)
    visible = filters.visible(None if agent.role == "admin" else agent.channels)
    holders = await rows.holders(connection, places, visible) if places else {}
    ids = {place: holders.get(place, [])[:MOST_TOLD] for place in places}
    drawn = await shaping.contacts(connection, {id for found in ids.values() for id in found})
    suggested = [
        Duplicates(
            shared=cast(Shared, facet.removeprefix("same.")),
            value=None if facet == "same.name" else value,
            contacts=[drawn[id] for id in ids[facet, value]],
        )
        for facet, value in places
        if len(ids[facet, value]) > 1
    ]
    return suggested, None if more is None else _cursor(more)


async def _places(connection: Connection, after: Place | None, limit: int) -> tuple[list[Place], Place | None]:
    """What is shared behind `after`, and how far it was looked for; None: to the end."""
    start = 0 if after is None else FACETS.index(after[0])
    found: list[Place] = []
    for facet in FACETS[start:]:
        behind = after[1] if after is not None and facet == after[0] else None
        values, end = await rows.shared(connection, facet, behind, limit - len(found) + 1)
        found += [(facet, value) for value in values]
        if len(found) > limit:
            return found[:limit], found[limit - 1]
        if end is not None:
            return found, (facet, end)
    return found, None


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(after: str) -> Place:
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        facet, value = msgspec.json.decode(raw, type=tuple[str, str])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        facet, value = "", ""
    if facet not in KINDS or "\x00" in value:
        raise Refusal("invalid", "The cursor must be one an earlier page gave as `next`.", field="after")
    return facet, value
