"""The product in verbs: send, note, retry, react, and reading a thread.

A send writes a message row that is its own place in the queue (`due_at`); deliveries carry it to the provider. Commands that create
carry a `client_id`: a repeat returns the row's present shape and does nothing more, the same id with another body is a conflict.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec

from hub import announce, shaping
from hub.accounts import limits
from hub.campaigns import following
from hub.durations import DAY_MS
from hub.inbox import outbound, reach, retries, scheduled, threads
from hub.inbox.drafts import Draft, drafts
from hub.inbox.outbound import Outbound
from hub.mail import drafts as mail_drafts
from hub.permissions import Agent, require_channel
from hub.team import mentions
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.commands import ConversationStart, MessageList, MessageNote, MessageReact, MessageRetry, MessageSend
from hub.wire.errors import Refusal
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow, ReactionRow

Answer = dict[str, shapes.Message]
Said = MessageSend | MessageNote | ConversationStart
UNANSWERABLE = ("note", "system", "reaction")  # kinds the customer never sees as a message

_WORDS = re.compile(r"[^\W\d_]|\s")  # letters or spaces; digits begin some emoji (1️⃣)


async def list_page(connection: Connection, agent: Agent, command: MessageList) -> shapes.Page:
    """A page of a thread, oldest first; `next` is the `order` to go on with, in the direction asked for."""
    await threads.seen(connection, agent, command.conversation)
    found = await rows.page(connection, command.conversation, command.before, command.after, command.limit + 1)
    forward = command.after is not None
    more = len(found) > command.limit
    kept = (found[: command.limit] if forward else found[1:]) if more else found
    edge = (kept[-1] if forward else kept[0]).order if more else None
    return shapes.Page(items=await shaping.message_list(connection, kept), next=edge)


async def send(tx: Transaction, agent: Agent, command: MessageSend, *, said: Said | None = None) -> Answer:
    """Queues a message; several files become several messages, of which the first is returned.

    The first answer assigns the conversation to its author; a snoozed or resolved one is open again. One for a later time changes
    nothing of the conversation yet. `said`: the command whose `client_id` this is, when it was another one.
    """
    if (before := await repeated(tx, agent, said or command)) is not None:
        return {"message": before}
    conversation = await threads.held(tx, agent, command.conversation)
    if (before := await repeated(tx, agent, said or command)) is not None:  # its twin was faster: it held the lock
        return {"message": before}
    account = await reach.require_sendable(tx, conversation, template=command.template is not None)
    answered = await _answered(tx, conversation, command.reply_to)
    wanted = await drafts(tx.connection, agent, account, command, conversation.contact_id)
    typed = said.email if isinstance(said, ConversationStart) else None
    told = {"answers": command.reply_to, "first": typed}
    wanted = await mail_drafts.dressed(tx.connection, agent, account, conversation, wanted, command.mail, **told)
    if any(draft.outbound.marketing for draft in wanted):
        await reach.require_consent(tx, conversation)
    later = scheduled.time_of(command, conversation, account, tx.now)
    if later is None:
        await take_up(tx, agent, conversation)
    written = [
        await _queue(tx, agent, conversation, draft, place, answered if place == 0 else None, said or command, later)
        for place, draft in enumerate(wanted)
    ]
    if later is not None:
        await announce.messages(tx, [id for id, _ in written], created={id for id, _ in written})
        return await _present(tx, written[0][0])
    await _ends_with(tx, conversation, *written[-1], unread=0, waiting_since=None)
    return await _announced(tx, [id for id, _ in written], conversation.id)


async def say(tx: Transaction, agent: Agent, conversation: ConversationRow, draft: Draft) -> shapes.Message:
    """Queues what another part of the product has put together, in a conversation that is held and may be written to."""
    written = await threads.append(tx, conversation, **_queued(agent, draft), due_at=tx.now)
    await _ends_with(tx, conversation, *written)
    return (await _announced(tx, [written[0]], conversation.id))["message"]


async def note(tx: Transaction, agent: Agent, command: MessageNote) -> Answer:
    """Words for colleagues alone, in the thread."""
    if (before := await repeated(tx, agent, command)) is not None:
        return {"message": before}
    conversation = await threads.held(tx, agent, command.conversation)
    if (before := await repeated(tx, agent, command)) is not None:
        return {"message": before}
    if not command.text.strip():
        raise Refusal("invalid", "A note may not be empty.", field="text")
    values = {"kind": "note", "text": command.text, "status": "received"}
    written = await threads.append(tx, conversation, **values, **_by(agent), **_client(command))
    await _ends_with(tx, conversation, *written)
    answer = await _announced(tx, [written[0]], conversation.id)
    await mentions.tell(tx, agent, conversation.id, written[0], command.text)
    return answer


async def retry(tx: Transaction, agent: Agent, command: MessageRetry) -> Answer:
    """Queues a failed or unknown message once more. Raises Refusal conflict for one the provider took."""
    found = await threads.message_seen(tx.connection, agent, command.message)
    conversation = await threads.held(tx, agent, found.conversation_id)
    message = (await rows.lock(tx.connection, [found.id]))[found.id]
    handed = outbound.decode(message.outgoing)
    digest = _digest(command)
    if (before := handed.retries.get(command.client_id)) is not None:
        if before != digest:
            raise Refusal("conflict", "This client_id was used for another retry.", field="client_id")
        return await _present(tx, message.id)
    if message.outgoing is None or message.direction != "out":
        raise Refusal("invalid", "Only a message to the customer can be sent again.", field="message")
    if message.status in ("queued", "sending"):
        return await _present(tx, message.id)
    await retries.require_retryable(tx, message, command.even_if_sent)
    await reach.require_sendable(tx, conversation, template=message.kind == "template")
    if handed.marketing:
        await reach.require_consent(tx, conversation)
    kept = msgspec.structs.replace(handed, retries={**handed.retries, command.client_id: digest})
    again: dict[str, Any] = {"status": "queued", "error": None, "due_at": tx.now, "claimed_by": None, "tries": 0}
    again |= {"scheduled_for": None, "cancels_on_reply": False}
    listed = [conversation.id] if conversation.last_message_id == message.id else []  # its status shows in the list
    await conversation_rows.lock_and_bump(tx.connection, listed)
    others = await retries.of_call(tx, message.id)
    await rows.change(tx.connection, message.id, **again, outgoing=outbound.encode(kept))
    for other in others:
        await rows.change(tx.connection, other, **again)
    if message.campaign_id is not None:
        await following.note(tx, [message.id])
    await announce.messages(tx, [message.id, *others])
    await announce.conversations(tx, listed)
    return await _present(tx, message.id)


async def react(tx: Transaction, agent: Agent, command: MessageReact) -> Answer:
    """Puts an emoji on a message, for the customer to see; an empty one takes it back. Returns the message reacted to.

    What goes to the provider is a message of its own (kind "reaction"), so that it can fail, wait and be tried again like any other.
    """
    found = await threads.message_seen(tx.connection, agent, command.message)
    conversation = await threads.held(tx, agent, found.conversation_id)
    target = (await rows.lock(tx.connection, [found.id]))[found.id]
    before = await rows.reaction_by(tx.connection, target.id, "user", agent.id)
    if (before.emoji if before else "") == command.emoji:
        return await _present(tx, target.id)
    if _WORDS.search(command.emoji):
        raise Refusal("invalid", "A reaction is one emoji.", field="emoji")
    account = await reach.require_sendable(tx, conversation, template=False)
    _require_reactable(tx, target, account)
    await rows.lock_and_bump(tx.connection, [target.id])
    row = ReactionRow(message_id=target.id, by_kind="user", by_id=agent.id, emoji=command.emoji, at=tx.now)
    await rows.put_reaction(tx.connection, row)
    content = msgspec.json.encode({"emoji": command.emoji}).decode()
    handed = outbound.encode(Outbound(reply_to=target.provider_id))
    values = {"kind": "reaction", "content": content, "outgoing": handed, "reply_to": target.id, "due_at": tx.now}
    sent, _ = await threads.append(tx, conversation, **values, status="queued", **_by(agent))
    await announce.messages(tx, [target.id, sent], created={sent})
    return await _present(tx, target.id)


async def repeated(tx: Transaction, agent: Agent, command: Said) -> shapes.Message | None:
    """What the command made when it came before. Raises Refusal conflict when its `client_id` was used for something else."""
    row = await rows.by_client(tx.connection, agent.id, command.client_id)
    if row is None:
        return None
    if row.client_digest != _digest(command):
        raise Refusal("conflict", "This client_id was used for another message.", field="client_id")
    require_channel(agent, row.channel_id)
    return await shaping.one_message(tx.connection, row.id)


async def take_up(tx: Transaction, agent: Agent, conversation: ConversationRow) -> None:
    """Whoever answers first has it, and it is open: what the thread shows of that, and the conversation's row."""
    values: dict[str, Any] = {}
    if conversation.state != "open":
        values |= {"state": "open", "snoozed_until": None, "resolved_at": None}
    if conversation.assignee_id is None:
        values |= {"assignee_id": agent.id}
    if not values:
        return
    await threads.change_or_refuse(tx, conversation, **values)
    if "state" in values and conversation.state != "quiet":
        await threads.add_system(tx, conversation, "reopened", by=agent.id)
    if "assignee_id" in values:
        await threads.add_system(tx, conversation, "assigned", by=agent.id, to=agent.id)


async def _answered(tx: Transaction, conversation: ConversationRow, reply_to: str | None) -> MessageRow | None:
    if reply_to is None:
        return None
    row = await rows.get(tx.connection, reply_to)
    if row is None or row.conversation_id != conversation.id:
        raise Refusal("not_found", "The message to answer is not in this conversation.", field="reply_to")
    if row.kind in UNANSWERABLE:
        raise Refusal("invalid", "The customer cannot see the message you answer.", field="reply_to")
    return row


def _require_reactable(tx: Transaction, target: MessageRow, account: AccountRow) -> None:
    if target.kind in UNANSWERABLE or target.provider_id is None:
        raise Refusal("invalid", "The customer cannot see this message, so it takes no reaction.", field="message")
    days = limits.of(account.kind).reaction_days
    if tx.now - target.sent_at > days * DAY_MS:
        raise Refusal("invalid", f"Messages older than {days} days take no reaction.", field="message")


async def _queue(
    tx: Transaction,
    agent: Agent,
    conversation: ConversationRow,
    draft: Draft,
    place: int,
    answered: MessageRow | None,
    said: Said,
    later: scheduled.Later | None,
) -> tuple[str, str]:
    """`due_at` a millisecond apart keeps several messages of one command in order."""
    if answered is not None:
        handed = msgspec.structs.replace(draft.outbound, reply_to=answered.provider_id)
        draft = msgspec.structs.replace(draft, outbound=handed)
    written = await threads.append(
        tx,
        conversation,
        **_queued(agent, draft),
        reply_to=answered.id if answered else None,
        **({"due_at": tx.now + place} if later is None else scheduled.columns(later, place)),
        **(_client(said) if place == 0 else {}),
    )
    for position, file in enumerate(file for file in (draft.attachment, *draft.attachments) if file is not None):
        if not await attachments.attach(tx.connection, file, written[0], conversation.channel_id, position):
            raise Refusal("conflict", "The file was sent already. Upload it again.", field="attachments")
    return written


async def _ends_with(
    tx: Transaction, conversation: ConversationRow, message_id: str, order: str, **values: Any
) -> None:
    """The new message is the conversation's last one, unless the customer's clock runs ahead of ours."""
    if order > conversation.last_order:
        values |= {"last_message_id": message_id, "last_order": order, "last_at": tx.now}
    await conversation_rows.change(tx.connection, conversation.id, tx.now, **values)


async def _announced(tx: Transaction, ids: list[str], conversation_id: str) -> Answer:
    """Tells of new messages and of the conversation that ends with them. Answers with the first."""
    await announce.messages(tx, ids, created=set(ids))
    await announce.conversations(tx, [conversation_id])
    return await _present(tx, ids[0])


async def _present(tx: Transaction, message_id: str) -> Answer:
    return {"message": await shaping.one_message(tx.connection, message_id)}


def _queued(agent: Agent, draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "text": draft.text,
        "content": msgspec.json.encode(draft.content).decode(),
        "status": "queued",
        "outgoing": outbound.encode(draft.outbound),
        **_by(agent),
    }


def _by(agent: Agent) -> dict[str, str]:
    return {"author_kind": "user", "author_id": agent.id, "author_name": agent.name}


def _client(command: Said) -> dict[str, str]:
    return {"client_id": command.client_id, "client_digest": _digest(command)}


def _digest(command: Said | MessageRetry) -> str:
    """Of all that a command says but its number on the socket."""
    said = {name: value for name, value in msgspec.to_builtins(command).items() if name != "id"}
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
