"""What a console needs beside conversations, in one answer."""

from __future__ import annotations

from typing import Any

from hub.accounts import channels
from hub.office import configuration
from hub.permissions import Agent
from hub.team import users
from hub.texts import replies, templates
from storage.accounts import channels as channel_rows
from storage.database import Connection


async def outline(connection: Connection, agent: Agent) -> dict[str, Any]:
    """The agent, the team, the channel accounts the agent may see with their templates, canned replies, settings."""
    team = await users.shapes_of(connection)
    accounts = [row for row in await channel_rows.every(connection) if row.id in agent.channels]
    return {
        "me": next((user for user in team if user.id == agent.id), None),
        "users": team,
        "channels": [channels.shape(row) for row in accounts],
        "templates": await templates.of_agent(connection, agent),
        "replies": await replies.of_agent(connection, agent),
        "settings": await configuration.told(connection, agent.role),
    }
