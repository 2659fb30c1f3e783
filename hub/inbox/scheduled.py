"""Messages written ahead: they wait in the thread, at the place of their time, until they are due. See also hub/work/claims.py."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from hub import announce, ids, shaping, versions
from hub.accounts import limits
from hub.inbox import threads
from hub.permissions import Agent, for_channel
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.commands import MessageSend
from hub.wire.errors import Refusal
from hub.wire.events import MessageRemoved
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.inbox import messages as rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow

LONGEST_AHEAD_MS = 366 * 24 * 3_600_000
LONGEST_TIME = 15  # digits of a time in ms


class Later(Struct, frozen=True, kw_only=True):
    """When a message is to go (ms), and whether the customer's writing before keeps it back."""

    at: int
    cancel_on_reply: bool


def time_of(command: MessageSend, conversation: ConversationRow, account: AccountRow, now: int) -> Later | None:
    """None: now. Raises Refusal `invalid` for a time that cannot be, `window_closed` for what could never go."""
    if command.send_at is None:
        if command.cancel_on_reply:
            raise Refusal("invalid", "Only a message for later can be kept back by a reply.", field="cancel_on_reply")
        return None
    later = Later(at=shaping.time_ms(command.send_at, field="send_at"), cancel_on_reply=command.cancel_on_reply)
    _require_possible(later, now)
    if command.template is None:
        _require_window(later, conversation, account)
    return later


def columns(later: Later, place: int) -> dict[str, Any]:
    """A message's columns: it stands in the thread where it will be said. `place`: its number among those of one command."""
    at = later.at + place
    order = ids.order_of(at, ids.arrival_us())
    kept_back = {"scheduled_for": later.at, "cancels_on_reply": later.cancel_on_reply}
    return {"due_at": at, "sent_at": at, "order": order, **kept_back}


async def list_page(
    connection: Connection, agent: Agent, conversation_id: str, q: str | None, after: str | None, limit: int
) -> shapes.Page:
    """What is still to go in a conversation, the next first."""
    await threads.seen(connection, agent, conversation_id)
    words = (q or "").strip() or None
    found = await rows.scheduled(connection, conversation_id, words, _place(after), limit + 1)
    kept = found[:limit]
    more = f"{kept[-1].due_at}.{kept[-1].id}" if len(found) > limit else None
    return shapes.Page(items=await shaping.message_list(connection, kept), next=more)


async def move(
    tx: Transaction,
    agent: Agent,
    message_id: str,
    *,
    send_at: int | None = None,
    cancel_on_reply: bool | None = None,
    if_match: int | None = None,
) -> shapes.Message:
    """Gives it another time, or another condition. Raises Refusal `conflict` once it is on its way."""
    row = await _held(tx, agent, message_id, if_match)
    at = row.scheduled_for if send_at is None else send_at
    keeps_back = bool(row.cancels_on_reply) if cancel_on_reply is None else cancel_on_reply
    later = Later(at=at or 0, cancel_on_reply=keeps_back)
    if (row.scheduled_for, bool(row.cancels_on_reply)) == (later.at, keeps_back):
        return await shaping.one_message(tx.connection, row.id)
    if send_at is not None:
        _require_possible(later, tx.now)
    await rows.change(tx.connection, row.id, **columns(later, 0))
    await announce.messages(tx, [row.id])
    return await shaping.one_message(tx.connection, row.id)


async def cancel(tx: Transaction, agent: Agent, message_id: str, *, if_match: int | None = None) -> None:
    """Takes it back before it goes. The thread keeps who did. Raises Refusal `conflict` once it is on its way."""
    row = await _held(tx, agent, message_id, if_match)
    conversation = await threads.held(tx, agent, row.conversation_id)
    await rows.remove(tx.connection, row.id)
    tx.announce(MessageRemoved(row.id, row.conversation_id), for_channel(row.channel_id))
    told = {"by": agent.id, "scheduled_for": shaping.time_text(row.scheduled_for or 0)}
    await threads.add_system(tx, conversation, "schedule_cancelled", **told)


def is_waiting(row: MessageRow) -> bool:
    """Whether nobody has begun to send it."""
    return row.scheduled_for is not None and row.due_at is not None and row.status == "queued" and row.tries == 0


async def _held(tx: Transaction, agent: Agent, message_id: str, if_match: int | None) -> MessageRow:
    found = await threads.message_seen(tx.connection, agent, message_id)
    await threads.held(tx, agent, found.conversation_id)
    row = (await rows.lock(tx.connection, [message_id])).get(message_id)
    if row is None:
        raise Refusal("not_found", "There is no such message.", field="message")
    if if_match is not None:
        versions.require(row.version, if_match, await shaping.one_message(tx.connection, row.id))
    if not is_waiting(row):
        raise Refusal("conflict", f"This message waits for no time: it is {row.status}.", field="message")
    return row


def _place(after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    due, dot, id = after.partition(".")
    if not dot or not (due.isascii() and due.isdecimal() and len(due) <= LONGEST_TIME):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    return int(due), id


def _require_possible(later: Later, now: int) -> None:
    if not now < later.at <= now + LONGEST_AHEAD_MS:
        raise Refusal("invalid", "Choose a time in the future, at most a year ahead.", field="send_at")


def _require_window(later: Later, conversation: ConversationRow, account: AccountRow) -> None:
    """Whoever waits for silence past the window's end can never write."""
    closes = conversation.window_closes_at or 0
    if later.cancel_on_reply and limits.of(account.kind).window and closes <= later.at:
        words = "By then the 24-hour window has closed, unless the customer writes, which would cancel this message."
        raise Refusal("window_closed", f"{words} Send a template, or choose an earlier time.", field="send_at")
