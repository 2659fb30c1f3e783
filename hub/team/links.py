"""One-time links to the console: known to whoever holds them, kept by their hashes. The secret stands behind the #, which a browser
sends to nobody and no server logs."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub import shaping
from hub.durations import HOUR_MS
from hub.team import tokens
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.people import Link
from storage.database import Connection
from storage.team import logins, users
from storage.team.users import UserRow

Purpose = Literal["invitation", "password"]
PAGES: dict[Purpose, str] = {"invitation": "/invitation", "password": "/new-password"}
INVITATION_MS = 7 * 24 * HOUR_MS
PASSWORD_MS = 24 * HOUR_MS  # handed over by an administrator
MAILED_PASSWORD_MS = HOUR_MS
GONE = "This link is not valid any more. Ask for a new one."


class Made(Struct, frozen=True):
    """`expires_at` in ms."""

    purpose: Purpose
    secret: str
    expires_at: int


async def make(tx: Transaction, purpose: Purpose, user_id: str, lasting_ms: int) -> Made:
    made = Made(purpose, tokens.new_secret(), tx.now + lasting_ms)
    await logins.add_link(tx.connection, tokens.hash_of(made.secret), purpose, user_id, made.expires_at)
    return made


def shape(made: Made, public_url: str) -> Link:
    return Link(url=url(made, public_url), expires_at=shaping.time_text(made.expires_at))


def url(made: Made, public_url: str) -> str:
    return f"{public_url}{PAGES[made.purpose]}#{made.secret}"


async def owner(connection: Connection, purpose: Purpose, secret: str, now: int) -> UserRow:
    """Whom a link is for. Raises Refusal `not_allowed` when it is spent or too old, or its owner was deactivated."""
    user_id = await logins.link_user(connection, tokens.hash_of(secret), purpose, now)
    found = await users.get(connection, user_id) if user_id else None
    if found is None or not found.active:
        raise Refusal("not_allowed", GONE, field="token")
    return found


async def spend(tx: Transaction, purpose: Purpose, secret: str) -> UserRow:
    """Uses a link, and with it every other link of the same person. Of two who hold it only one gets through."""
    found = await owner(tx.connection, purpose, secret, tx.now)
    if not await logins.use_link(tx.connection, tokens.hash_of(secret), purpose, tx.now):
        raise Refusal("not_allowed", GONE, field="token")
    await logins.void_links(tx.connection, found.id, tx.now)
    return found
