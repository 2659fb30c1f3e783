"""Search over what an agent may see."""

from __future__ import annotations

from typing import Any

from hub import shaping
from hub.permissions import Agent
from hub.wire.errors import Refusal
from storage import search as found
from storage.database import Connection


async def search(connection: Connection, agent: Agent, q: str, limit: int) -> dict[str, list[Any]]:
    """Contacts by name, number or address, their conversations, and messages by text; newest first."""
    words = q.strip()
    if not words:
        raise Refusal("invalid", "Type what you look for.", field="q")
    people = await found.contacts(connection, agent.channels, words, limit)
    threads = await found.conversations(connection, agent.channels, people, limit)
    lines = await found.messages(connection, agent.channels, words, limit)
    contacts = await shaping.contacts(connection, people)
    conversations = await shaping.conversations(connection, threads)
    messages = await shaping.messages(connection, lines)
    return {
        "conversations": [conversations[id] for id in threads],
        "contacts": [contacts[id] for id in people],
        "messages": [messages[id] for id in lines],
    }


async def contact_ids(connection: Connection, agent: Agent, q: str, limit: int) -> list[str]:
    """Contacts the agent may see whose name, company, number or address holds `q`; the best first."""
    return await found.contacts(connection, agent.channels, q.strip(), limit)


async def conversation_ids(connection: Connection, agent: Agent, q: str, limit: int) -> list[str]:
    """Conversations the agent may see, of people found by `q` or with a message that holds it; the newest first."""
    people = await contact_ids(connection, agent, q, limit)
    return await found.conversations(connection, agent.channels, people, limit)
