"""The price list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, or_, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import prices

_c = prices.c


class PriceRow(Struct, frozen=True, kw_only=True):
    """`key`: what it is sorted by; `unit_price` is decimal text, `tax` and `withholding` JSON."""

    id: str
    version: int
    code: str | None
    key: str
    description: str
    unit: str
    unit_price: str
    currency: str
    tax: str | None
    withholding: str | None
    created_at: int
    updated_at: int


COLUMNS = tuple(_c[name] for name in PriceRow.__struct_fields__)


async def get(connection: Connection, price_id: str) -> PriceRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == price_id), PriceRow)


async def lock(connection: Connection, price_id: str) -> PriceRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == price_id).with_for_update(), PriceRow)


async def page(
    connection: Connection, words: str | None, currency: str | None, after: tuple[str, str] | None, limit: int
) -> list[PriceRow]:
    """By code, those without one by their first words. `after`: key and id."""
    place = (_c.key, _c.id)
    statement = select(*COLUMNS).order_by(*place).limit(limit)
    if words:
        statement = statement.where(or_(mentions(_c.code, words), mentions(_c.description, words)))
    if currency is not None:
        statement = statement.where(_c.currency == currency)
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return await connection.rows(statement, PriceRow)


async def coded(connection: Connection, codes: Collection[str]) -> list[PriceRow]:
    statement = select(*COLUMNS).where(_c.code.in_(sorted(codes))).order_by(_c.id)
    return await connection.rows(statement.with_for_update(), PriceRow)


async def insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids that went in: one whose code is taken in its currency is left out."""
    return await connection.insert_many(prices, rows, ignore=True, returning="id")


async def change(connection: Connection, price_id: str, now: int, **values: Any) -> None:
    statement = update(prices).where(_c.id == price_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, price_id: str) -> None:
    await connection.execute(delete(prices).where(_c.id == price_id))
