"""What became of quotations: every state they were in, who moved them and why. And the numbers they were given."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import quotation_moves, quotation_numbers

_m = quotation_moves.c


class MoveRow(Struct, frozen=True, kw_only=True):
    """`by`: agent, customer or system; `how`: console, button, page or rule; `name`: whoever did it."""

    id: str
    quotation_id: str
    revision: int
    contact_id: str | None
    at: int
    from_state: str
    to_state: str
    by: str
    how: str
    user_id: str | None
    name: str
    reason: str | None
    signature_id: str | None
    undone_at: int | None = None


COLUMNS = tuple(_m[name] for name in MoveRow.__struct_fields__)


async def add(connection: Connection, row: MoveRow) -> None:
    await connection.insert_many(quotation_moves, [{name: getattr(row, name) for name in MoveRow.__struct_fields__}])


async def of_quotation(connection: Connection, quotation_id: str) -> list[MoveRow]:
    """The oldest first. They are few, and sorted here: asked for an order, PostgreSQL may walk along all moves of all quotations."""
    found = await connection.rows(select(*COLUMNS).where(_m.quotation_id == quotation_id), MoveRow)
    return sorted(found, key=lambda move: (move.at, move.id))


async def many(connection: Connection, ids: Iterable[str]) -> list[MoveRow]:
    return await connection.rows(select(*COLUMNS).where(_m.id.in_(sorted(set(ids)))), MoveRow)


async def undo(connection: Connection, move_id: str, now: int) -> None:
    await connection.execute(update(quotation_moves).where(_m.id == move_id).values(undone_at=now))


async def next_number(connection: Connection, series: str) -> int:
    """The next of the series. Its row stays locked until the transaction ends, so that none is given twice and none left out."""
    n = quotation_numbers.c
    first = connection.insert(quotation_numbers).values(series=series, last=0).on_conflict_do_nothing()
    await connection.execute(first)
    statement = update(quotation_numbers).where(n.series == series).values(last=n.last + 1).returning(n.last)
    return int(await connection.value(statement))
