"""One action on many conversations, each by its own verb. One that is refused never holds up the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from hub import conversations, inbox, shaping
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.threads import Bulk, BulkAction, BulkResult
from storage import conversations as rows
from storage.database import Connection

MOST = 1_000
BATCH = 25  # conversations of one transaction: nobody waits long for their locks

Act = Callable[[Transaction, Agent, str, Bulk], Awaitable[Any]]


async def subjects(connection: Connection, agent: Agent, asked: Bulk) -> tuple[list[str], bool]:
    """The conversations meant, sorted, and whether there are more of them. Raises Refusal for an action without what it needs."""
    _require_complete(asked)
    if asked.ids is not None:
        return sorted(set(asked.ids)), False
    assert asked.filter is not None
    found = await inbox.found_by(connection, agent, asked.filter, MOST + 1)
    return sorted(found[:MOST]), len(found) > MOST


async def run(tx: Transaction, agent: Agent, asked: Bulk, ids: Sequence[str]) -> list[BulkResult]:
    """A batch in one transaction. The conversations are locked first, in the order of their ids."""
    await rows.lock(tx.connection, ids)
    return [await _one(tx, agent, asked, id) for id in ids]


async def _one(tx: Transaction, agent: Agent, asked: Bulk, id: str) -> BulkResult:
    told = len(tx.announced)
    try:
        async with tx.connection.savepoint():
            await ACTIONS[asked.action](tx, agent, id, asked)
    except Refusal as refusal:
        del tx.announced[told:]  # what a half-done verb announced is undone with it
        return BulkResult(id=id, done=False, code=refusal.code, message=refusal.message)
    return BulkResult(id=id, done=True)


async def _retag(tx: Transaction, agent: Agent, id: str, asked: Bulk) -> None:
    held = (await rows.lock(tx.connection, [id])).get(id)
    tags: list[str] = [] if held is None else msgspec.json.decode(held.tags, type=list[str])
    if asked.action == "tag":
        tags += [tag for tag in asked.tags if tag not in tags]
    else:
        tags = [tag for tag in tags if tag not in asked.tags]
    await conversations.tag(tx, agent, id, tags)


def _plainly(verb: Callable[[Transaction, Agent, str], Awaitable[Any]]) -> Act:
    """A verb that needs to know nothing more."""
    return lambda tx, agent, id, _asked: verb(tx, agent, id)


ACTIONS: dict[BulkAction, Act] = {
    "assign": lambda tx, agent, id, asked: conversations.assign(tx, agent, id, asked.to),
    "resolve": _plainly(conversations.resolve),
    "reopen": _plainly(conversations.reopen),
    "snooze": lambda tx, agent, id, asked: conversations.snooze(tx, agent, id, shaping.time_ms(asked.until or "")),
    "tag": _retag,
    "untag": _retag,
    "read": _plainly(conversations.mark_read),
    "unread": _plainly(conversations.mark_unread),
    "priority": lambda tx, agent, id, asked: conversations.prioritize(tx, agent, id, asked.priority or 0),
}


def _require_complete(asked: Bulk) -> None:
    if (asked.ids is None) == (asked.filter is None):
        raise Refusal("invalid", "Give either ids or a filter.", field="ids")
    if asked.action == "snooze":
        if asked.until is None:
            raise Refusal("invalid", "Say until when they are to be snoozed.", field="until")
        shaping.time_ms(asked.until, field="until")
    if asked.action in ("tag", "untag") and not asked.tags:
        raise Refusal("invalid", "Name at least one tag.", field="tags")
    if asked.action == "priority" and asked.priority is None:
        raise Refusal("invalid", "Name the priority, 0 to 3.", field="priority")
