"""Canned replies: typed as `/shortcut` in the composer. Shared by all, or one's own. Names in double braces are filled in when used."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hub import ids, versions
from hub.accounts.limits import check_length
from hub.inbox import threads
from hub.office import activity, configuration
from hub.permissions import EVERYONE, Agent, for_user, require_role
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.commands import ReplyFill
from hub.wire.errors import Refusal
from hub.wire.threads import FilledReply
from storage.customers import contacts
from storage.customers.contacts import ContactRow
from storage.database import Connection
from storage.inbox import replies as rows
from storage.inbox.replies import ReplyRow

LONGEST_TEXT = 4096  # characters: what fits in one WhatsApp message
LONGEST_SHORTCUT = 40
_SHORTCUT = re.compile(r"[\w-]+")
_VARIABLE = re.compile(r"\{\{\s*([\w.-]{1,80})\s*\}\}")


async def of_agent(connection: Connection, agent: Agent) -> list[shapes.Reply]:
    """The shared ones and the agent's own, by shortcut."""
    return [shape(row) for row in await rows.for_user(connection, agent.id)]


async def list_page(
    connection: Connection, agent: Agent, *, q: str | None, after: str | None, limit: int
) -> tuple[list[shapes.Reply], str | None]:
    """The shared ones and the agent's own, by shortcut; and what `after` takes for the next page."""
    shortcut, dot, id = (after or "").partition(".")
    if after is not None and not dot:
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    words = (q or "").strip().removeprefix("/") or None
    found = await rows.page(connection, agent.id, words, None if after is None else (shortcut, id), limit + 1)
    kept = found[:limit]
    more = f"{kept[-1].shortcut}.{kept[-1].id}" if len(found) > limit else None
    return [shape(row) for row in kept], more


async def get(connection: Connection, agent: Agent, reply_id: str) -> shapes.Reply:
    return shape(_seen(agent, await rows.get(connection, reply_id)))


async def fill(connection: Connection, agent: Agent, asked: ReplyFill) -> FilledReply:
    """The text for one conversation: what {{contact.name}} and the like stand for there."""
    text = _seen(agent, await rows.get(connection, asked.reply)).text
    row = await threads.seen(connection, agent, asked.conversation)
    contact = await contacts.get(connection, row.contact_id)
    office = await configuration.read(connection)
    known = _known(agent, contact, office.company.name)
    unknown: list[str] = []

    def value(found: re.Match[str]) -> str:
        name = found[1].lower()
        if not known.get(name):
            unknown.append(name)
        return known.get(name, "")

    filled = _VARIABLE.sub(value, text)
    return FilledReply(text=filled, unknown=list(dict.fromkeys(unknown)))


async def save(
    tx: Transaction,
    agent: Agent,
    *,
    shortcut: str | None = None,
    text: str | None = None,
    shared: bool = True,
    reply_id: str | None = None,
    if_match: int | None = None,
) -> shapes.Reply:
    """Adds one, or changes the one named. Shared ones are for administrators and managers to change."""
    before = None if reply_id is None else await _held(tx, agent, reply_id, if_match)
    shortcut = shortcut if shortcut is not None else (before.shortcut if before else "")
    text = text if text is not None else (before.text if before else "")
    name = shortcut.strip().removeprefix("/").lower()
    check_length(name, LONGEST_SHORTCUT, "A shortcut", "shortcut", needed=True)
    check_length(text, LONGEST_TEXT, "A canned reply", "text", needed=True)
    if not _SHORTCUT.fullmatch(name):
        raise Refusal(
            "invalid", "A shortcut is one word of letters, digits, hyphens and underscores.", field="shortcut"
        )
    owner = before.owner_id if before is not None else (None if shared else agent.id)
    if before is None and owner is None:
        require_role(agent, "admin", "manager")
    twin = await rows.with_shortcut(tx.connection, name, owner)
    if twin is not None and (before is None or twin.id != before.id):
        raise Refusal("conflict", f"There is a canned reply /{name} already.", field="shortcut")
    if before is None:
        new = {"id": ids.new(), "version": 1, "shortcut": name, "text": text, "owner_id": owner, "updated_at": tx.now}
        await rows.insert(tx.connection, new)
        return await _announced(tx, agent, None, ReplyRow(**new))  # type: ignore[arg-type]
    if (before.shortcut, before.text) == (name, text):
        return shape(before)
    await rows.change(tx.connection, before.id, tx.now, shortcut=name, text=text)
    changed = await rows.get(tx.connection, before.id)
    assert changed is not None  # held since `_held`
    return await _announced(tx, agent, before, changed)


async def remove(tx: Transaction, agent: Agent, reply_id: str, *, if_match: int | None = None) -> None:
    held = await _held(tx, agent, reply_id, if_match)
    await rows.remove(tx.connection, held.id)
    tx.announce(events.ReplyRemoved(held.id), _audience(held))
    if held.owner_id is None:
        await activity.note(tx, agent, "reply.removed", subject=held.id, title=f"/{held.shortcut}", before=shape(held))


def shape(row: ReplyRow) -> shapes.Reply:
    return shapes.Reply(id=row.id, version=row.version, shortcut=row.shortcut, text=row.text, owner=row.owner_id)


def _known(agent: Agent, contact: ContactRow | None, company: str) -> dict[str, str]:
    name = contact.name if contact else ""
    fields = msgspec.json.decode(contact.fields, type=dict[str, Any]) if contact else {}
    return {
        **{f"contact.{key}": str(value) for key, value in fields.items() if value is not None},
        "contact.name": name,
        "contact.first_name": name.partition(" ")[0],
        "contact.company": (contact.company if contact else None) or "",
        "agent.name": agent.name,
        "agent.first_name": agent.name.partition(" ")[0],
        "company": company,
    }


async def _held(tx: Transaction, agent: Agent, reply_id: str, if_match: int | None) -> ReplyRow:
    row = _seen(agent, await rows.lock(tx.connection, reply_id))
    if row.owner_id is None:
        require_role(agent, "admin", "manager")
    versions.require(row.version, if_match, shape(row))
    return row


def _seen(agent: Agent, row: ReplyRow | None) -> ReplyRow:
    if row is None or row.owner_id not in (None, agent.id):
        raise Refusal("not_found", "There is no such canned reply.", field="reply")
    return row


async def _announced(tx: Transaction, agent: Agent, before: ReplyRow | None, row: ReplyRow) -> shapes.Reply:
    after = shape(row)
    tx.announce(events.ReplyChanged(after), _audience(row))
    if row.owner_id is None:
        act, earlier = ("reply.added", None) if before is None else ("reply.changed", shape(before))
        await activity.note(tx, agent, act, subject=row.id, title=f"/{row.shortcut}", before=earlier, after=after)
    return after


def _audience(row: ReplyRow) -> tuple[str, ...]:
    return (EVERYONE,) if row.owner_id is None else for_user(row.owner_id)
