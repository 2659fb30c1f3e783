"""What was asked of the managers about a quotation's discount, and what they said."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import quotation_approvals


class ApprovalRow(Struct, frozen=True, kw_only=True):
    """`content`: the digest of what it is about; times are ms."""

    quotation_id: str
    content: str
    state: str
    asked_by: str | None
    asked_name: str
    asked_words: str
    asked_at: int
    decided_by: str | None
    decided_name: str
    decided_words: str
    decided_at: int | None


COLUMNS = tuple(quotation_approvals.c[name] for name in ApprovalRow.__struct_fields__)


async def get(connection: Connection, quotation_id: str) -> ApprovalRow | None:
    statement = select(*COLUMNS).where(quotation_approvals.c.quotation_id == quotation_id)
    return await connection.row(statement, ApprovalRow)


async def put(connection: Connection, row: ApprovalRow) -> None:
    """The present one in place of the one before; the history is in the thread and in the log of acts."""
    values: dict[str, Any] = {name: getattr(row, name) for name in ApprovalRow.__struct_fields__}
    statement = connection.insert(quotation_approvals).values(**values)
    del values["quotation_id"]
    await connection.execute(statement.on_conflict_do_update(index_elements=["quotation_id"], set_=values))
