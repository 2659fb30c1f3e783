"""`/api/v1/views`: saved lists of conversations."""

from __future__ import annotations

from hub.inbox import views
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.threads import NewView, ViewChange
from hub.wire.views import CountedView, View
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, Paged, Paging, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[CountedView]:
    query = asked.query
    items, after = await views.list_page(connection, agent, q=query.q, after=query.after, limit=query.limit)
    return Paged(items=items, next=after)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> CountedView:
    return await views.get(connection, agent, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewView]) -> View:
    return await views.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ViewChange]) -> View:
    return await views.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await views.remove(tx, agent, asked.id, asked.if_match)


OPERATIONS: tuple[Operation, ...] = (
    read("/views", listed, "List saved views with their counts", gives=Paged[CountedView], query=Paging),
    write("POST", "/views", add, "Save a view", takes=NewView, gives=View, status=201),
    read("/views/{id}", one, "Show a saved view", gives=CountedView),
    write("PUT", "/views/{id}", change, "Change a saved view", takes=ViewChange, gives=View),
    write("DELETE", "/views/{id}", remove, "Remove a saved view"),
)
