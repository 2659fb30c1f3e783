"""Lists of contacts: a page in some order, and how many there are.

Two ways lead to a page. Where an index finds few contacts, they are taken whole and sorted; else the order's own index is walked, past
those that do not belong, which are soon behind when many belong. Which way is decided by counting, no further than `FEW`.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, func, literal_column, select

from storage.customers.contact_filters import Filter
from storage.database import Connection
from storage.paging import behind
from storage.tables import contacts

Sort = Literal["name", "-name", "updated", "-updated", "created", "-created"]
FEW = 1_500  # contacts; sorting them costs what walking past their neighbours would
MOST_COUNTED = 20_000  # contacts an index leads to, of whom a count looks at each
SORTED_NAME = 64  # characters of a name that its order is made of

_c = contacts.c
_present = _c.merged_into.is_(None)
_KEYS: dict[str, ColumnElement[Any]] = {
    # in the words of its index: a parameter would not choose it
    "name": func.lower(func.substr(_c.name, literal_column("1"), literal_column(str(SORTED_NAME)))),
    "updated": _c.updated_at,
    "created": _c.created_at,
}


async def page(
    connection: Connection, wanted: Filter, sort: Sort, after: tuple[Any, str] | None, limit: int, skip: int = 0
) -> list[tuple[Any, str]]:
    """(key, id) of the first `limit` contacts after `after`, by what `sort` names; those alike by id.
    `skip`: so many are walked past."""
    key = _KEYS[sort.removeprefix("-")]
    falling = sort.startswith("-")
    conditions: list[ColumnElement[bool]] = [_present, wanted.holds]
    order = key
    if (few := await fewest(connection, wanted, FEW)) is not None:
        conditions.append(_c.id.in_(few))
        order = key + "" if sort.endswith("name") else key + 0  # no index offers this order: the few are sorted
    if after is not None:
        conditions.append(behind(key, _c.id, after, falling=falling))
    ordering = (order.desc(), _c.id.desc()) if falling else (order, _c.id)
    statement = select(key, _c.id).where(*conditions).order_by(*ordering).limit(limit)
    if skip:
        statement = statement.offset(skip)
    return [(at, id) for at, id in await connection.tuples(statement)]


async def count(connection: Connection, wanted: Filter) -> int:
    statement = select(func.count()).select_from(contacts).where(_present, wanted.holds)
    if (few := await fewest(connection, wanted, MOST_COUNTED)) is not None:
        statement = statement.where(_c.id.in_(few))
    return int(await connection.value(statement))


async def fewest(connection: Connection, wanted: Filter, most: int) -> Any:
    """The statement that finds the fewest, when these are no more than `most`."""
    if not wanted.few:
        return None
    counting = [
        select(func.count()).select_from(few.limit(most + 1).subquery()).scalar_subquery() for few in wanted.few
    ]
    ((*counts,),) = await connection.tuples(select(*counting))
    least = min(range(len(counts)), key=counts.__getitem__)
    return wanted.few[least] if counts[least] <= most else None
