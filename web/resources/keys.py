"""`/api/v1/auth/keys`: my API keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import permissions
from hub.office import activity
from hub.permissions import Agent
from hub.team import api_keys
from hub.transaction import Transaction
from hub.wire.people import ApiKey, MadeKey, NewKey
from hub.wire.shapes import Page
from storage.database import Connection
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import Asked, NoQuery, Paged, Paging, agent_of, other, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Page:
    return await api_keys.list_page(connection, agent, asked.query.q, asked.query.after, asked.query.limit)


async def add(request: Request) -> Response:
    """Not a `write`, whose answer is kept for an Idempotency-Key: this one holds the key."""
    given = await read_json(request, NewKey)
    async with hub_of(request).transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        made = await api_keys.add(tx, agent, given)
        await activity.note(tx, agent, "key.added", subject=made.id, title=made.name, after={"scopes": made.scopes})
    return answer(made, 201)


async def revoke(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    permissions.require_person(agent)
    name = await api_keys.revoke(tx, agent, asked.id)
    await activity.note(tx, agent, "key.revoked", subject=asked.id, title=name)


OPERATIONS = (
    read("/auth/keys", listed, "My API keys", gives=Paged[ApiKey], query=Paging),
    other("POST", "/auth/keys", add, "Make an API key", takes=NewKey, gives=MadeKey, status=201, refusals=(409,)),
    write("DELETE", "/auth/keys/{id}", revoke, "Revoke an API key"),
)
