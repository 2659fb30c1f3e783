"""Personal API keys, kept by their hashes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import or_, select, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import api_keys, users
from storage.team.users import COLUMNS as USER_COLUMNS
from storage.team.users import UserRow


class KeyRow(Struct, frozen=True, kw_only=True):
    """`scopes`: words. `hint`: its first characters. Times in ms."""

    id: str
    user_id: str
    name: str
    scopes: str
    hint: str
    created_at: int
    used_at: int | None
    expires_at: int | None
    revoked_at: int | None


class HolderRow(UserRow, frozen=True, kw_only=True):
    """An active user with the key they hold."""

    key_id: str
    scopes: str


_COLUMNS = tuple(api_keys.c[name] for name in KeyRow.__struct_fields__)


async def add(connection: Connection, row: KeyRow, key_hash: str) -> None:
    given = {name: getattr(row, name) for name in KeyRow.__struct_fields__}
    await connection.insert_many(api_keys, [given | {"hash": key_hash}])


async def holder(connection: Connection, key_hash: str, now: int) -> HolderRow | None:
    """The active user whose key it is, unless it was revoked or has expired."""
    statement = (
        select(*USER_COLUMNS, api_keys.c.id.label("key_id"), api_keys.c.scopes)
        .join(api_keys, api_keys.c.user_id == users.c.id)
        .where(
            api_keys.c.hash == key_hash,
            api_keys.c.revoked_at.is_(None),
            or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now),
            users.c.active,
        )
    )
    return await connection.row(statement, HolderRow)


async def of_user(
    connection: Connection, user_id: str, *, words: str | None, after: str | None, limit: int
) -> list[KeyRow]:
    """Those not revoked, newest first; `after`: the id of the last one seen."""
    statement = select(*_COLUMNS).where(api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None))
    if words:
        statement = statement.where(mentions(api_keys.c.name, words))
    if after is not None:
        statement = statement.where(api_keys.c.id < after)
    return await connection.rows(statement.order_by(api_keys.c.id.desc()).limit(limit), KeyRow)


async def revoke(connection: Connection, key_id: str, user_id: str, now: int) -> KeyRow | None:
    """None when the user has no such key that still works."""
    there = api_keys.c.id == key_id, api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None)
    statement = update(api_keys).where(*there).values(revoked_at=now).returning(*_COLUMNS)
    return await connection.row(statement, KeyRow)


async def revoke_all(connection: Connection, user_id: str, now: int) -> int:
    theirs = api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None)
    return await connection.execute(update(api_keys).where(*theirs).values(revoked_at=now))


async def note_uses(connection: Connection, uses: Mapping[str, int]) -> None:
    """By key: when it was last used (ms)."""
    await connection.update_many(api_keys, [{"id": id, "used_at": at} for id, at in sorted(uses.items())])
