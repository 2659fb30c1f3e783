"""`/api/v1/auth/sessions`: where I am signed in."""

from __future__ import annotations

from hub import permissions
from hub.permissions import Agent
from hub.team import logins
from hub.transaction import Transaction, milliseconds
from hub.wire.people import LoginSession
from hub.wire.shapes import Page
from storage.database import Connection
from web.operations import Asked, NoQuery, Paged, Paging, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Page:
    query = asked.query
    return await logins.list_page(connection, agent, milliseconds(), query.q, query.after, query.limit)


async def end(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    permissions.require_person(agent)
    await logins.end_own(tx, agent, asked.id)


async def end_others(tx: Transaction, agent: Agent, _: Asked[NoQuery, None]) -> None:
    permissions.require_person(agent)
    await logins.end_others(tx, agent.id, agent.login)


OPERATIONS = (
    read("/auth/sessions", listed, "Where I am signed in", gives=Paged[LoginSession], query=Paging),
    write("DELETE", "/auth/sessions", end_others, "Sign out everywhere but here"),
    write("DELETE", "/auth/sessions/{id}", end, "End one of my sessions"),
)
