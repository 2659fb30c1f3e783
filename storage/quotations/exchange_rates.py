"""The newest exchange rates: what one unit of a currency is in another."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import exchange_rates

_c = exchange_rates.c


class RateRow(Struct, frozen=True, kw_only=True):
    """One `currency` is `rate` (decimal text) of `base`, as `source` said `at` (ms)."""

    currency: str
    base: str
    rate: str
    source: str
    at: int


COLUMNS = tuple(_c[name] for name in RateRow.__struct_fields__)


async def get(connection: Connection, currency: str, base: str) -> RateRow | None:
    return await connection.row(select(*COLUMNS).where(_c.currency == currency, _c.base == base), RateRow)


async def every(connection: Connection, base: str) -> list[RateRow]:
    return await connection.rows(select(*COLUMNS).where(_c.base == base).order_by(_c.currency), RateRow)


async def put(connection: Connection, rows: Sequence[RateRow]) -> None:
    """Replaces what was known."""
    for row in rows:
        insert = connection.insert(exchange_rates).values(
            **{name: getattr(row, name) for name in row.__struct_fields__}
        )
        changed = {"rate": row.rate, "source": row.source, "at": row.at}
        await connection.execute(insert.on_conflict_do_update(index_elements=["currency", "base"], set_=changed))
