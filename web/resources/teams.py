"""`/api/v1/teams`."""

from __future__ import annotations

from hub.permissions import Agent
from hub.team import teams
from hub.transaction import Transaction
from hub.wire.people import NewTeam, TeamChange
from hub.wire.shapes import Page, Team
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, read, write


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Page:
    return await teams.list_page(connection, asked.query.q, asked.query.after, asked.query.limit)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Team:
    return await teams.get(connection, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewTeam]) -> Team:
    return await teams.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, TeamChange]) -> Team:
    return await teams.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await teams.remove(tx, agent, asked.id, asked.if_match)


OPERATIONS = (
    read("/teams", listed, "List teams", gives=Paged[Team], query=Paging),
    read("/teams/{id}", one, "One team", gives=Team),
    write("POST", "/teams", add, "Add a team", takes=NewTeam, gives=Team, status=201, roles=MANAGERS),
    write("PUT", "/teams/{id}", change, "Change a team", takes=TeamChange, gives=Team, roles=MANAGERS),
    write("DELETE", "/teams/{id}", remove, "Remove a team", roles=MANAGERS),
)
