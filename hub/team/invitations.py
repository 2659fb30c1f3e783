"""Invitations: somebody is in the team from the moment they are invited, and comes in by a link that lets them choose a password."""

from __future__ import annotations

from hub.mail import post as mail
from hub.office import activity
from hub.permissions import Agent
from hub.team import colleagues, links, teams, users
from hub.team.links import Made
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.people import Colleague, Invitation
from storage.database import Connection
from storage.team import users as user_rows
from storage.team.users import UserRow


async def invite(tx: Transaction, agent: Agent, asked: Invitation, mailing: bool) -> Colleague:
    """Raises Refusal `conflict` when the e-mail address is taken, `not_allowed` when the role is not the agent's to give."""
    colleagues.require_role_to_give(agent, asked.role)
    made = await users.add(tx, email=asked.email, name=asked.name, role=asked.role, password_hash=None)
    await colleagues.join_channels(tx, agent, made.id, asked.channels)
    await teams.join(tx, made.id, asked.teams)
    if mailing:
        await mail.post(tx, "invitation", made.email, agent.name)
    shown = await colleagues.get(tx.connection, agent, made.id)
    await activity.note(tx, agent, "user.invited", subject=made.id, title=made.name, after=shown)
    return shown


async def make_link(tx: Transaction, agent: Agent, user_id: str) -> Made:
    """A link to copy; earlier ones go on working until one is used. Raises Refusal `not_found`, `not_allowed`, `conflict`."""
    user = await user_rows.get(tx.connection, user_id)
    if user is None:
        raise Refusal("not_found", "There is no such person.")
    colleagues.require_role_to_give(agent, user.role)
    if not user.active:
        raise Refusal("conflict", f"{user.name} is deactivated. Let them in again first.")
    if user.password_hash is not None:
        raise Refusal("conflict", f"{user.name} has come in already.")
    await activity.note(tx, agent, "user.invitation_link", subject=user.id, title=user.name)
    return await links.make(tx, "invitation", user.id, links.INVITATION_MS)


async def owner(connection: Connection, secret: str, now: int) -> UserRow:
    """Whom an invitation is for. Raises Refusal `not_allowed`."""
    return await links.owner(connection, "invitation", secret, now)


async def accept(tx: Transaction, secret: str, name: str | None, password_hash: str) -> UserRow:
    """Spends an invitation on a first password (and a name of one's own choice). Raises Refusal `not_allowed`, `invalid`."""
    user = await links.spend(tx, "invitation", secret)
    if not await user_rows.set_password_hash(tx.connection, user.id, None, password_hash):
        raise Refusal("not_allowed", links.GONE, field="token")
    await users.change(tx, user.id, **({} if name is None else {"name": users.name_of(name)}))
    await activity.note(tx, None, "user.came_in", subject=user.id, title=user.name)
    kept = await user_rows.get(tx.connection, user.id)
    assert kept is not None
    return kept
