"""Conversations in verbs. Each is idempotent: what is already so is no error, changes nothing and announces nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from hub import announce, ids, shaping, versions
from hub.customers import contacts
from hub.customers import tags as vocabulary
from hub.inbox import conversation_changes as changes
from hub.inbox import messages, reach, threads
from hub.inbox.conversation_changes import Change
from hub.permissions import Agent, ChannelRights, for_contact, holds, require_channel
from hub.team import notices, notifications
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.commands import ConversationGet, ConversationStart, MessageSend
from hub.wire.errors import Refusal
from hub.wire.threads import ConversationChange
from storage.accounts import channels
from storage.database import Connection
from storage.inbox import conversation_tags, read_marks
from storage.inbox import conversations as rows
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow
from storage.team import users

Answer = dict[str, shapes.Conversation]
READ_MARK_MS = 30 * 24 * 3_600_000  # Meta takes no read mark for an older message
WAKE_BATCH = 200  # conversations a step; the next step takes the rest


async def get(connection: Connection, agent: Agent, command: ConversationGet) -> Answer:
    row = await threads.seen(connection, agent, command.conversation)
    return await _present(connection, row)


async def assign(tx: Transaction, agent: Agent, conversation_id: str, to: str | None) -> Answer:
    """Gives it to a colleague who may see it, or (None) back to the queue."""
    held = await threads.held(tx, agent, conversation_id)
    change = changes.assigned(held, agent, to)
    if change is not None and to is not None:
        await require_assignable(tx.connection, to, held.channel_id)
    return await _changed(tx, held, change)


async def resolve(tx: Transaction, agent: Agent, conversation_id: str) -> Answer:
    """Done: nobody waits any more and nothing is left to read."""
    held = await threads.held(tx, agent, conversation_id)
    return await _changed(tx, held, changes.resolved(held, agent, tx.now))


async def reopen(tx: Transaction, agent: Agent, conversation_id: str) -> Answer:
    """Back among the open ones, resolved or snoozed. Refuses while the contact has another unresolved one there."""
    held = await threads.held(tx, agent, conversation_id)
    if held.state == "open":
        return await _present(tx.connection, held)
    await reach.require_unblocked(tx, held.contact_id)
    await threads.change_or_refuse(tx, held, state="open", resolved_at=None, snoozed_until=None)
    await threads.add_system(tx, held, "reopened", by=agent.id)
    await announce.conversations(tx, [held.id])
    return await _present(tx.connection, held)


async def snooze(tx: Transaction, agent: Agent, conversation_id: str, until: int) -> Answer:
    """Out of sight until `until` (ms), or until the customer writes."""
    held = await threads.held(tx, agent, conversation_id)
    return await _changed(tx, held, changes.snoozed(held, agent, tx.now, until))


async def wake_due(tx: Transaction) -> int:
    """Reopens the snoozed conversations whose time has come. Returns how many."""
    due = await rows.due_to_wake(tx.connection, tx.now, WAKE_BATCH)
    held = await rows.lock(tx.connection, due)
    ripe = [row for row in held.values() if row.state == "snoozed" and (row.snoozed_until or 0) <= tx.now]
    woken = Change(values={"state": "open", "snoozed_until": None}, event="woken")
    await change_all(tx, [(row, woken) for row in ripe])
    return len(ripe)


async def mark_read(tx: Transaction, agent: Agent, conversation_id: str) -> Answer:
    held = await threads.held(tx, agent, conversation_id)
    answer = await _changed(tx, held, changes.read(held))
    await notifications.read_in(tx, agent, held.id)
    return answer


async def mark_unread(tx: Transaction, agent: Agent, conversation_id: str) -> Answer:
    """As if nobody had read the last of it."""
    held = await threads.held(tx, agent, conversation_id)
    return await _changed(tx, held, changes.unread(held))


async def tag(tx: Transaction, agent: Agent, conversation_id: str, tags: list[str]) -> Answer:
    """Replaces the tags."""
    wanted = await vocabulary.take(tx, contacts.tidy_tags(tags, changes.MOST_TAGS))
    held = await threads.held(tx, agent, conversation_id)
    return await _changed(tx, held, changes.tagged(held, agent, wanted))


async def prioritize(tx: Transaction, agent: Agent, conversation_id: str, priority: int) -> Answer:
    """0 none … 3 the most urgent."""
    held = await threads.held(tx, agent, conversation_id)
    return await _changed(tx, held, changes.prioritized(held, agent, priority))


async def change_all(tx: Transaction, wanted: Sequence[tuple[ConversationRow, Change]]) -> None:
    """Changes of one verb, made to conversations that are held: as many statements for a thousand as for one."""
    told = [{"id": held.id, "version": held.version + 1, "updated_at": tx.now, **each.values} for held, each in wanted]
    await rows.change_many(tx.connection, told)
    if tags := [(held.id, each.tags) for held, each in wanted if each.tags is not None]:
        await conversation_tags.replace_many(tx.connection, tags)
    await threads.add_systems(tx, [(held, each.event, each.detail) for held, each in wanted if each.event is not None])
    await announce.conversations(tx, [held.id for held, _ in wanted])
    await notices.assigned(tx, [(held, each.detail) for held, each in wanted if each.event == "assigned"])


async def edit(
    tx: Transaction, agent: Agent, conversation_id: str, change: ConversationChange, if_match: int | None
) -> shapes.Conversation:
    """Everything named, each by its own verb; all of it or nothing. Raises Refusal `conflict` with how it is, when it changed since."""
    if change.tags is not UNSET:  # the vocabulary is locked before a conversation is
        await vocabulary.take(tx, contacts.tidy_tags(change.tags, changes.MOST_TAGS))
    held = await threads.held(tx, agent, conversation_id)
    if if_match is not None:
        versions.require(held.version, if_match, (await _present(tx.connection, held))["conversation"])
    if change.assignee is not UNSET:
        await assign(tx, agent, held.id, change.assignee)
    if change.priority is not UNSET:
        await prioritize(tx, agent, held.id, change.priority)
    if change.tags is not UNSET:
        await tag(tx, agent, held.id, change.tags)
    await _move(tx, agent, held, change)
    if change.unread is not UNSET:
        await (mark_unread if change.unread else mark_read)(tx, agent, held.id)
    return (await _present(tx.connection, held))["conversation"]


async def start(tx: Transaction, agent: Agent, command: ConversationStart) -> dict[str, Any]:
    """Opens a conversation (or takes up the unresolved one) with a contact or a typed number, and says what is to be said first."""
    require_channel(agent, command.channel, "channel")
    if (repeated := await messages.repeated(tx, agent, command)) is not None:
        return {
            **await _present(tx.connection, await threads.seen(tx.connection, agent, repeated.conversation)),
            "message": repeated,
        }
    contact_id = await contacts.chosen(tx, agent, command)
    await reach.require_unblocked(tx, contact_id)
    conversation_id = await _with(tx, contact_id, command.channel)
    sent: dict[str, Any] = {}
    if command.template is not None or command.text is not None or command.attachments:
        sending = MessageSend(
            id=command.id,
            conversation=conversation_id,
            client_id=command.client_id,
            template=command.template,
            text=command.text,
            attachments=command.attachments,
            mail=command.mail,
        )
        sent = await messages.send(tx, agent, sending, said=command)
    return {**await _present(tx.connection, await threads.seen(tx.connection, agent, conversation_id)), **sent}


async def view_focused(tx: Transaction, agent: Agent, conversation_id: str, typing: bool) -> None:
    """An agent really looks (and types): the customer is to see that the newest message was read. A worker tells the provider."""
    row = await threads.seen(tx.connection, agent, conversation_id)
    if not typing:
        await notifications.read_in(tx, agent, row.id)
    account = await channels.get(tx.connection, row.channel_id)
    newest = await message_rows.newest_inbound(tx.connection, conversation_id)
    if account is None or account.state != "active" or newest is None or newest.sent_at < tx.now - READ_MARK_MS:
        return
    await read_marks.want(
        tx.connection,
        conversation_id=row.id,
        channel_id=row.channel_id,
        provider_id=newest.provider_id or "",
        typing=typing and not row.group_id,  # Meta shows no typing in groups
        now=tx.now,
    )


async def _move(tx: Transaction, agent: Agent, held: ConversationRow, change: ConversationChange) -> None:
    """Between open, snoozed and resolved."""
    if isinstance(change.snoozed_until, str):
        if change.state not in (UNSET, "snoozed"):
            raise Refusal("invalid", f"A conversation cannot be {change.state} and snoozed.", field="snoozed_until")
        await snooze(tx, agent, held.id, shaping.time_ms(change.snoozed_until, field="snoozed_until"))
    elif change.state == "resolved":
        await resolve(tx, agent, held.id)
    elif change.state == "snoozed":
        if held.state != "snoozed" or change.snoozed_until is None:
            raise Refusal("invalid", "Say until when it is to be snoozed.", field="snoozed_until")
    elif change.state == "open" or (change.snoozed_until is None and held.state == "snoozed"):
        await reopen(tx, agent, held.id)


async def _with(tx: Transaction, contact_id: str, channel_id: str) -> str:
    """The contact's unresolved conversation on the channel account, made when there is none."""
    found = await rows.unresolved(tx.connection, contact_id, channel_id)
    if found is not None:
        return found.id
    before = (await rows.channels_of_contacts(tx.connection, [contact_id])).get(contact_id, [])
    new_id = ids.new()
    new = {"id": new_id, "contact_id": contact_id, "channel_id": channel_id, "state": "open"}
    if not await rows.insert(tx.connection, new | {"last_at": tx.now, "created_at": tx.now, "updated_at": tx.now}):
        raise Refusal("conflict", "Somebody opened a conversation with this contact just now. Go on there.")
    await announce.conversations(tx, [new_id], created={new_id})
    await _tell_of_contact(tx, contact_id, channel_id, before)
    return new_id


async def _tell_of_contact(tx: Transaction, contact_id: str, channel_id: str, before: list[str]) -> None:
    """A contact is heard by the channels of its conversations: the first narrows it from everyone, each further one widens it."""
    if channel_id in before:
        return
    if not before:
        tx.announce(events.ContactRemoved(contact_id), for_contact([]))
    await announce.contacts(tx, [contact_id])


async def require_assignable(connection: Connection, user_id: str, channel_id: str) -> None:
    """Refuses whoever would not see a conversation of this channel account."""
    user, account = await users.get(connection, user_id), await channels.get(connection, channel_id)
    if user is None or account is None or not user.active:
        raise Refusal("invalid", "There is no such colleague.", field="to")
    members = None if account.members is None else tuple(msgspec.json.decode(account.members, type=list[str]))
    if not holds(user.id, user.role, ChannelRights(account.id, account.state, members)):  # type: ignore[arg-type]
        raise Refusal("invalid", f"{user.name} is not a member of {account.name}, so would not see this.", field="to")


async def _changed(tx: Transaction, held: ConversationRow, change: Change | None) -> Answer:
    if change is not None:
        await change_all(tx, [(held, change)])
    return await _present(tx.connection, held)


async def _present(connection: Connection, row: ConversationRow) -> Answer:
    return {"conversation": (await shaping.conversations(connection, [row.id]))[row.id]}
