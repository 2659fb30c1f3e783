"""`/api/v1/contacts/{id}/block`: who is blocked as spam."""

from __future__ import annotations

from hub.customers import blocking
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.blocks import Block, Blocking
from hub.wire.shapes import Contact
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, read, write


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Block:
    return await blocking.one(connection, agent, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Blocking]) -> Contact:
    return await blocking.block(tx, agent, asked.id, asked.body.reason)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Contact:
    return await blocking.unblock(tx, agent, asked.id)


OPERATIONS: tuple[Operation, ...] = (
    read("/contacts/{id}/block", one, "Whether a contact is blocked, and what the providers know of it", gives=Block),
    write("PUT", "/contacts/{id}/block", add, "Block a contact as spam", takes=Blocking, gives=Contact),
    write("DELETE", "/contacts/{id}/block", remove, "Unblock a contact", gives=Contact),
)
