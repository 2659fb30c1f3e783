"""When providers last brought a mailbox's mails, and what was last refused of theirs."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import mail_posts


class PostRow(Struct, frozen=True, kw_only=True):
    """Times in ms."""

    provider: str
    taken_at: int | None
    refused_at: int | None
    refused: str | None


_COLUMNS = tuple(mail_posts.c[name] for name in PostRow.__struct_fields__)


async def of_channel(connection: Connection, channel_id: str) -> dict[str, PostRow]:
    """By provider."""
    rows = await connection.rows(select(*_COLUMNS).where(mail_posts.c.channel_id == channel_id), PostRow)
    return {row.provider: row for row in rows}


async def taken(connection: Connection, channel_id: str, provider: str, now: int) -> None:
    await _put(connection, channel_id, provider, {"taken_at": now})


async def refused(connection: Connection, channel_id: str, provider: str, why: str, now: int) -> None:
    await _put(connection, channel_id, provider, {"refused_at": now, "refused": why[:200]})


async def _put(connection: Connection, channel_id: str, provider: str, values: dict[str, object]) -> None:
    statement = connection.insert(mail_posts).values(channel_id=channel_id, provider=provider, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel_id", "provider"], set_=values))
