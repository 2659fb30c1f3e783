"""Whom a note names: `@[id]`, or @ and a colleague's name as only one has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from hub.permissions import Agent
from hub.shaping import EXCERPT_LENGTH
from hub.team.notifications import News, notify_all
from hub.transaction import Transaction
from storage.team import users
from storage.team.notifications import places

_AT = re.compile(r"(?<!\w)@(?:\[([^\]\s]{1,64})\])?")


async def tell(tx: Transaction, agent: Agent, conversation_id: str, message_id: str, text: str) -> None:
    """Notifies those a new note names."""
    if "@" not in text:
        return
    people = {row.id: row.name for row in await users.find(tx.connection) if row.active}
    said = readable(text, people)[:EXCERPT_LENGTH]
    place = (await places(tx.connection, [conversation_id])).get(conversation_id)
    news = [
        News(
            user_id=id,
            kind="mentioned",
            conversation_id=conversation_id,
            text=f"{agent.name} mentioned you: {said}",
            subject=message_id,
            by=agent.id,
            who=place.contact_name if place else "",
            detail=f"{agent.name}: {said}",
        )
        for id in named(text, people)
    ]
    await notify_all(tx, news)


def named(text: str, people: Mapping[str, str]) -> list[str]:
    """The ids among `people` (names by id) a text names, each once. Of names that begin alike the longest counts."""
    held = Counter(_folded(name) for name in people.values())
    unique = sorted(
        ((name, id) for id, name in people.items() if name.strip() and held[_folded(name)] == 1),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, None] = {}
    for at in _AT.finditer(text):
        if at[1] is not None:
            found |= {at[1]: None} if at[1] in people else {}
            continue
        for name, id in unique:
            end = at.end() + len(name)
            if _folded(text[at.end() : end]) == _folded(name) and not text[end : end + 1].isalnum():
                found[id] = None
                break
    return list(found)


def readable(text: str, people: Mapping[str, str]) -> str:
    """With names instead of ids."""
    return _AT.sub(lambda at: f"@{people[at[1]]}" if at[1] in people else at[0], text)


def _folded(name: str) -> str:
    return name.casefold()
