"""Contacts that share what two people seldom share, found along the index of facets, a stretch at a time.

A stretch is bounded, so that a page costs the same however many contacts there are; nothing is compared with everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import String, func, literal, or_, select

from storage.customers.contact_filters import Filter
from storage.database import Connection
from storage.tables import contact_facets, contacts, identities

STRETCH = 5_000  # facets looked at for a page
KINDS: Mapping[str, str | None] = {"same.email": "email", "same.name": None, "same.phone": "phone"}
"""By facet the kind of identity that shows the same."""

Place = tuple[str, str]  # facet, value

_c = contact_facets.c
_reach = identities.c


async def shared(connection: Connection, facet: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
    """Up to `limit` values behind `after` that more than one contact has; and where the stretch ended, None at the end of all."""
    conditions = [_c.facet == facet]
    if after is not None:
        conditions.append(_c.value > after)
    far = select(_c.value).where(*conditions).order_by(_c.value).offset(STRETCH).limit(1)
    end: str | None = await connection.value(far)
    if end is not None:
        conditions.append(_c.value <= end)
    held = select(_c.value, func.count().label("holders"), func.min(_c.contact_id).label("one"))
    each = held.where(*conditions).group_by(_c.value).subquery()
    told = each.c.holders > 1
    if (kind := KINDS[facet]) is not None:
        another = select(_reach.id).where(
            _reach.kind == kind, _reach.value == each.c.value, _reach.contact_id != each.c.one
        )
        told = or_(told, another.exists())
    found = await connection.values(select(each.c.value).where(told).order_by(each.c.value).limit(limit))
    return found, end


async def holders(connection: Connection, places: Collection[Place], visible: Filter) -> dict[Place, list[str]]:
    """The contacts that have it, as a field's value or to be reached by, of those visible."""
    ways = []
    for facet, kind in KINDS.items():
        values = sorted(value for each, value in places if each == facet)
        ways.append(select(_c.facet, _c.value, _c.contact_id).where(_c.facet == facet, _c.value.in_(values)))
        if kind is not None:
            named = literal(facet, String).label("facet")
            reached = select(named, _reach.value, _reach.contact_id)
            ways.append(reached.where(_reach.kind == kind, _reach.value.in_(values)))
    every = ways[0].union(*ways[1:]).subquery()
    columns: tuple[Any, ...] = (every.c.facet, every.c.value, contacts.c.id)
    statement = select(*columns).join(contacts, contacts.c.id == every.c.contact_id)
    statement = statement.where(contacts.c.merged_into.is_(None), visible.holds).order_by(
        contacts.c.created_at, contacts.c.id
    )
    found: dict[Place, list[str]] = {}
    for facet, value, id in await connection.tuples(statement):
        found.setdefault((facet, value), []).append(id)
    return found
