"""`/api/v1/lists`: people put on lists by hand or by an import, for campaigns and segments."""

from __future__ import annotations

from hub.customers import audience_lists
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaign_changes import ListChange, ListMembersChange, NewList
from hub.wire.campaigns import AudienceList
from hub.wire.shapes import Contact
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, read, write


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[AudienceList]:
    query = asked.query
    items, more = await audience_lists.list_page(connection, query.q or "", query.after, query.limit)
    return Paged(items=items, next=more)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> AudienceList:
    return await audience_lists.get(connection, asked.id)


async def held(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[Contact]:
    query = asked.query
    items, more = await audience_lists.members(connection, asked.id, query.after, query.limit)
    return Paged(items=items, next=more)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewList]) -> AudienceList:
    return await audience_lists.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ListChange]) -> AudienceList:
    return await audience_lists.change(tx, agent, asked.id, asked.body, asked.if_match)


async def change_members(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ListMembersChange]) -> AudienceList:
    return await audience_lists.change_members(tx, agent, asked.id, asked.body)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await audience_lists.remove(tx, agent, asked.id)


ONE = "/lists/{id}"
OPERATIONS = (
    read("/lists", listed, "Lists of people", gives=Paged[AudienceList], query=Paging, roles=MANAGERS),
    write("POST", "/lists", add, "Make a list", takes=NewList, gives=AudienceList, status=201, roles=MANAGERS),
    read(ONE, one, "One list", gives=AudienceList, roles=MANAGERS),
    write("PUT", ONE, change, "Rename a list", takes=ListChange, gives=AudienceList, roles=MANAGERS),
    write("DELETE", ONE, remove, "Remove a list", roles=MANAGERS),
    read(f"{ONE}/contacts", held, "The people on it", gives=Paged[Contact], query=Paging, roles=MANAGERS),
    write(
        "POST",
        f"{ONE}/contacts",
        change_members,
        "Put people on it, or take them off",
        takes=ListMembersChange,
        gives=AudienceList,
        roles=MANAGERS,
    ),
)
