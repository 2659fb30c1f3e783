"""Lists of people made by hand or from a file, and who is on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import audience_list_members, audience_lists, contacts

_c = audience_lists.c
_m = audience_list_members.c


class ListRow(Struct, frozen=True, kw_only=True):
    """`key`: the name as it is compared; `members`: how many are on it."""

    id: str
    version: int
    name: str
    key: str
    members: int
    created_by: str | None
    created_at: int
    updated_at: int


_COLUMNS = tuple(_c[name] for name in ListRow.__struct_fields__)


async def get(connection: Connection, list_id: str) -> ListRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == list_id), ListRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[ListRow]:
    return await connection.rows(select(*_COLUMNS).where(_c.id.in_(sorted(set(ids)))), ListRow)


async def lock(connection: Connection, list_id: str) -> ListRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == list_id).with_for_update(), ListRow)


async def with_key(connection: Connection, key: str) -> ListRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.key == key), ListRow)


async def page(connection: Connection, starts: str, after: str | None, limit: int) -> list[ListRow]:
    """In the order of their keys, those whose key begins so."""
    statement = select(*_COLUMNS).order_by(_c.key).limit(limit)
    if starts:
        statement = statement.where(_c.key.startswith(starts, autoescape=True))
    if after is not None:
        statement = statement.where(_c.key > after)
    return await connection.rows(statement, ListRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the name is taken."""
    statement = connection.insert(audience_lists).values(**row).on_conflict_do_nothing().returning(_c.id)
    return await connection.value(statement) is not None


async def change(connection: Connection, list_id: str, now: int, **values: Any) -> ListRow:
    """Sets `values` and counts the version up. The row must be there: lock it before."""
    statement = update(audience_lists).where(_c.id == list_id)
    changed = statement.values(version=_c.version + 1, updated_at=now, **values).returning(*_COLUMNS)
    row = await connection.row(changed, ListRow)
    assert row is not None
    return row


async def remove(connection: Connection, list_id: str) -> None:
    await connection.execute(delete(audience_lists).where(_c.id == list_id))


async def put(connection: Connection, list_id: str, contact_ids: Iterable[str]) -> int:
    """Puts contacts on a list; how many were not on it."""
    rows = [{"list_id": list_id, "contact_id": id} for id in sorted(set(contact_ids))]
    return len(await connection.insert_many(audience_list_members, rows, ignore=True, returning="contact_id"))


async def take(connection: Connection, list_id: str, contact_ids: Iterable[str]) -> int:
    """Takes contacts off a list; how many were on it."""
    wanted = (_m.list_id == list_id) & _m.contact_id.in_(sorted(set(contact_ids)))
    return await connection.execute(delete(audience_list_members).where(wanted))


async def count(connection: Connection, list_id: str) -> int:
    """Of those on it, the contacts there are: whoever was merged away since is not counted twice."""
    present = select(func.count()).select_from(audience_list_members).join(contacts, contacts.c.id == _m.contact_id)
    return int(await connection.value(present.where(_m.list_id == list_id, contacts.c.merged_into.is_(None))))


async def members(connection: Connection, list_id: str, after: str | None, limit: int) -> list[str]:
    """The contacts on it, by id."""
    statement = select(_m.contact_id).join(contacts, contacts.c.id == _m.contact_id)
    statement = statement.where(_m.list_id == list_id, contacts.c.merged_into.is_(None))
    statement = statement.order_by(_m.contact_id).limit(limit)
    if after is not None:
        statement = statement.where(_m.contact_id > after)
    return await connection.values(statement)


async def present(connection: Connection, ids: Collection[str]) -> list[str]:
    """Those of the contacts that are there, not merged into another."""
    wanted = contacts.c.id.in_(sorted(set(ids))) & contacts.c.merged_into.is_(None)
    return await connection.values(select(contacts.c.id).where(wanted))
