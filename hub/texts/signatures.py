"""What stands below a mail: the agent's own signature, else the office's. Names in double braces are filled in."""

from __future__ import annotations

import re

from hub.office import configuration
from hub.permissions import Agent
from storage.database import Connection
from storage.team import users

_PLACE = re.compile(r"\{\{\s*([\w.]{1,40})\s*\}\}")


async def of_agent(connection: Connection, agent: Agent) -> str:
    office = await configuration.read(connection)
    user = await users.colleague(connection, agent.id)
    known = {
        "agent.name": agent.name,
        "agent.first_name": agent.name.partition(" ")[0],
        "agent.email": user.email if user else "",
        "company": office.company.name,
        "company.name": office.company.name,
        "company.address": office.company.address,
        "company.phone": office.company.phone,
        "company.email": office.company.email,
        "company.website": office.company.website,
    }
    return filled((user.signature if user else "") or office.mail_signature, known)


def filled(text: str, known: dict[str, str]) -> str:
    """A line on which nothing is left but places nothing is known for goes."""
    lines = []
    for line in text.split("\n"):
        said = _PLACE.sub(lambda found: known.get(found[1].lower(), ""), line).rstrip()
        if said or not line.strip():
            lines.append(said)
    return "\n".join(lines).strip()
