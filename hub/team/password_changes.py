"""Choosing another password: by the old one, or by a one-time link that was mailed or handed over."""

from __future__ import annotations

from hub import permissions
from hub.mail import post as mail
from hub.office import activity
from hub.permissions import Agent
from hub.team import links, logins, passwords, tokens, users
from hub.team.links import Made
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.team import logins as login_rows
from storage.team import users as user_rows
from storage.team.users import UserRow

WINDOW_MS = 3_600_000
TRIES = 10  # at the present password, in an hour
LETTERS_PER_EMAIL = 5  # in an hour: nobody's mailbox is filled
LETTERS_PER_ADDRESS = 30


async def begin_change(tx: Transaction, agent: Agent) -> UserRow:
    """Counts the try at the present password, and gives what it is compared with. The caller commits before comparing."""
    key = f"password:{agent.id}"
    counts = await login_rows.count_try(tx.connection, [key], tx.now, WINDOW_MS)
    if counts[key] > TRIES:
        raise Refusal("too_many", "Too many wrong passwords. Try again in an hour.", retry_after=WINDOW_MS / 1000)
    row = await user_rows.get(tx.connection, agent.id)
    assert row is not None
    return row


async def compare(user: UserRow, present: str) -> None:
    """Raises Refusal `invalid` when it is not the present password."""
    if not await passwords.verify(user.password_hash, present):
        raise Refusal("invalid", "The present password is wrong.", field="present")


async def change(tx: Transaction, agent: Agent, user: UserRow, new_hash: str, mailing: bool) -> None:
    """Sets a new password in place of the compared one, and signs out everywhere else."""
    if not await user_rows.set_password_hash(tx.connection, user.id, user.password_hash, new_hash):
        raise Refusal("conflict", "The password was changed in the meantime.")
    await login_rows.clear_tries(tx.connection, [f"password:{agent.id}"])
    await login_rows.void_links(tx.connection, user.id, tx.now)
    await logins.end_others(tx, user.id, agent.login)
    await activity.note(tx, agent, "user.password_changed", subject=user.id, title=user.name)
    if mailing:
        await mail.post(tx, "password_changed", user.email)


async def ask(tx: Transaction, email: str, address: str) -> None:
    """Somebody forgot. Writes the same for every e-mail address: a worker finds out whose it is. Raises Refusal `too_many`."""
    email = users.normal_email(email)[: users.LONGEST_EMAIL]
    limits = {
        f"forgot:{tokens.hash_of(email)}": LETTERS_PER_EMAIL,
        f"forgot:{logins.network_of(address)}": LETTERS_PER_ADDRESS,
    }
    counts = await login_rows.count_try(tx.connection, limits, tx.now, WINDOW_MS)
    if any(counts[key] > limit for key, limit in limits.items()):
        raise Refusal("too_many", "This was asked too often. Try again in an hour.", retry_after=WINDOW_MS / 1000)
    await mail.post(tx, "password", email)


async def make_link(tx: Transaction, agent: Agent, user_id: str) -> Made:
    """A link an administrator hands over. Raises Refusal `not_found`, `conflict`."""
    permissions.require_role(agent, "admin")
    user = await user_rows.get(tx.connection, user_id)
    if user is None:
        raise Refusal("not_found", "There is no such person.")
    if not user.active:
        raise Refusal("conflict", f"{user.name} is deactivated. Let them in again first.")
    if user.password_hash is None:
        raise Refusal("conflict", f"{user.name} has not come in yet. Make an invitation instead.")
    await activity.note(tx, agent, "user.password_link", subject=user.id, title=user.name)
    return await links.make(tx, "password", user.id, links.PASSWORD_MS)


async def owner(connection: Connection, secret: str, now: int) -> UserRow:
    """Whom a link for a new password is for. Raises Refusal `not_allowed`."""
    return await links.owner(connection, "password", secret, now)


async def choose(tx: Transaction, secret: str, new_hash: str, mailing: bool) -> None:
    """Spends a link on a new password and signs the person out everywhere. Raises Refusal `not_allowed`."""
    user = await links.spend(tx, "password", secret)
    if not await user_rows.set_password_hash(tx.connection, user.id, user.password_hash, new_hash):
        raise Refusal("conflict", "The password was changed in the meantime.")
    await logins.end_all(tx, user.id)
    await activity.note(tx, None, "user.password_chosen", subject=user.id, title=user.name)
    if mailing:
        await mail.post(tx, "password_changed", user.email)
