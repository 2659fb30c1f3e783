"""`/api/v1/channels`: the channel accounts, how they are set up and how they fare."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from channels.channel import ChannelError
from channels.line.channel import Line
from hub import permissions
from hub.accounts import channel_health, channel_setup, channels, line_setup, news
from hub.office import activity
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.accounts import (
    ChannelChange,
    ChannelHealth,
    ChannelNews,
    ChannelSetup,
    ChannelTest,
    MembersChange,
    NewChannel,
    NewLineChannel,
    Pause,
)
from hub.wire.errors import Refusal
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import ADMINS, MANAGERS, Asked, NoQuery, Paged, Pages, Paging, agent_of, other, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[shapes.Channel]:
    query = asked.query
    found = await rows.seen(connection, agent.channels, query.q, query.limit + 1, query.after or "")
    kept = found[: query.limit]
    return Paged(items=[channels.shape(row) for row in kept], next=kept[-1].id if len(found) > len(kept) else None)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> shapes.Channel:
    return channels.shape(await _seen(connection, agent, asked.id))


async def health(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> ChannelHealth:
    return await channel_health.shape(connection, await _seen(connection, agent, asked.id))


async def told(connection: Connection, agent: Agent, asked: Asked[Pages, None]) -> Paged[ChannelNews]:
    row = await _seen(connection, agent, asked.id)
    items, more = await news.page(connection, row, asked.query.after, asked.query.limit)
    return Paged(items=items, next=more)


async def setup(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> ChannelSetup:
    row = await _seen(connection, agent, asked.id)
    return channel_setup.shape(row, asked.hub.vault, asked.hub.settings)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewChannel]) -> shapes.Channel:
    return await channel_setup.add(tx, agent, asked.body, asked.hub.vault, asked.hub.settings)


async def add_line(request: Request) -> Response:
    """LINE is asked which account the token belongs to before anything is stored."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        permissions.require_role(await agent_of(request, connection), "admin")
    given = await read_json(request, NewLineChannel)
    try:
        bot = await line_setup.learn(cast(Line, hub.channels["line"]), hub.settings, given.access_token)
    except ChannelError as error:
        raise Refusal("invalid", f"{error.message} {error.advice or ''}".strip(), field="access_token") from None
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        made = await line_setup.add(tx, agent, given, bot, hub.vault, hub.settings)
    return answer(made, 201)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ChannelChange]) -> shapes.Channel:
    url = asked.hub.settings.whatsapp.api_url
    return await channel_setup.change(tx, agent, asked.id, asked.body, asked.if_match, asked.hub.vault, url)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await channel_setup.remove(tx, agent, asked.id, asked.if_match)


async def test(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        row = await _seen(connection, agent, request.path_params["id"])
    return answer(await channel_health.test(hub.transactions, hub.channels, hub.vault, hub.settings, row))


async def point_here(request: Request) -> Response:
    """LINE is told where to bring messages, and asked whether it does."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        permissions.require_role(agent, "admin")
        row = await _seen(connection, agent, request.path_params["id"])
    await line_setup.point_here(cast(Line, hub.channels["line"]), hub.settings, hub.vault, row)
    async with hub.transactions.begin() as tx:
        await activity.note(
            tx, agent, "channel.changed", subject=row.id, title=row.name, after={"webhook": "set at LINE"}
        )
    return answer(await channel_health.test(hub.transactions, hub.channels, hub.vault, hub.settings, row))


async def pause(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Pause]) -> shapes.Channel:
    return await channels.stop(tx, agent, asked.id, asked.body.reason)


async def resume(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> shapes.Channel:
    return await channels.resume(tx, agent, asked.id)


async def set_members(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MembersChange]) -> shapes.Channel:
    return await channels.set_members(tx, agent, asked.id, asked.body.members)


async def _seen(connection: Connection, agent: Agent, channel_id: str) -> AccountRow:
    permissions.require_channel(agent, channel_id, "channel account")
    row = await rows.get(connection, channel_id)
    if row is None:
        raise Refusal("not_found", "There is no such channel account.")
    return row


ONE = "/channels/{id}"
OPERATIONS = (
    read("/channels", listed, "List channel accounts", gives=Paged[shapes.Channel], query=Paging),
    write(
        "POST", "/channels", add, "Set up a number", takes=NewChannel, gives=shapes.Channel, status=201, roles=ADMINS
    ),
    other(
        "POST",
        "/channels/line",
        add_line,
        "Set up a LINE account",
        takes=NewLineChannel,
        gives=shapes.Channel,
        status=201,
        roles=ADMINS,
        refusals=(409,),
    ),
    read(ONE, one, "Read a channel account", gives=shapes.Channel),
    write("PUT", ONE, change, "Change how it is set up", takes=ChannelChange, gives=shapes.Channel, roles=ADMINS),
    write("DELETE", ONE, remove, "Delete a number, or take it out of use", roles=ADMINS),
    read(f"{ONE}/setup", setup, "Read how it is set up, without its secrets", gives=ChannelSetup, roles=ADMINS),
    read(f"{ONE}/news", told, "What was said of it", gives=Paged[ChannelNews], query=Pages, roles=MANAGERS),
    read(f"{ONE}/health", health, "Read how it fares", gives=ChannelHealth, roles=MANAGERS),
    other("POST", f"{ONE}/test", test, "Test its connection", gives=ChannelTest, roles=MANAGERS, refusals=(404, 409)),
    other(
        "POST",
        f"{ONE}/webhook",
        point_here,
        "Set its webhook at LINE, and test it",
        gives=ChannelTest,
        roles=ADMINS,
        refusals=(404, 409),
    ),
    write("PUT", f"{ONE}/pause", pause, "Pause it", takes=Pause, gives=shapes.Channel, roles=ADMINS),
    write("DELETE", f"{ONE}/pause", resume, "Resume it", gives=shapes.Channel, roles=ADMINS),
    write(
        "PUT",
        f"{ONE}/members",
        set_members,
        "Say who of the agents may use it",
        takes=MembersChange,
        gives=shapes.Channel,
        roles=ADMINS,
    ),
)
