"""The promise of the log, as a check: what an agent held before, plus the events announced, equals what the agent reads afresh.

`apply` mirrors what a browser does: a shape is taken only when its version is newer, `…removed` takes a subject away.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from hub.campaigns import drafts
from hub.customers import contacts, fields, segments, tags
from hub.inbox import lists as inbox
from hub.inbox import messages
from hub.permissions import Agent
from hub.team import users
from hub.texts import replies
from hub.transaction import Commit, Transactions
from hub.wire.commands import ContactSearch, ConversationList, MessageList
from storage.database import Connection
from storage.event_log import Entry

State = dict[tuple[str, str], dict[str, Any]]  # (subject, id) → shape
PAGE = 200
READ_WHEN_SHOWN = (
    "notification",
    "note",
)  # no list holds them


async def seen(connection: Connection, agent: Agent) -> State:
    """Everything an agent can read, read afresh: every page of every list."""
    state: State = {}
    after: str | None = None
    while True:
        page = await inbox.list_page(connection, agent, ConversationList(id=1, limit=PAGE, after=after))
        for conversation in page.items:
            _keep(state, "conversation", conversation)
            for message in await _thread(connection, agent, conversation.id):
                _keep(state, "message", message)
        if (after := page.next) is None:
            break
    for contact in (await contacts.search(connection, agent, ContactSearch(id=1, q="", limit=PAGE))).items:
        _keep(state, "contact", contact)
    for user in await users.shapes_of(connection):
        _keep(state, "user", user)
    for reply in await replies.of_agent(connection, agent):
        _keep(state, "reply", reply)
    for tag in (await tags.list_page(connection, agent, "", None, PAGE))[0]:
        _keep(state, "tag", await tags.get(connection, tag.id))
    for field in await fields.every(connection):
        _keep(state, "field", field)
    for segment in (await segments.list_page(connection, "", None, PAGE))[0]:
        _keep(state, "segment", segment)
    everything = {"q": None, "state": None, "channel": None, "after": None}
    for campaign in (await drafts.list_page(connection, agent, **everything, limit=PAGE))[0]:
        _keep(state, "campaign", campaign)
    return state


def apply(state: State, agent: Agent, entries: Iterable[Entry]) -> State:
    """The state after the events the agent may hear, in the order of the log. Applying them twice changes nothing."""
    after = dict(state)
    for entry in sorted(entries, key=lambda entry: entry.seq):
        if agent.keys.isdisjoint(entry.audience.split()):
            continue
        subject, _, happened = entry.type.partition(".")
        body = msgspec.json.decode(entry.body)
        if subject in READ_WHEN_SHOWN:
            continue
        if happened in ("removed", "deleted", "merged"):
            after.pop((subject, body["id"]), None)
        elif happened in ("created", "changed"):
            shape = body[subject]
            held = after.get((subject, shape["id"]))
            if held is None or shape["version"] > held["version"]:
                after[subject, shape["id"]] = shape
    return after


@asynccontextmanager
async def replayed(transactions: Transactions, commits: list[Commit], *agents: Agent) -> AsyncIterator[None]:
    """Acts inside; afterwards each agent's applied state must equal that agent's fresh read, even when events come twice."""
    before = {agent.id: await read(transactions, agent) for agent in agents}
    known = len(commits)
    yield
    for agent in agents:
        await assert_same(transactions, agent, before[agent.id], commits[known:])


async def assert_same(transactions: Transactions, agent: Agent, before: State, commits: list[Commit]) -> None:
    entries = [entry for commit in commits for entry in commit.entries]
    fresh = await read(transactions, agent)
    once = apply(before, agent, entries)
    assert difference(once, fresh) == {}, f"{agent.name} holds something else than a fresh read"
    assert difference(apply(once, agent, entries), fresh) == {}, f"{agent.name} does not bear the events twice"


def difference(held: State, fresh: State) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What differs, held beside fresh: nothing else is worth reading when a test fails."""
    return {
        key: (held.get(key), fresh.get(key)) for key in held.keys() | fresh.keys() if held.get(key) != fresh.get(key)
    }


async def read(transactions: Transactions, agent: Agent) -> State:
    async with transactions.database.reading() as connection:
        return await seen(connection, agent)


async def _thread(connection: Connection, agent: Agent, conversation_id: str) -> list[Any]:
    found: list[Any] = []
    before: str | None = None
    while True:
        page = await messages.list_page(connection, agent, MessageList(1, conversation_id, before=before, limit=PAGE))
        found = [*page.items, *found]
        if (before := page.next) is None:
            return found


def _keep(state: State, subject: str, shape: Any) -> None:
    state[subject, shape.id] = msgspec.to_builtins(shape)
