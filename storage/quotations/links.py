"""What opens quotations' private pages: links, by the hashes of their secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage import pruning
from storage.database import Connection
from storage.tables import quotation_links


class LinkRow(Struct, frozen=True, kw_only=True):
    """Times are ms. `message_id`: that took it to the customer; None: an agent handed it over."""

    hash: str
    quotation_id: str
    message_id: str | None
    made_by: str | None
    created_at: int
    expires_at: int
    opened_at: int | None
    revoked_at: int | None


COLUMNS = tuple(quotation_links.c[name] for name in LinkRow.__struct_fields__)


async def insert_many(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Those that are there already stay as they are."""
    await connection.execute(
        connection.insert(quotation_links).values([dict(row) for row in rows]).on_conflict_do_nothing()
    )


async def valid(connection: Connection, hash: str, now: int) -> LinkRow | None:
    good = (quotation_links.c.hash == hash) & (quotation_links.c.expires_at > now)
    return await connection.row(select(*COLUMNS).where(good & quotation_links.c.revoked_at.is_(None)), LinkRow)


async def opened(connection: Connection, hash: str, now: int) -> None:
    first = (quotation_links.c.hash == hash) & quotation_links.c.opened_at.is_(None)
    await connection.execute(update(quotation_links).where(first).values(opened_at=now))


async def revoke(connection: Connection, quotation_id: str, now: int) -> int:
    """Every link of a quotation; how many there were."""
    open_ones = (quotation_links.c.quotation_id == quotation_id) & quotation_links.c.revoked_at.is_(None)
    return await connection.execute(update(quotation_links).where(open_ones).values(revoked_at=now))


async def prune(connection: Connection, before: int, limit: int) -> int:
    """Deletes up to `limit` that expired before `before` (ms). Returns how many."""
    return await pruning.remove(connection, quotation_links, quotation_links.c.expires_at < before, limit)
