"""Blocking as spam: nothing is sent to who is blocked, and what they write is kept without stirring anybody.

The decision is the contact's and holds on every channel at once. Providers that can stop such a person are told by a worker
(hub/work/blocks.py); what one of them refuses holds here all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, cast

import msgspec

from hub import announce, ids
from hub.customers import contact_history, contacts
from hub.inbox import threads
from hub.office import activity
from hub.permissions import Agent
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.blocks import Block, BlockState, ChannelBlock
from hub.wire.shapes import Fault
from storage.customers import blocks as rows
from storage.customers import contacts as contact_rows
from storage.customers import merges
from storage.customers.blocks import BlockRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows

BATCH = 50  # conversations put away in one transaction
DONE: dict[str, Any] = {"state": "resolved", "snoozed_until": None, "waiting_since": None, "unread": 0}
FAULT = Fault(
    code="blocked",
    message="The contact was blocked as spam before this was sent.",
    advice="Unblock the contact, then send it again.",
)
UNSENT: dict[str, Any] = {"status": "failed", "error": msgspec.json.encode(FAULT).decode(), "due_at": None}


async def block(tx: Transaction, agent: Agent, contact_id: str, reason: str | None) -> shapes.Contact:
    """Once more asks the providers that refused. Raises Refusal `not_found`."""
    held = await contacts.held(tx, agent, contact_id)
    reason = " ".join((reason or "").split()) or None
    new = held.blocked_at is None
    if new or reason not in (None, held.blocked_for):
        since = tx.now if held.blocked_at is None else held.blocked_at
        await contact_rows.change(
            tx.connection, held.id, tx.now, blocked_at=since, blocked_by=agent.id, blocked_for=reason
        )
        await contact_history.note(tx, agent, held.id, {"blocked": (not new, True)})
        before, after = {"reason": held.blocked_for} if not new else None, {"reason": reason}
        await activity.note(tx, agent, "contact.blocked", subject=held.id, title=held.name, before=before, after=after)
    changed = await _tell(tx, held.id, await _channels(tx.connection, held.id))
    talks = await conversation_rows.of_contacts(tx.connection, [held.id])
    await _put_away(tx, talks, by=agent.id)
    if new or changed:
        await announce.contacts(tx, [held.id])
    return await contacts.present(tx.connection, held.id)


async def unblock(tx: Transaction, agent: Agent, contact_id: str) -> shapes.Contact:
    """What they wrote meanwhile lies in their resolved conversations. Raises Refusal `not_found`."""
    held = await contacts.held(tx, agent, contact_id)
    if held.blocked_at is None:
        return await contacts.present(tx.connection, held.id)
    # those merged into it were blocked with it: undoing the merge must not bring that back
    await rows.free(tx.connection, await merges.merged_into(tx.connection, held.id))
    await contact_rows.lock_and_bump(tx.connection, [held.id])
    known = await rows.of_contact(tx.connection, held.id)
    await rows.want(tx.connection, [row.id for row in known if row.wanted], False, tx.now)
    await contact_history.note(tx, agent, held.id, {"blocked": (True, False)})
    before = {"reason": held.blocked_for}
    await activity.note(tx, agent, "contact.unblocked", subject=held.id, title=held.name, before=before)
    await announce.contacts(tx, [held.id])
    return await contacts.present(tx.connection, held.id)


async def one(connection: Connection, agent: Agent, contact_id: str) -> Block:
    """Whether and why, and what the providers of the agent's channel accounts know."""
    row = await contacts.seen(connection, agent, contact_id)
    known = await rows.of_contact(connection, row.id)
    return Block(
        blocked=row.blocked_at is not None,
        since=None if row.blocked_at is None else time_text(row.blocked_at),
        by=row.blocked_by,
        reason=row.blocked_for,
        channels=[_shape(each) for each in known if each.channel_id in agent.channels],
    )


async def keep_away(tx: Transaction, astir: Iterable[tuple[str, str]]) -> int:
    """Resolves what blocked contacts stirred (`astir`: conversations and their contacts), and tells the providers of theirs that do not
    know: a person who wrote just now can be stopped. Returns how many were resolved."""
    found = list(astir)
    people = await contact_rows.lock(tx.connection, {contact for _, contact in found})
    blocked = {id for id, row in people.items() if row.blocked_at is not None}
    told = [id for id in sorted(blocked) if await _tell(tx, id, await _channels(tx.connection, id))]
    done = await _put_away(tx, [id for id, contact in found if contact in blocked], by=None, whose=blocked)
    await contact_rows.lock_and_bump(tx.connection, told)
    await announce.contacts(tx, told)
    return done


async def settle(tx: Transaction, row: BlockRow, **values: Any) -> None:
    """What came of telling a provider, for whoever looks at the contact."""
    contact_id = await rows.settle(tx.connection, row, **values)
    if contact_id is not None and "state" in values:
        await contact_rows.lock_and_bump(tx.connection, [contact_id])
        await announce.contacts(tx, [contact_id])


async def _channels(connection: Connection, contact_id: str) -> list[str]:
    """The accounts this person has written to or been written to from."""
    found = await conversation_rows.channels_of_contacts(connection, [contact_id])
    return await rows.talkable(connection, found.get(contact_id, []))


async def _tell(tx: Transaction, contact_id: str, channel_ids: Collection[str]) -> bool:
    """Wants the contact blocked at these accounts, where that is neither known nor under way. Whether anything changed."""
    known = await rows.of_contact(tx.connection, contact_id)
    again = [row.id for row in known if not row.wanted or row.state == "refused"]
    new = sorted(set(channel_ids) - {row.channel_id for row in known})
    common = {"contact_id": contact_id, "wanted": True, "state": "wanted", "since": tx.now, "due_at": tx.now}
    await rows.add(tx.connection, [{"id": ids.new(), "channel_id": each, **common} for each in new])
    await rows.want(tx.connection, again, True, tx.now)
    return bool(again or new)


async def _put_away(
    tx: Transaction, conversation_ids: Iterable[str], *, by: str | None, whose: Collection[str] | None = None
) -> int:
    """Resolves those that are not. `whose`: only these contacts', for one may have been moved meanwhile."""
    held = await conversation_rows.lock(tx.connection, conversation_ids)
    theirs = [row for row in held.values() if whose is None or row.contact_id in whose]
    await _keep_back(tx, [row.id for row in theirs])
    left = [row for row in theirs if row.state != "resolved"]
    for row in left:
        await conversation_rows.change(tx.connection, row.id, tx.now, resolved_at=tx.now, **DONE)
        await threads.add_system(tx, row, "resolved", by=by, reason="blocked")
    await announce.conversations(tx, [row.id for row in left])
    return len(left)


async def _keep_back(tx: Transaction, conversation_ids: Collection[str]) -> None:
    """What was still to go there does not go."""
    unsent = await rows.unsent(tx.connection, conversation_ids)
    for id in unsent:
        await message_rows.change(tx.connection, id, **UNSENT)
    await announce.messages(tx, unsent)


def _shape(row: BlockRow) -> ChannelBlock:
    state = cast(BlockState, row.state)
    since = time_text(row.since)
    return ChannelBlock(channel=row.channel_id, blocked=row.wanted, state=state, reason=row.reason, since=since)
