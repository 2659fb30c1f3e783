"""`/api/v1/push`: whether this browser is told while no tab is open."""

from __future__ import annotations

from hub import permissions
from hub.permissions import Agent
from hub.router.trial import allowed_networks
from hub.team import push
from hub.transaction import Transaction
from hub.wire.push import PushDevice, PushState, PushSubscription
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, read, write


async def show(connection: Connection, agent: Agent, _: Asked[NoQuery, None]) -> PushState:
    return await push.state(connection, agent)


async def subscribe(tx: Transaction, agent: Agent, asked: Asked[NoQuery, PushSubscription]) -> PushDevice:
    permissions.require_person(agent)
    allowed = await allowed_networks(tx.connection, asked.hub.settings)
    return await push.subscribe(tx, agent, asked.body, allowed)


async def unsubscribe(tx: Transaction, agent: Agent, _: Asked[NoQuery, None]) -> None:
    permissions.require_person(agent)
    await push.unsubscribe(tx, agent)


OPERATIONS: tuple[Operation, ...] = (
    read("/push", show, "Whether this browser is pushed to, and the key to subscribe with", gives=PushState),
    write("PUT", "/push", subscribe, "Push to this browser", takes=PushSubscription, gives=PushDevice),
    write("DELETE", "/push", unsubscribe, "Do not push to this browser any more"),
)
