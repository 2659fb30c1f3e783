"""Attachments as work: inbound files to fetch (`due_at`), uploads nobody sent."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import attachments


class PendingRow(Struct, frozen=True, kw_only=True):
    """A file the provider still holds for us. Times in ms."""

    id: str
    message_id: str
    channel_id: str
    kind: str
    mime: str
    name: str | None
    animated: bool
    provider_media_id: str | None
    provider_url: str | None
    created_at: int
    tries: int


class UnsentRow(Struct, frozen=True, kw_only=True):
    id: str
    blob: str | None
    thumbnail: str | None


_PENDING = tuple(attachments.c[name] for name in PendingRow.__struct_fields__)


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(attachments.c.id).where(attachments.c.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, holder: str, now: int, until: int, limit: int) -> list[PendingRow]:
    """Files to fetch now, oldest first; `until` then, nobody else takes them."""
    due = select(attachments.c.id).where(attachments.c.due_at <= now).order_by(attachments.c.due_at).limit(limit)
    found = await connection.values(due.with_for_update(skip_locked=True))
    if not found:
        return []
    statement = update(attachments).where(attachments.c.id.in_(found))
    statement = statement.values(due_at=until, claimed_by=holder, tries=attachments.c.tries + 1)
    return await connection.rows(statement.returning(*_PENDING), PendingRow)


async def settle(connection: Connection, attachment_id: str, values: dict[str, Any]) -> None:
    """What became of a file, or when to try again."""
    await connection.execute(
        update(attachments).where(attachments.c.id == attachment_id).values(claimed_by=None, **values)
    )


async def holders(connection: Connection) -> list[str]:
    """Who is fetching something now."""
    claimed = attachments.c.due_at.is_not(None) & attachments.c.claimed_by.is_not(None)
    return await connection.values(select(attachments.c.claimed_by).where(claimed).distinct())


async def release(connection: Connection, holder: str, now: int) -> int:
    """Frees what a holder that is gone was fetching."""
    claimed = attachments.c.due_at.is_not(None) & (attachments.c.claimed_by == holder)
    return await connection.execute(update(attachments).where(claimed).values(due_at=now, claimed_by=None))


async def take_unsent(connection: Connection, before: int, limit: int) -> list[UnsentRow]:
    """Forgets uploads made before `before` (ms) that no message carries. Returns what of them lies in the store."""
    old = (
        select(attachments.c.id)
        .where(attachments.c.message_id.is_(None), attachments.c.kept_for.is_(None), attachments.c.created_at < before)
        .limit(limit)
    )
    found = await connection.values(old.with_for_update(skip_locked=True))
    if not found:
        return []
    still = attachments.c.message_id.is_(None) & attachments.c.kept_for.is_(None)
    statement = delete(attachments).where(attachments.c.id.in_(found), still)
    columns = (attachments.c.id, attachments.c.blob, attachments.c.thumbnail)
    return await connection.rows(statement.returning(*columns), UnsentRow)


async def depth(connection: Connection) -> int:
    """How many files wait to be fetched."""
    return int(
        await connection.value(select(func.count()).select_from(attachments).where(attachments.c.due_at.is_not(None)))
    )
