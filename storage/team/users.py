"""The members of the team, and what rights need to know of channel accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from storage.database import Connection
from storage.matching import mentions
from storage.tables import channels, login_sessions, second_factors, team_members, users


class UserRow(Struct, frozen=True, kw_only=True):
    id: str
    version: int
    name: str
    email: str
    role: str
    password_hash: str | None
    active: bool
    rights_version: int
    language: str | None = None


class ColleagueRow(UserRow, frozen=True, kw_only=True):
    """`working_hours`: JSON, None for the office's; times in ms."""

    signature: str
    working_hours: str | None
    two_step: bool
    created_at: int
    updated_at: int


class SignedInRow(UserRow, frozen=True, kw_only=True):
    """An active user with one of the login sessions that have not ended."""

    login: str


class ChannelMembers(Struct, frozen=True, kw_only=True):
    """`members`: a JSON list of user ids, or None for everybody."""

    id: str
    state: str
    members: str | None


COLUMNS = (
    users.c.id, users.c.version, users.c.name, users.c.email, users.c.role, users.c.password_hash, users.c.active, users.c.rights_version,
    users.c.language,
)  # fmt: skip


_two_step = second_factors.c.user_id.is_not(None).label("two_step")
_about = (*COLUMNS, users.c.signature, users.c.working_hours, _two_step, users.c.created_at, users.c.updated_at)
_colleagues = select(*_about).outerjoin(
    second_factors, (second_factors.c.user_id == users.c.id) & second_factors.c.confirmed_at.is_not(None)
)


async def with_login(connection: Connection, user_id: str, login_id: str) -> UserRow | None:
    """The active user whose login session has not ended."""
    statement = (
        select(*COLUMNS)
        .join(login_sessions, login_sessions.c.user_id == users.c.id)
        .where(
            users.c.id == user_id, users.c.active, login_sessions.c.id == login_id, login_sessions.c.ended_at.is_(None)
        )
    )
    return await connection.row(statement, UserRow)


async def with_logins(connection: Connection, logins: Iterable[str]) -> list[SignedInRow]:
    """The active users of these login sessions, where those have not ended."""
    statement = (
        select(*COLUMNS, login_sessions.c.id.label("login"))
        .join(login_sessions, login_sessions.c.user_id == users.c.id)
        .where(users.c.active, login_sessions.c.id.in_(list(logins)), login_sessions.c.ended_at.is_(None))
    )
    return await connection.rows(statement, SignedInRow)


async def get(connection: Connection, user_id: str) -> UserRow | None:
    return await connection.row(select(*COLUMNS).where(users.c.id == user_id), UserRow)


async def by_email(connection: Connection, email: str) -> UserRow | None:
    return await connection.row(select(*COLUMNS).where(users.c.email == email), UserRow)


async def find(connection: Connection, ids: Iterable[str] | None = None) -> list[UserRow]:
    """These users, or all, by name."""
    statement = select(*COLUMNS).order_by(users.c.name, users.c.id)
    if ids is not None:
        statement = statement.where(users.c.id.in_(list(ids)))
    return await connection.rows(statement, UserRow)


async def count(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(users)))


async def add(connection: Connection, row: UserRow, now: int) -> bool:
    """False when the e-mail address is taken."""
    given = {name: getattr(row, name) for name in row.__struct_fields__} | {"created_at": now, "updated_at": now}
    return bool(await connection.insert_many(users, [given], ignore=True, returning="id"))


async def set_password_hash(connection: Connection, user_id: str, old: str | None, new: str) -> bool:
    """Replaces a hash, unless the password was changed meanwhile (False)."""
    same = users.c.password_hash.is_(None) if old is None else users.c.password_hash == old
    return await connection.execute(update(users).where(users.c.id == user_id, same).values(password_hash=new)) == 1


async def channel_members(connection: Connection) -> list[ChannelMembers]:
    return await connection.rows(
        select(channels.c.id, channels.c.state, channels.c.members).order_by(channels.c.id), ChannelMembers
    )


async def colleague(connection: Connection, user_id: str) -> ColleagueRow | None:
    return await connection.row(_colleagues.where(users.c.id == user_id), ColleagueRow)


async def page(
    connection: Connection,
    *,
    words: str | None,
    role: str | None,
    active: bool | None,
    team: str | None,
    after: tuple[str, str] | None,
    limit: int,
) -> list[ColleagueRow]:
    """By name; `after`: name and id of the last one seen."""
    statement = _colleagues.order_by(users.c.name, users.c.id).limit(limit)
    if words:
        statement = statement.where(or_(mentions(users.c.name, words), mentions(users.c.email, words)))
    if role is not None:
        statement = statement.where(users.c.role == role)
    if active is not None:
        statement = statement.where(users.c.active == active)
    if team is not None:
        members = select(team_members.c.user_id).where(team_members.c.team_id == team)
        statement = statement.where(users.c.id.in_(members))
    if after is not None:
        statement = statement.where(tuple_(users.c.name, users.c.id) > after)
    return await connection.rows(statement, ColleagueRow)


async def lock(connection: Connection, user_id: str, *, with_admins: bool = False) -> list[UserRow]:
    """The user as nobody else is changing them now; `with_admins` every active administrator too, in the order of ids."""
    wanted = users.c.id == user_id
    if with_admins:
        wanted = wanted | ((users.c.role == "admin") & users.c.active)
    return await connection.rows(
        select(*COLUMNS).where(wanted).order_by(users.c.id).with_for_update(key_share=True), UserRow
    )


async def change(connection: Connection, user_id: str, now: int, **values: Any) -> None:
    """Sets `values` and counts the version up."""
    statement = update(users).where(users.c.id == user_id)
    await connection.execute(statement.values(version=users.c.version + 1, updated_at=now, **values))


async def try_change(connection: Connection, user_id: str, now: int, **values: Any) -> bool:
    """`change`, but False when the e-mail address is somebody else's."""
    try:
        async with connection.savepoint():
            await change(connection, user_id, now, **values)
    except IntegrityError:
        return False
    return True
