"""What contacts are filtered by and what two of them share, as rows by which they are found: a tag, a consent, a field's value.

Derived from whole shapes (hub/customers/facets.py); nobody reads a contact's own tags or fields from here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select, tuple_

from storage.customers import bulk
from storage.database import Connection
from storage.tables import contact_facets, contacts, facet_walk

LOOSE = "loose"  # of contacts that had no conversation when they were last told of

_c = contact_facets.c


class FacetRow(Struct, frozen=True):
    contact_id: str
    facet: str
    value: str
    number: float | None = None


_COLUMNS = tuple(_c[name] for name in FacetRow.__struct_fields__)


async def of_contacts(connection: Connection, contact_ids: Iterable[str]) -> set[FacetRow]:
    statement = select(*_COLUMNS).where(_c.contact_id.in_(sorted(set(contact_ids))))
    return set(await connection.rows(statement, FacetRow))


async def add(connection: Connection, rows: Collection[FacetRow], *, new: bool = False) -> None:
    """`new`: their contacts are of this transaction, so that none can be there already."""
    values = [{name: getattr(row, name) for name in FacetRow.__struct_fields__} for row in rows]
    await bulk.insert(connection, contact_facets, values, ignore=not new)


async def remove(connection: Connection, rows: Sequence[FacetRow]) -> None:
    keys = [(row.contact_id, row.facet, row.value) for row in rows]
    await connection.execute(delete(contact_facets).where(tuple_(_c.contact_id, _c.facet, _c.value).in_(keys)))


async def forget(connection: Connection, contact_ids: Iterable[str]) -> None:
    await connection.execute(delete(contact_facets).where(_c.contact_id.in_(sorted(set(contact_ids)))))


async def walked(connection: Connection) -> tuple[int, str | None] | None:
    """The version of facets that are walked to, and the contact that is reached; None: through. Nothing: nobody ever walked."""
    found = await connection.tuples(select(facet_walk.c.version, facet_walk.c.position))
    return (int(found[0][0]), found[0][1]) if found else None


async def walk_to(connection: Connection, version: int, position: str | None) -> None:
    statement = connection.insert(facet_walk).values(id=1, version=version, position=position)
    new = {"version": statement.excluded.version, "position": statement.excluded.position}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new))


async def behind(connection: Connection, position: str, limit: int) -> list[str]:
    """Ids of contacts that are there, behind `position`, in the order of ids."""
    present = contacts.c.merged_into.is_(None)
    statement = select(contacts.c.id).where(present, contacts.c.id > position)
    return await connection.values(statement.order_by(contacts.c.id).limit(limit))


async def holding(connection: Connection, facet: str, value: str | None = None) -> list[str]:
    """Ids of the contacts that have it (with any value), sorted."""
    statement = select(_c.contact_id).distinct().where(_c.facet == facet)
    if value is not None:
        statement = statement.where(_c.value == value)
    return await connection.values(statement.order_by(_c.contact_id))


async def counts(connection: Connection, facet: str, values: Collection[str]) -> dict[str, int]:
    """How many contacts have each of the values."""
    statement = select(_c.value, func.count()).where(_c.facet == facet, _c.value.in_(sorted(values)))
    return dict(await connection.tuples(statement.group_by(_c.value)))
