"""Through the door: what is asked of somebody whose password, or one-time link, was right."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.team import logins, second_factor, tokens
from hub.team.logins import Grant
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.team import users
from storage.team.users import UserRow


class Half(Struct, frozen=True, kw_only=True):
    """A sign-in that still needs a code, or, where that is required and missing, an authenticator app. `at`: ms."""

    step: Literal["code", "setup"]
    user: UserRow
    at: int


async def enter(tx: Transaction, user: UserRow, client: str, address: str) -> Grant | Half:
    """A login session, unless a second step is needed first."""
    if await second_factor.is_on(tx.connection, user.id):
        return Half(step="code", user=user, at=tx.now)
    if await second_factor.is_missing(tx.connection, user.id):
        return Half(step="setup", user=user, at=tx.now)
    return await logins.open_login(tx, user.id, client, address)


async def half_signed_in(connection: Connection, secret_key: str, half_token: str) -> UserRow:
    """Whose half token it is. Raises Refusal `not_signed_in` when it is too old, or the password was changed meanwhile."""
    claims = tokens.read_half(secret_key, half_token)
    user = await users.get(connection, claims.user)
    if user is None or not user.active or tokens.hash_of(user.password_hash or "") != claims.login:
        raise Refusal("not_signed_in", "Please sign in again.")
    return user


async def finish(
    tx: Transaction, vault: Vault, user: UserRow, code: str, client: str, address: str
) -> tuple[Grant, list[str] | None]:
    """The second step, whose try is counted: a login session; and recovery codes, when this code turned two-step sign-in on.

    Raises Refusal `invalid` for a wrong code."""
    recovery_codes = None
    if await second_factor.is_on(tx.connection, user.id):
        await second_factor.check(tx, vault, user.id, code)
    else:
        recovery_codes = await second_factor.confirm(tx, vault, user.id, code)
    return await logins.open_login(tx, user.id, client, address), recovery_codes
