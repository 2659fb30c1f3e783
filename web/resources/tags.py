"""`/api/v1/tags`: the words contacts and conversations are marked with. `{id}` is a tag's id or its name."""

from __future__ import annotations

from hub.customers import tags
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.customer_changes import NewTag, TagChange
from hub.wire.customers import Tag, TagUse
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[TagUse]:
    query = asked.query
    items, more = await tags.list_page(connection, agent, query.q or "", query.after, query.limit)
    return Paged(items=items, next=more)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Tag:
    return await tags.get(connection, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewTag]) -> Tag:
    return await tags.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, TagChange]) -> Tag:
    return await tags.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await tags.remove(tx, agent, asked.id)


OPERATIONS = (
    read("/tags", listed, "List tags", gives=Paged[TagUse], query=Paging),
    write("POST", "/tags", add, "Add a tag", takes=NewTag, gives=Tag, status=201, roles=MANAGERS),
    read("/tags/{id}", one, "One tag", gives=Tag),
    write("PUT", "/tags/{id}", change, "Rename, colour or merge a tag", takes=TagChange, gives=Tag, roles=MANAGERS),
    write("DELETE", "/tags/{id}", remove, "Remove a tag", roles=MANAGERS),
)
