"""Every word contacts gave about being written to unasked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import or_, select

from storage.customers import bulk
from storage.database import Connection
from storage.matching import mentions
from storage.tables import consents

_c = consents.c


class ConsentRow(Struct, frozen=True, kw_only=True):
    """`at`: when it was given; times are ms."""

    id: str
    contact_id: str
    channel: str
    wanted: bool
    at: int
    how: str
    text: str | None
    source: str | None
    user_id: str | None
    created_at: int


_COLUMNS = tuple(_c[name] for name in ConsentRow.__struct_fields__)


async def add(connection: Connection, rows: Sequence[ConsentRow]) -> None:
    values = [{name: getattr(row, name) for name in ConsentRow.__struct_fields__} for row in rows]
    await bulk.insert(connection, consents, values)


async def known(connection: Connection, contact_ids: Iterable[str]) -> set[tuple[str, str, int]]:
    """Contact, channel and time of every word of these contacts."""
    statement = select(_c.contact_id, _c.channel, _c.at).where(_c.contact_id.in_(sorted(set(contact_ids))))
    return {(contact_id, channel, at) for contact_id, channel, at in await connection.tuples(statement)}


async def many(connection: Connection, ids: Iterable[str]) -> list[ConsentRow]:
    return await connection.rows(select(*_COLUMNS).where(_c.id.in_(sorted(set(ids)))), ConsentRow)


async def page(
    connection: Connection, contact_id: str, words: str, before: tuple[int, str] | None, limit: int
) -> list[ConsentRow]:
    """One contact's on a channel called so, or in such words; newest first."""
    statement = select(*_COLUMNS).where(_c.contact_id == contact_id)
    if words:
        statement = statement.where(or_(mentions(_c.channel, words), mentions(_c.text, words)))
    if before is not None:
        at, id = before
        statement = statement.where((_c.at < at) | ((_c.at == at) & (_c.id < id)))
    return await connection.rows(statement.order_by(_c.at.desc(), _c.id.desc()).limit(limit), ConsentRow)
