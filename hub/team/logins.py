"""Signing in, staying signed in, and out.

A sign-in has two transactions with the slow comparison of passwords between them: `begin_try` counts the try first, so that a
thousand at once cannot slip under the limit; `accept` says whose password it was, and `hub.team.sign_in` what is needed beside it. A refresh token works once; used again it means
that two hold it, and the login session ends. Only within `GRACE_MS` a repeat is innocent: two tabs, or an answer that was lost.
"""

from __future__ import annotations

import ipaddress
from typing import Literal, cast

import msgspec
from msgspec import Struct

from hub import ids, permissions, shaping
from hub.permissions import Agent
from hub.team import passwords, second_factor, tokens, users
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.errors import Refusal
from hub.wire.people import Language, LoginSession
from storage.database import Connection
from storage.team import logins, push
from storage.team import users as user_rows
from storage.team.logins import SessionRow
from storage.team.users import UserRow

WINDOW_MS = 15 * 60 * 1000
TRIES_PER_PAIR = 10  # one e-mail address from one network address: a person who forgot
TRIES_PER_ADDRESS = 60  # an office behind one address
TRIES_PER_EMAIL = (
    100  # from everywhere: a guess spread over many machines. High, so that nobody is locked out by a stranger
)
REFRESH_MS = 30 * 24 * 3600 * 1000
GRACE_MS = 30 * 1000
LONGEST_CLIENT = 200
WRONG = "The e-mail address or the password is wrong."


class Try(Struct, frozen=True):
    """A counted attempt. `user` None: nobody has this e-mail address, which the answer must not tell."""

    keys: tuple[str, ...]
    user: UserRow | None


class Grant(Struct, frozen=True):
    """What a sign-in or a refresh gives. `refresh_token` is known to the browser alone."""

    user: shapes.User
    language: Language | None
    login: str
    refresh_token: str
    at: int  # ms


async def begin_try(tx: Transaction, email: str, address: str) -> Try:
    """Counts the attempt and finds whom it is for. The caller must commit also when this returns a Try that will fail."""
    email = users.normal_email(email)[: users.LONGEST_EMAIL]
    network = network_of(address)
    limits = {
        f"pair:{network}:{tokens.hash_of(email)}": TRIES_PER_PAIR,
        f"address:{network}": TRIES_PER_ADDRESS,
        f"email:{tokens.hash_of(email)}": TRIES_PER_EMAIL,
    }
    counts = await logins.count_try(tx.connection, limits, tx.now, WINDOW_MS)
    if any(counts[key] > limit for key, limit in limits.items()):
        raise Refusal(
            "too_many", "Too many attempts to sign in. Try again in 15 minutes.", retry_after=WINDOW_MS / 1000
        )
    row = await user_rows.by_email(tx.connection, email)
    return Try(tuple(limits), row if row is not None and row.active else None)


async def check(attempt: Try, password: str) -> str | None:
    """Compares the password; raises Refusal `not_signed_in`. Returns a better hash where the kept one was made by weaker means.

    Takes as long for an unknown e-mail address as for a wrong password."""
    kept = attempt.user.password_hash if attempt.user else None
    if not await passwords.verify(kept, password) or kept is None:
        raise Refusal("not_signed_in", WRONG)
    return await passwords.rehash(password) if passwords.outdated(kept) else None


async def accept(tx: Transaction, attempt: Try, better_hash: str | None) -> UserRow:
    """Whose the right password of an attempt is that `check` let pass. Raises Refusal when the user changed meanwhile."""
    user = attempt.user
    now_kept = await user_rows.get(tx.connection, user.id) if user else None
    if user is None or now_kept is None or not now_kept.active or now_kept.password_hash != user.password_hash:
        raise Refusal("not_signed_in", WRONG)
    pair, *others = attempt.keys
    await logins.clear_tries(tx.connection, [pair])
    await logins.forgive(tx.connection, others)
    if better_hash is None or not await user_rows.set_password_hash(
        tx.connection, user.id, user.password_hash, better_hash
    ):
        return now_kept
    return msgspec.structs.replace(now_kept, password_hash=better_hash)


async def open_login(tx: Transaction, user_id: str, client: str, address: str) -> Grant:
    """A new login session for a user whose identity is proven in full: see `hub.team.sign_in`."""
    login_id = ids.new()
    await logins.open_login(tx.connection, login_id, user_id, client[:LONGEST_CLIENT], address[:64], tx.now)
    return await _grant(tx, user_id, login_id)


async def refresh(tx: Transaction, token: str) -> Grant | None:
    """Rotates a refresh token. None when it is not good; the caller must commit also then, for a token used twice ends its login."""
    token_hash = tokens.hash_of(token)
    known = await logins.refresh(tx.connection, token_hash)
    if known is None or known.expires_at <= tx.now:
        return None
    login = await logins.touch(
        tx.connection, known.login_id, tx.now
    )  # from here on, one refresh of this login at a time
    row = await logins.refresh(tx.connection, token_hash)
    user = await user_rows.get(tx.connection, login.user_id) if login else None
    if login is None or row is None or user is None or not user.active:
        return None
    if await second_factor.is_missing(tx.connection, user.id):  # required since this session began
        await end(tx, login.id, "signed_out")
        return None
    if row.rotated_at is None:
        await logins.mark_rotated(tx.connection, token_hash, tx.now)
    elif tx.now - row.rotated_at > GRACE_MS:
        await end(tx, login.id, "revoked")
        return None
    return await _grant(tx, login.user_id, login.id)


async def end_by_token(tx: Transaction, token: str) -> None:
    """Signs out the login session a refresh token belongs to. Of an unknown token nothing happens."""
    known = await logins.refresh(tx.connection, tokens.hash_of(token))
    if known is not None:
        await end(tx, known.login_id, "signed_out")


async def end(tx: Transaction, login_id: str, reason: Literal["signed_out", "revoked"]) -> None:
    """Ends one login session: its sockets close and its tokens are void. Of one that has ended nothing happens."""
    ended = await logins.end(tx.connection, login_id, tx.now)
    if ended is not None:
        await push.remove_of_logins(tx.connection, [ended.id])
        tx.announce(events.LoginEnded(ended.user_id, ended.id, reason), permissions.for_user(ended.user_id))


async def end_all(tx: Transaction, user_id: str, reason: Literal["signed_out", "revoked"] = "signed_out") -> int:
    """Signs a user out everywhere. Returns how many login sessions there were."""
    count = await logins.end_all(tx.connection, user_id, tx.now)
    await push.remove_of_user(tx.connection, user_id)
    tx.announce(events.LoginEnded(user_id, None, reason), permissions.for_user(user_id))
    return count


async def end_others(tx: Transaction, user_id: str, but: str) -> int:
    """Signs a user out everywhere but in one login session. Returns how many there were."""
    ended = await logins.end_others(tx.connection, user_id, but, tx.now)
    await push.remove_of_logins(tx.connection, ended)
    for login_id in ended:
        tx.announce(events.LoginEnded(user_id, login_id, "signed_out"), permissions.for_user(user_id))
    return len(ended)


async def list_page(
    connection: Connection, agent: Agent, now: int, words: str | None, after: str | None, limit: int
) -> shapes.Page:
    """Where the agent is signed in, newest first."""
    since = now - REFRESH_MS
    found = await logins.of_user(connection, agent.id, used_after=since, words=words, after=after, limit=limit + 1)
    kept = found[:limit]
    return shapes.Page(items=[_shape(row, agent) for row in kept], next=kept[-1].id if len(found) > len(kept) else None)


async def end_own(tx: Transaction, agent: Agent, login_id: str) -> None:
    """Ends one of the agent's own login sessions. Raises Refusal `not_found` for any other."""
    if not await logins.is_open(tx.connection, login_id, agent.id):
        raise Refusal("not_found", "There is no such session of yours.")
    await end(tx, login_id, "signed_out")


def _shape(row: SessionRow, agent: Agent) -> LoginSession:
    return LoginSession(
        id=row.id,
        client=row.client,
        address=row.address,
        created_at=shaping.time_text(row.created_at),
        used_at=shaping.time_text(row.used_at),
        current=row.id == agent.login,
    )


async def _grant(tx: Transaction, user_id: str, login_id: str) -> Grant:
    token = tokens.new_secret()
    await logins.add_refresh(tx.connection, tokens.hash_of(token), login_id, tx.now, tx.now + REFRESH_MS)
    (row,) = await user_rows.find(tx.connection, [user_id])
    user = users.shape(row, await users.rights(tx.connection))
    return Grant(user, cast(Language | None, row.language), login_id, token, tx.now)


def network_of(address: str) -> str:
    """An IPv6 customer has a whole /64 to try from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
