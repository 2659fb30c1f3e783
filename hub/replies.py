"""Canned replies: typed as `/shortcut` in the composer. Shared by all, or one's own."""

from __future__ import annotations

import re

from hub import ids
from hub.limits import check_length
from hub.permissions import EVERYONE, Agent, for_user, require_role
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.errors import Refusal
from storage import replies as rows
from storage.database import Connection
from storage.replies import ReplyRow

LONGEST_TEXT = 4096  # characters: what fits in one WhatsApp message
LONGEST_SHORTCUT = 40
_SHORTCUT = re.compile(r"[\w-]+")


async def of_agent(connection: Connection, agent: Agent) -> list[shapes.Reply]:
    """The shared ones and the agent's own, by shortcut."""
    return [shape(row) for row in await rows.for_user(connection, agent.id)]


async def save(
    tx: Transaction, agent: Agent, *, shortcut: str, text: str, shared: bool = True, reply_id: str | None = None
) -> shapes.Reply:
    """Adds one, or changes the one named. Shared ones are for administrators and managers to change."""
    name = shortcut.strip().removeprefix("/").lower()
    check_length(name, LONGEST_SHORTCUT, "A shortcut", "shortcut", needed=True)
    check_length(text, LONGEST_TEXT, "A canned reply", "text", needed=True)
    if not _SHORTCUT.fullmatch(name):
        raise Refusal(
            "invalid", "A shortcut is one word of letters, digits, hyphens and underscores.", field="shortcut"
        )
    before = None if reply_id is None else await _held(tx, agent, reply_id)
    owner = before.owner_id if before is not None else (None if shared else agent.id)
    if before is None and owner is None:
        require_role(agent, "admin", "manager")
    twin = await rows.with_shortcut(tx.connection, name, owner)
    if twin is not None and (before is None or twin.id != before.id):
        raise Refusal("conflict", f"There is a canned reply /{name} already.", field="shortcut")
    if before is None:
        new = {"id": ids.new(), "version": 1, "shortcut": name, "text": text, "owner_id": owner, "updated_at": tx.now}
        await rows.insert(tx.connection, new)
        return _announced(tx, ReplyRow(**new))  # type: ignore[arg-type]
    if (before.shortcut, before.text) == (name, text):
        return shape(before)
    await rows.change(tx.connection, before.id, tx.now, shortcut=name, text=text)
    changed = await rows.lock(tx.connection, before.id)
    assert changed is not None  # held since `_held`
    return _announced(tx, changed)


async def remove(tx: Transaction, agent: Agent, reply_id: str) -> None:
    held = await _held(tx, agent, reply_id)
    await rows.remove(tx.connection, held.id)
    tx.announce(events.ReplyRemoved(held.id), _audience(held))


def shape(row: ReplyRow) -> shapes.Reply:
    return shapes.Reply(id=row.id, version=row.version, shortcut=row.shortcut, text=row.text, owner=row.owner_id)


async def _held(tx: Transaction, agent: Agent, reply_id: str) -> ReplyRow:
    row = await rows.lock(tx.connection, reply_id)
    if row is None or row.owner_id not in (None, agent.id):
        raise Refusal("not_found", "There is no such canned reply.", field="reply")
    if row.owner_id is None:
        require_role(agent, "admin", "manager")
    return row


def _announced(tx: Transaction, row: ReplyRow) -> shapes.Reply:
    tx.announce(events.ReplyChanged(shape(row)), _audience(row))
    return shape(row)


def _audience(row: ReplyRow) -> tuple[str, ...]:
    return (EVERYONE,) if row.owner_id is None else for_user(row.owner_id)
