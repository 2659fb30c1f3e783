"""`/api/v1/channels`: the channel accounts, and what administrators do with them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import channels, permissions
from hub.wire.errors import Refusal
from storage import channels as rows
from storage.channels import AccountRow
from web import authentication
from web.answers import answer, read_json
from web.authentication import hub_of


class Pause(Struct, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class Members(Struct, forbid_unknown_fields=True):
    """Null: everybody."""

    members: Annotated[list[str], Meta(max_length=1000)] | None


async def listed(request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        found = [channels.shape(row) for row in await rows.every(connection) if row.id in agent.channels]
    return answer({"items": found, "next": None})


async def one(request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        permissions.require_channel(agent, request.path_params["id"], "channel account")
        row = _there(await rows.get(connection, request.path_params["id"]))
    return answer({"channel": channels.shape(row)})


async def pause(request: Request) -> Response:
    proven, given = authentication.claims(request), await read_json(request, Pause)
    async with hub_of(request).transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven)
        permissions.require_role(agent, "admin")
        await channels.pause(tx, request.path_params["id"], given.reason)
        row = _there(await rows.get(tx.connection, request.path_params["id"]))
    return answer({"channel": channels.shape(row)})


async def resume(request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven)
        channel = await channels.resume(tx, agent, request.path_params["id"])
    return answer({"channel": channel})


async def set_members(request: Request) -> Response:
    proven, given = authentication.claims(request), await read_json(request, Members)
    async with hub_of(request).transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven)
        channel = await channels.set_members(tx, agent, request.path_params["id"], given.members)
    return answer({"channel": channel})


def _there(row: AccountRow | None) -> AccountRow:
    if row is None:
        raise Refusal("not_found", "There is no such channel account.")
    return row
