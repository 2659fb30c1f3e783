"""Legal holds: contacts whose data must stay."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import delete, select

from storage.database import Connection
from storage.tables import holds


class HoldRow(Struct, frozen=True, kw_only=True):
    """`at` in ms."""

    contact_id: str
    reason: str
    user_id: str
    at: int


_COLUMNS = tuple(holds.c[name] for name in HoldRow.__struct_fields__)


async def of_contacts(connection: Connection, contact_ids: Iterable[str]) -> list[HoldRow]:
    statement = select(*_COLUMNS).where(holds.c.contact_id.in_(sorted(set(contact_ids))))
    return await connection.rows(statement.order_by(holds.c.at, holds.c.contact_id), HoldRow)


async def put(connection: Connection, row: HoldRow) -> None:
    """Replaces the one there was."""
    values = {name: getattr(row, name) for name in HoldRow.__struct_fields__}
    statement = connection.insert(holds).values(**values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["contact_id"], set_=values))


async def lift(connection: Connection, contact_ids: Iterable[str]) -> int:
    return await connection.execute(delete(holds).where(holds.c.contact_id.in_(sorted(set(contact_ids)))))
