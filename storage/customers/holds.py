"""Legal holds: contacts whose data must stay."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import delete, select, tuple_

from storage.database import Connection
from storage.matching import mentions
from storage.tables import contacts, holds


class HoldRow(Struct, frozen=True, kw_only=True):
    """`at` in ms."""

    contact_id: str
    reason: str
    user_id: str
    at: int


class HeldRow(HoldRow, frozen=True, kw_only=True):
    name: str


_COLUMNS = tuple(holds.c[name] for name in HoldRow.__struct_fields__)


async def of_contacts(connection: Connection, contact_ids: Iterable[str]) -> list[HoldRow]:
    statement = select(*_COLUMNS).where(holds.c.contact_id.in_(sorted(set(contact_ids))))
    return await connection.rows(statement.order_by(holds.c.at, holds.c.contact_id), HoldRow)


async def page(
    connection: Connection, *, before: tuple[int, str] | None, words: str | None, limit: int
) -> list[HeldRow]:
    """The newest first, with the contacts' names; `words`: in name or reason."""
    statement = select(*_COLUMNS, contacts.c.name).join(contacts, contacts.c.id == holds.c.contact_id)
    if words:
        statement = statement.where(mentions(contacts.c.name, words) | mentions(holds.c.reason, words))
    if before is not None:
        statement = statement.where(tuple_(holds.c.at, holds.c.contact_id) < before)
    return await connection.rows(statement.order_by(holds.c.at.desc(), holds.c.contact_id.desc()).limit(limit), HeldRow)


async def put(connection: Connection, row: HoldRow) -> None:
    """Replaces the one there was."""
    values = {name: getattr(row, name) for name in HoldRow.__struct_fields__}
    statement = connection.insert(holds).values(**values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["contact_id"], set_=values))


async def lift(connection: Connection, contact_ids: Iterable[str]) -> int:
    return await connection.execute(delete(holds).where(holds.c.contact_id.in_(sorted(set(contact_ids)))))
