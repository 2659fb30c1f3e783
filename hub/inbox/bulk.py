"""One action on many conversations, by the words of its verb. One that is refused never holds up the others.

A batch is planned row by row while all its rows are held, then written together: some ten statements, however many they are.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from hub import shaping
from hub.customers import contacts
from hub.customers import tags as vocabulary
from hub.inbox import conversation_changes as changes
from hub.inbox import conversations
from hub.inbox import lists as inbox
from hub.inbox.conversation_changes import Change
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.threads import Bulk, BulkResult
from storage.database import Connection
from storage.inbox import conversations as rows
from storage.inbox.conversations import ConversationRow

MOST = 1_000
BATCH = 100  # conversations of one transaction: nobody waits long for their locks

Plan = Callable[[ConversationRow], Awaitable[Change | None]]


async def subjects(connection: Connection, agent: Agent, asked: Bulk) -> tuple[list[str], bool]:
    """The conversations meant, sorted, and whether there are more of them. Raises Refusal for an action without what it needs."""
    _require_complete(asked)
    if asked.ids is not None:
        return sorted(set(asked.ids)), False
    assert asked.filter is not None
    found = await inbox.found_by(connection, agent, asked.filter, MOST + 1)
    return sorted(found[:MOST]), len(found) > MOST


async def run(tx: Transaction, agent: Agent, asked: Bulk, ids: Sequence[str]) -> list[BulkResult]:
    """A batch in one transaction, locked in the order of the ids."""
    if asked.action == "reopen":
        return [await _reopened(tx, agent, id) for id in await _sorted_and_held(tx, ids)]
    plan = await _plan(tx, agent, asked)
    held = await rows.lock(tx.connection, ids)
    wanted: list[tuple[ConversationRow, Change]] = []
    results: list[BulkResult] = []
    for id in ids:
        try:
            row = _seen(agent, held.get(id))
            change = await plan(row)
        except Refusal as refusal:
            results.append(_refused(id, refusal))
            continue
        if change is not None:
            wanted.append((row, change))
        results.append(BulkResult(id=id, done=True))
    await conversations.change_all(tx, wanted)
    return results


async def _plan(tx: Transaction, agent: Agent, asked: Bulk) -> Plan:
    """What the action makes of one conversation that is held. The vocabulary is locked here, before any of them."""
    until = shaping.time_ms(asked.until, field="until") if asked.until is not None else 0
    named = contacts.tidy_tags(asked.tags, changes.MOST_TAGS)
    tags = await vocabulary.take(tx, named) if asked.action == "tag" else named
    assignable: dict[str, Refusal | None] = {}

    async def plan(held: ConversationRow) -> Change | None:
        if asked.action == "assign":
            if asked.to is not None and held.assignee_id != asked.to:
                await _require_assignable(tx.connection, assignable, asked.to, held.channel_id)
            return changes.assigned(held, agent, asked.to)
        if asked.action == "resolve":
            return changes.resolved(held, agent, tx.now)
        if asked.action == "snooze":
            return changes.snoozed(held, agent, tx.now, until)
        if asked.action == "priority":
            return changes.prioritized(held, agent, asked.priority or 0)
        if asked.action in ("tag", "untag"):
            return changes.tagged(held, agent, _retagged(held, tags, asked.action == "tag"))
        return changes.read(held) if asked.action == "read" else changes.unread(held)

    return plan


def _retagged(held: ConversationRow, tags: Sequence[str], on: bool) -> list[str]:
    kept = changes.tags_of(held)
    if on:
        return [*kept, *(tag for tag in tags if tag not in kept)]
    gone = {vocabulary.key_of(tag) for tag in tags}
    return [tag for tag in kept if vocabulary.key_of(tag) not in gone]


async def _require_assignable(
    connection: Connection, known: dict[str, Refusal | None], user_id: str, channel_id: str
) -> None:
    """Asked once a channel account."""
    if channel_id not in known:
        try:
            await conversations.require_assignable(connection, user_id, channel_id)
            known[channel_id] = None
        except Refusal as refusal:
            known[channel_id] = refusal
    if (refused := known[channel_id]) is not None:
        raise refused


async def _sorted_and_held(tx: Transaction, ids: Sequence[str]) -> list[str]:
    await rows.lock(tx.connection, ids)
    return sorted(ids)


async def _reopened(tx: Transaction, agent: Agent, id: str) -> BulkResult:
    """Alone: a contact's newer conversation, which a constraint finds, refuses it."""
    told = len(tx.announced)
    try:
        async with tx.connection.savepoint():
            await conversations.reopen(tx, agent, id)
    except Refusal as refusal:
        del tx.announced[told:]
        return _refused(id, refusal)
    return BulkResult(id=id, done=True)


def _seen(agent: Agent, row: ConversationRow | None) -> ConversationRow:
    if row is None or row.channel_id not in agent.channels:
        raise Refusal("not_found", "There is no such conversation.", field="ids")
    return row


def _refused(id: str, refusal: Refusal) -> BulkResult:
    return BulkResult(id=id, done=False, code=refusal.code, message=refusal.message)


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
