"""`/api/v1/users`: the team. Administrators find the same under `/api/v1/admin/users`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from hub import permissions
from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import colleagues, invitations, links, password_changes
from hub.transaction import Transaction
from hub.wire.people import Colleague, ColleagueChange, Invitation, Link, Present, PresentColleague
from hub.wire.shapes import Page, Role
from storage.database import Connection
from web.answers import answer
from web.authentication import hub_of
from web.operations import (
    ADMINS,
    ANYONE,
    MANAGERS,
    Asked,
    NoQuery,
    Operation,
    Paged,
    Paging,
    agent_of,
    other,
    read,
    write,
)
from web.resources import totp


class UsersQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`team`: the id of a team whose members are wanted."""

    role: Role | None = None
    active: bool | None = None
    team: Annotated[str, Meta(max_length=64)] | None = None


async def listed(connection: Connection, agent: Agent, asked: Asked[UsersQuery, None]) -> Page:
    query = asked.query
    return await colleagues.list_page(
        connection,
        agent,
        words=query.q,
        role=query.role,
        active=query.active,
        team=query.team,
        after=query.after,
        limit=query.limit,
        presence=_here(asked.hub, agent),
    )


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> PresentColleague:
    return await colleagues.get_present(connection, agent, asked.id, _here(asked.hub, agent))


async def invite(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Invitation]) -> Colleague:
    permissions.require_person(agent)
    return await invitations.invite(tx, agent, asked.body, asked.hub.settings.mailing)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ColleagueChange]) -> Colleague:
    permissions.require_person(agent)
    return await colleagues.change(tx, agent, asked.id, asked.body, asked.if_match)


async def deactivate(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    """What they wrote stays, under their name."""
    permissions.require_person(agent)
    await colleagues.change(tx, agent, asked.id, ColleagueChange(active=False), asked.if_match)


async def sign_out(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    permissions.require_person(agent)
    await colleagues.sign_out(tx, agent, asked.id)


async def invitation_link(request: Request) -> Response:
    """Not a `write`, whose answer is kept for an Idempotency-Key: this one holds a secret."""
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        made = await invitations.make_link(tx, agent, request.path_params["id"])
    return answer(links.shape(made, hub.settings.public_url), 201)


async def password_link(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        made = await password_changes.make_link(tx, agent, request.path_params["id"])
    return answer(links.shape(made, hub.settings.public_url), 201)


def _here(hub: Hub, agent: Agent) -> dict[str, Present]:
    return {person.id: person.state for person in hub.presence.seen_by(agent.keys)}


def _addressed(at: str, readers: tuple[Role, ...], writers: tuple[Role, ...]) -> tuple[Operation, ...]:
    """The team under an address, for these roles."""
    return (
        read(at, listed, "List the team", gives=Paged[PresentColleague], query=UsersQuery, roles=readers),
        write(
            "POST",
            at,
            invite,
            "Invite somebody",
            takes=Invitation,
            gives=Colleague,
            status=201,
            roles=writers,
        ),
    )


OPERATIONS = (
    *_addressed("/users", ANYONE, MANAGERS),
    *_addressed("/admin/users", ADMINS, ADMINS),
    read("/users/{id}", one, "One of the team", gives=PresentColleague),
    write(
        "PUT", "/users/{id}", change, "Change one of the team", takes=ColleagueChange, gives=Colleague, roles=MANAGERS
    ),
    write("DELETE", "/users/{id}", deactivate, "Deactivate one of the team", roles=MANAGERS),
    write("DELETE", "/users/{id}/sessions", sign_out, "Sign a colleague out everywhere", roles=ADMINS),
    write("DELETE", "/users/{id}/totp", totp.turn_off_for, "Turn off a colleague's two-step sign-in", roles=ADMINS),
    other(
        "POST",
        "/users/{id}/invitation",
        invitation_link,
        "An invitation to copy",
        gives=Link,
        status=201,
        roles=MANAGERS,
        refusals=(404, 409),
    ),
    other(
        "POST",
        "/users/{id}/password-link",
        password_link,
        "A link to a new password, to copy",
        gives=Link,
        status=201,
        roles=ADMINS,
        refusals=(404, 409),
    ),
)
