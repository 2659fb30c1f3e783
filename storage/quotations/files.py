"""Which uploads quotations hold: what one of them holds goes for no other reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select

from storage.database import Connection
from storage.quotations.rows import HEAD, HeadRow
from storage.tables import quotation_files, quotations

_f = quotation_files.c


async def add(connection: Connection, quotation_id: str, attachment_ids: Iterable[str]) -> None:
    rows = [{"quotation_id": quotation_id, "attachment_id": id} for id in sorted(set(attachment_ids))]
    await connection.insert_many(quotation_files, rows, ignore=True)


async def remove(connection: Connection, quotation_id: str, attachment_ids: Collection[str]) -> list[str]:
    """The quotation holds these no more. Those that none holds now."""
    wanted = sorted(set(attachment_ids))
    mine = (_f.quotation_id == quotation_id) & _f.attachment_id.in_(wanted)
    await connection.execute(delete(quotation_files).where(mine))
    held = await connection.values(select(_f.attachment_id).where(_f.attachment_id.in_(wanted)))
    return sorted(set(wanted) - set(held))


async def of_quotation(connection: Connection, quotation_id: str) -> list[str]:
    return await connection.values(select(_f.attachment_id).where(_f.quotation_id == quotation_id))


async def holders(connection: Connection, attachment_id: str) -> list[HeadRow]:
    """The quotations that hold it."""
    statement = select(*HEAD).join(quotation_files, _f.quotation_id == quotations.c.id)
    return await connection.rows(statement.where(_f.attachment_id == attachment_id), HeadRow)
