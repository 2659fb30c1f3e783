"""`/api/v1/webhooks/endpoints`: where webhooks go, for administrators."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub.durations import HOUR_MS
from hub.endpoints import forwards
from hub.endpoints import verbs as endpoints
from hub.permissions import Agent
from hub.router import trial
from hub.transaction import Transaction
from hub.wire.endpoints import (
    Endpoint,
    EndpointChange,
    EndpointMade,
    Forward,
    ForwardState,
    NewEndpoint,
    Replayed,
    Tested,
)
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.outgoing import endpoints as rows
from web.answers import answer
from web.authentication import hub_of
from web.operations import ADMINS, Asked, NoQuery, Paged, Paging, agent_of, other, read, write
from web.times import Moment, ms_of

LAST_MS = 253_402_300_799_999  # the end of the year 9999
Id = Annotated[str, Meta(min_length=1, max_length=64)]


class DeliveriesQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`q`: the id of a delivery or of what was delivered."""

    state: ForwardState | None = None


class Replay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either some deliveries by their ids, or those queued from `since` up to `until` that are in one of `states` (left out: dead)."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)] | None = None
    since: Moment | None = None
    until: Moment | None = None
    states: Annotated[list[Literal["dead", "done"]], Meta(min_length=1, max_length=2)] | None = None


class Rotation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`overlap_hours`: how long the previous secret signs beside the new one."""

    overlap_hours: Annotated[int, Meta(ge=0, le=168)] = 24


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[Endpoint]:
    del agent
    found, next = await endpoints.listed(connection, q=asked.query.q, after=asked.query.after, limit=asked.query.limit)
    return Paged(items=found, next=next)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Endpoint:
    del agent
    return await endpoints.get(connection, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewEndpoint]) -> EndpointMade:
    return await endpoints.add(tx, agent, asked.hub.vault, asked.hub.settings.public_url, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, EndpointChange]) -> Endpoint:
    return await endpoints.change(tx, agent, asked.hub.settings.public_url, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await endpoints.remove(tx, agent, asked.id)


async def rotate(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Rotation]) -> EndpointMade:
    return await endpoints.rotate(tx, agent, asked.hub.vault, asked.id, asked.body.overlap_hours * HOUR_MS)


async def deliveries(connection: Connection, agent: Agent, asked: Asked[DeliveriesQuery, None]) -> Paged[Forward]:
    del agent
    query = asked.query
    states = forwards.STATES if query.state is None else (query.state,)
    found, next = await forwards.listed(
        connection, asked.id, states=states, q=query.q, after=query.after, limit=query.limit
    )
    return Paged(items=found, next=next)


async def replay(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Replay]) -> Replayed:
    given = asked.body
    since, until = ms_of(given.since), ms_of(given.until)
    if given.ids is not None and since is None and until is None:
        return await forwards.replay(tx, agent, asked.id, given.ids)
    if given.ids is not None or since is None or until is None:
        raise Refusal("invalid", "Give either ids, or since and until.", field="ids")
    return await forwards.replay_range(tx, agent, asked.id, _within(since), _within(until), given.states or ["dead"])


def _within(at: int) -> int:
    return max(0, min(at, LAST_MS))


async def test(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
        row = await rows.get(connection, request.path_params["id"])
        if row is None:
            raise Refusal("not_found", "There is no such endpoint.")
        allowed = await trial.allowed_networks(connection, hub.settings)
    return answer(await trial.run(row, hub.vault, hub.accounts, allowed))


OPERATIONS = (
    read("/webhooks/endpoints", listed, "List endpoints", gives=Paged[Endpoint], query=Paging, roles=ADMINS),
    write(
        "POST",
        "/webhooks/endpoints",
        add,
        "Add an endpoint",
        takes=NewEndpoint,
        gives=EndpointMade,
        secret=True,
        status=201,
        roles=ADMINS,
    ),
    read("/webhooks/endpoints/{id}", one, "Read an endpoint", gives=Endpoint, roles=ADMINS),
    write(
        "PUT",
        "/webhooks/endpoints/{id}",
        change,
        "Change an endpoint",
        takes=EndpointChange,
        gives=Endpoint,
        roles=ADMINS,
    ),
    write("DELETE", "/webhooks/endpoints/{id}", remove, "Remove an endpoint", roles=ADMINS),
    write(
        "POST",
        "/webhooks/endpoints/{id}/secret",
        rotate,
        "Give an endpoint a new secret",
        takes=Rotation,
        gives=EndpointMade,
        secret=True,
        roles=ADMINS,
    ),
    read(
        "/webhooks/endpoints/{id}/deliveries",
        deliveries,
        "List what goes to an endpoint",
        gives=Paged[Forward],
        query=DeliveriesQuery,
        roles=ADMINS,
    ),
    write(
        "POST",
        "/webhooks/endpoints/{id}/replay",
        replay,
        "Send deliveries once more",
        takes=Replay,
        gives=Replayed,
        status=202,
        roles=ADMINS,
    ),
    other("POST", "/webhooks/endpoints/{id}/test", test, "Call an endpoint now", gives=Tested, roles=ADMINS),
)
