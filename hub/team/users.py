"""The members of the team: who they are, and what each may see now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast, get_args

import msgspec

from hub import ids, permissions
from hub.permissions import Agent, ChannelRights
from hub.team import tokens
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.team import logins as login_rows
from storage.team import users
from storage.team.users import UserRow

FIRST_ADMIN = "first_admin"
LINK_MS = 24 * 3600 * 1000
LONGEST_NAME = 200
LONGEST_EMAIL = 320  # the column's width, and the most an address can have
ROLES: tuple[str, ...] = get_args(shapes.Role)
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")
_members = msgspec.json.Decoder(list[str])


async def agent(connection: Connection, user_id: str, login_id: str) -> Agent | None:
    """The agent with the rights of this moment; None when the login session has ended or the user is not active."""
    row = await users.with_login(connection, user_id, login_id)
    return None if row is None else agent_of(row, login_id, await rights(connection))


async def signed_in(connection: Connection, logins: Iterable[str]) -> dict[tuple[str, str], tuple[Agent, shapes.User]]:
    """By (user, login session): the agents of these login sessions with the rights of this moment, and how they are shown. Those who
    may not come in are missing."""
    rows = await users.with_logins(connection, logins)
    channels = await rights(connection)
    return {(row.id, row.login): (agent_of(row, row.login, channels), shape(row, channels)) for row in rows}


def agent_of(row: UserRow, login_id: str, channels: Sequence[ChannelRights]) -> Agent:
    role = cast(shapes.Role, row.role)
    return Agent(
        id=row.id,
        name=row.name,
        role=role,
        login=login_id,
        rights_version=row.rights_version,
        channels=permissions.channels_of(row.id, role, channels),
    )


async def rights(connection: Connection) -> list[ChannelRights]:
    """What every channel account says about who holds it."""
    rows = await users.channel_members(connection)
    return [
        ChannelRights(r.id, r.state, None if r.members is None else tuple(_members.decode(r.members))) for r in rows
    ]


async def shapes_of(connection: Connection, user_ids: Iterable[str] | None = None) -> list[shapes.User]:
    """These users, or all of them, by name."""
    channels = await rights(connection)
    return [shape(row, channels) for row in await users.find(connection, user_ids)]


def shape(row: UserRow, channels: Sequence[ChannelRights]) -> shapes.User:
    return shapes.User(
        id=row.id,
        version=row.version,
        name=row.name,
        email=row.email,
        role=cast(shapes.Role, row.role),
        channels=[c.id for c in channels if c.members is not None and row.id in c.members],
        active=row.active,
    )


async def add(tx: Transaction, *, email: str, name: str, role: str, password_hash: str | None) -> shapes.User:
    """A new member of the team. Raises Refusal `invalid`, or `conflict` when the e-mail address is taken."""
    row = UserRow(
        id=ids.new(),
        version=1,
        name=name_of(name),
        email=email_of(email),
        role=role_of(role),
        password_hash=password_hash,
        active=True,
        rights_version=1,
    )
    if not await users.add(tx.connection, row, tx.now):
        raise Refusal("conflict", f"There is already somebody with the e-mail address {row.email}.", field="email")
    made = shape(row, await rights(tx.connection))
    tx.announce(events.UserChanged(made), [permissions.EVERYONE])
    return made


async def change(tx: Transaction, user_id: str, **values: Any) -> None:
    """Sets columns of a user, counts the version up and tells everybody."""
    await users.change(tx.connection, user_id, tx.now, **values)
    (changed,) = await shapes_of(tx.connection, [user_id])
    tx.announce(events.UserChanged(changed), [permissions.EVERYONE])


async def first_admin_link(tx: Transaction) -> str | None:
    """A secret that makes the first administrator, once, within a day; None when there is somebody already."""
    if await users.count(tx.connection):
        return None
    secret = tokens.new_secret()
    await login_rows.add_link(tx.connection, tokens.hash_of(secret), FIRST_ADMIN, None, tx.now + LINK_MS)
    return secret


async def add_first_admin(tx: Transaction, secret: str, *, email: str, name: str, password_hash: str) -> shapes.User:
    """Spends the link of `first_admin_link`. Raises Refusal `not_allowed` when it is spent, too old, or no longer needed."""
    good = await login_rows.use_link(tx.connection, tokens.hash_of(secret), FIRST_ADMIN, tx.now)
    if not good or await users.count(tx.connection):
        raise Refusal(
            "not_allowed",
            "This link is not valid any more. Start the server again for a new one, or ask an administrator.",
        )
    return await add(tx, email=email, name=name, role="admin", password_hash=password_hash)


def normal_email(given: str) -> str:
    return given.strip().lower()


def email_of(given: str) -> str:
    """As it is kept. Raises Refusal `invalid`."""
    email = normal_email(given)
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise Refusal("invalid", f"{given!r} is not an e-mail address.", field="email")
    return email


def name_of(given: Any) -> str:
    """As it is kept. Raises Refusal `invalid`."""
    name = " ".join(str(given).split())
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
        raise Refusal("invalid", f"The name needs 1 to {LONGEST_NAME} characters.", field="name")
    return name


def role_of(given: str) -> str:
    if given not in ROLES:
        raise Refusal("invalid", f"{given!r} is no role; there are {', '.join(ROLES)}.", field="role")
    return given
