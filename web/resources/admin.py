"""`/api/v1/admin`: the office's configuration, and how the product fares."""

from __future__ import annotations

from hub.office import configuration
from hub.permissions import Agent
from hub.running import health
from hub.transaction import Transaction
from hub.wire.configuration import Configuration, ConfigurationChange
from hub.wire.health import Health
from storage.database import Connection
from web.operations import ADMINS, MANAGERS, Asked, NoQuery, read, write


async def configured(connection: Connection, agent: Agent, _: Asked[NoQuery, None]) -> Configuration:
    return await configuration.shape(connection, agent.role)


async def configure(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ConfigurationChange]) -> Configuration:
    return await configuration.replace(tx, agent, asked.body, asked.if_match)


async def fares(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Health:
    return await health.read(connection, agent, asked.hub.broker, asked.hub.blobs)


OPERATIONS = (
    read("/admin/health", fares, "How the product fares", gives=Health, roles=MANAGERS),
    read("/admin/config", configured, "The office's configuration", gives=Configuration, roles=MANAGERS),
    write(
        "PUT",
        "/admin/config",
        configure,
        "Change sections of the configuration",
        takes=ConfigurationChange,
        gives=Configuration,
        roles=ADMINS,
    ),
)
