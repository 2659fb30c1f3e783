"""Quotations: one row each, its present version whole. Money is minor units, content and company are JSON text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import quotation_links, quotation_moves, quotation_versions, quotations

_c = quotations.c


class HeadRow(Struct, frozen=True, kw_only=True):
    """All that lists and events show. Times are ms; `valid_until` and `issue_date` are days."""

    id: str
    version: int
    revision: int
    number: str | None
    state: str
    contact_id: str | None
    conversation_id: str | None
    channel_id: str | None
    customer_name: str
    owner_id: str | None
    language: str
    currency: str
    prices: str
    valid_until: str | None
    issue_date: str | None
    subtotal: int
    discount_total: int
    net: int
    tax_total: int
    total: int
    withheld: int
    reported: int | None
    report_currency: str | None
    approval: str
    answered: str | None
    created_at: int
    updated_at: int
    issued_at: int | None
    sent_at: int | None
    seen_at: int | None


class QuotationRow(HeadRow, frozen=True, kw_only=True):
    content: str
    company: str | None


class VersionRow(Struct, frozen=True, kw_only=True):
    """`head`: a QuotationRow as JSON."""

    quotation_id: str
    revision: int
    state: str
    head: str
    at: int


HEAD = tuple(_c[name] for name in HeadRow.__struct_fields__)
COLUMNS = tuple(_c[name] for name in QuotationRow.__struct_fields__)


async def get(connection: Connection, quotation_id: str) -> QuotationRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == quotation_id), QuotationRow)


async def lock(connection: Connection, quotation_id: str) -> QuotationRow | None:
    """As nobody else is changing it. After its conversation, before its number's series."""
    return await connection.row(select(*COLUMNS).where(_c.id == quotation_id).with_for_update(), QuotationRow)


async def heads(connection: Connection, ids: Iterable[str]) -> list[HeadRow]:
    return await connection.rows(select(*HEAD).where(_c.id.in_(sorted(set(ids)))), HeadRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> None:
    await connection.insert_many(quotations, [row])


async def change(connection: Connection, quotation_id: str, now: int, **values: Any) -> None:
    statement = update(quotations).where(_c.id == quotation_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, quotation_id: str) -> None:
    await connection.execute(delete(quotations).where(_c.id == quotation_id))


async def keep_version(connection: Connection, row: VersionRow) -> None:
    await connection.insert_many(quotation_versions, [{n: getattr(row, n) for n in VersionRow.__struct_fields__}])


async def versions(connection: Connection, quotation_id: str) -> list[VersionRow]:
    """The newest first."""
    v = quotation_versions.c
    columns = tuple(v[name] for name in VersionRow.__struct_fields__)
    statement = select(*columns).where(v.quotation_id == quotation_id).order_by(v.revision.desc())
    return await connection.rows(statement, VersionRow)


async def take_version(connection: Connection, quotation_id: str, revision: int) -> None:
    v = quotation_versions.c
    await connection.execute(delete(quotation_versions).where(v.quotation_id == quotation_id, v.revision == revision))


async def of_contacts(connection: Connection, contact_ids: Collection[str]) -> list[str]:
    return await connection.values(select(_c.id).where(_c.contact_id.in_(sorted(contact_ids))).order_by(_c.id))


async def of_contacts_whole(connection: Connection, contact_ids: Collection[str]) -> list[QuotationRow]:
    """Locked, in the order of their ids."""
    statement = select(*COLUMNS).where(_c.contact_id.in_(sorted(contact_ids))).order_by(_c.id)
    return await connection.rows(statement.with_for_update(), QuotationRow)


async def part(connection: Connection, ids: Collection[str], now: int) -> None:
    """They belong to no contact and no conversation any more; who holds the channel account still sees them."""
    wanted = sorted(ids)
    values = {"contact_id": None, "origin_contact_id": None, "conversation_id": None}
    await connection.execute(
        update(quotations).where(_c.id.in_(wanted)).values(version=_c.version + 1, updated_at=now, **values)
    )
    m = quotation_moves.c
    theirs = update(quotation_moves).where(m.quotation_id.in_(wanted))
    await connection.execute(theirs.values(contact_id=None, origin_contact_id=None))
    await connection.execute(
        update(quotation_links).where(quotation_links.c.quotation_id.in_(wanted)).values(revoked_at=now)
    )
