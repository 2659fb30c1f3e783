"""The members of the team, and what rights need to know of channel accounts."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import func, select, update

from storage.database import Connection
from storage.tables import channels, login_sessions, users


class UserRow(Struct, frozen=True, kw_only=True):
    id: str
    version: int
    name: str
    email: str
    role: str
    password_hash: str | None
    active: bool
    rights_version: int


class SignedInRow(UserRow, frozen=True, kw_only=True):
    """An active user with one of the login sessions that have not ended."""

    login: str


class ChannelMembers(Struct, frozen=True, kw_only=True):
    """`members`: a JSON list of user ids, or None for everybody."""

    id: str
    state: str
    members: str | None


_columns = (
    users.c.id, users.c.version, users.c.name, users.c.email, users.c.role, users.c.password_hash, users.c.active, users.c.rights_version,
)  # fmt: skip


async def with_login(connection: Connection, user_id: str, login_id: str) -> UserRow | None:
    """The active user whose login session has not ended."""
    statement = (
        select(*_columns)
        .join(login_sessions, login_sessions.c.user_id == users.c.id)
        .where(
            users.c.id == user_id, users.c.active, login_sessions.c.id == login_id, login_sessions.c.ended_at.is_(None)
        )
    )
    return await connection.row(statement, UserRow)


async def with_logins(connection: Connection, logins: Iterable[str]) -> list[SignedInRow]:
    """The active users of these login sessions, where those have not ended."""
    statement = (
        select(*_columns, login_sessions.c.id.label("login"))
        .join(login_sessions, login_sessions.c.user_id == users.c.id)
        .where(users.c.active, login_sessions.c.id.in_(list(logins)), login_sessions.c.ended_at.is_(None))
    )
    return await connection.rows(statement, SignedInRow)


async def get(connection: Connection, user_id: str) -> UserRow | None:
    return await connection.row(select(*_columns).where(users.c.id == user_id), UserRow)


async def by_email(connection: Connection, email: str) -> UserRow | None:
    return await connection.row(select(*_columns).where(users.c.email == email), UserRow)


async def find(connection: Connection, ids: Iterable[str] | None = None) -> list[UserRow]:
    """These users, or all, by name."""
    statement = select(*_columns).order_by(users.c.name, users.c.id)
    if ids is not None:
        statement = statement.where(users.c.id.in_(list(ids)))
    return await connection.rows(statement, UserRow)


async def count(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(users)))


async def add(connection: Connection, row: UserRow, now: int) -> bool:
    """False when the e-mail address is taken."""
    given = {name: getattr(row, name) for name in row.__struct_fields__} | {"created_at": now, "updated_at": now}
    return bool(await connection.insert_many(users, [given], ignore=True, returning="id"))


async def set_password_hash(connection: Connection, user_id: str, old: str, new: str) -> None:
    """Replaces a hash by a better one of the same password, unless the password was changed meanwhile."""
    await connection.execute(
        update(users).where(users.c.id == user_id, users.c.password_hash == old).values(password_hash=new)
    )


async def channel_members(connection: Connection) -> list[ChannelMembers]:
    return await connection.rows(
        select(channels.c.id, channels.c.state, channels.c.members).order_by(channels.c.id), ChannelMembers
    )
