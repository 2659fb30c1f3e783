"""`/api/v1/fields`: what an office wants to know of every contact."""

from __future__ import annotations

from hub.customers import fields
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.customer_changes import FieldChange, NewField
from hub.wire.customers import Field
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, read, write


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[Field]:
    query = asked.query
    items, more = await fields.list_page(connection, query.q or "", query.after, query.limit)
    return Paged(items=items, next=more)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Field:
    return await fields.get(connection, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewField]) -> Field:
    return await fields.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, FieldChange]) -> Field:
    return await fields.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await fields.remove(tx, agent, asked.id)


OPERATIONS = (
    read("/fields", listed, "List fields of contacts", gives=Paged[Field], query=Paging),
    write("POST", "/fields", add, "Define a field", takes=NewField, gives=Field, status=201, roles=MANAGERS),
    read("/fields/{id}", one, "One field", gives=Field),
    write("PUT", "/fields/{id}", change, "Change a field", takes=FieldChange, gives=Field, roles=MANAGERS),
    write("DELETE", "/fields/{id}", remove, "Remove a field and its values", roles=MANAGERS),
)
