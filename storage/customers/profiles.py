"""People and groups whose provider told an id alone: who is to be asked about, and what was said."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import identities, profiles


class WishRow(Struct, frozen=True, kw_only=True):
    """`due_at` in ms: who claims a wish moves it on."""

    contact_id: str
    channel_id: str
    kind: str
    value: str
    in_group: str | None
    due_at: int
    tries: int
    picture: str | None
    told_at: int | None


_WISH = tuple(profiles.c[name] for name in WishRow.__struct_fields__)


async def due(connection: Connection, now: int, limit: int) -> list[WishRow]:
    statement = select(*_WISH).where(profiles.c.due_at <= now).order_by(profiles.c.due_at).limit(limit)
    return await connection.rows(statement, WishRow)


async def claim(connection: Connection, wish: WishRow, until: int) -> bool:
    """Only one process asks."""
    statement = update(profiles).where(profiles.c.contact_id == wish.contact_id, profiles.c.due_at == wish.due_at)
    return bool(await connection.execute(statement.values(due_at=until, tries=profiles.c.tries + 1)))


async def settle(
    connection: Connection,
    contact_id: str,
    *,
    again_at: int | None,
    told_at: int | None = None,
    language: str | None = None,
    picture: str | None = None,
    words: str | None = None,
) -> None:
    told = {"told_at": told_at, "language": language, "picture": picture, "words": words, "tries": 0}
    values = {"due_at": again_at} | ({} if told_at is None else told)
    await connection.execute(update(profiles).where(profiles.c.contact_id == contact_id).values(**values))


async def bearer(connection: Connection, kind: str, value: str) -> str | None:
    """The contact that is called so."""
    named = (identities.c.kind == kind) & (identities.c.value == value)
    found: str | None = await connection.value(select(identities.c.contact_id).where(named))
    return found
