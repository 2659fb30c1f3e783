"""The customer's taps on a quotation's buttons: part of the transaction that stores the message they come in.

A button's id names the quotation, its revision and the answer, and holds a secret that only this message's buttons have: nobody can make
one up, and one of an old version says nothing about the new one. What cannot be taken as an answer stays an ordinary message; when the
customer meant it, the thread says why it did not count, and the customer is told once.
"""

from __future__ import annotations

import re
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct, structs

from hub import announce
from hub.inbox import outbound, reach, threads
from hub.inbox.outbound import Outbound
from hub.office import configuration
from hub.quotations import states, words
from hub.quotations.carriers import BUTTON
from hub.quotations.days import today
from hub.quotations.holding import Held
from hub.receiving.book import Book
from hub.team import notifications, tokens
from hub.team.notifications import News
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import QuotationState
from storage.inbox import conversations as conversation_rows
from storage.inbox.conversations import ConversationRow
from storage.intake.batches import MessageHeld
from storage.quotations import rows, sends
from storage.quotations.rows import QuotationRow
from storage.quotations.sends import SendRow

Why = Literal["old_version", "revising", "expired", "void", "answered"]
TO: dict[str, QuotationState] = {"accept": "accepted", "change": "change_requested", "decline": "declined"}
STRAY = "quotation_stray"  # the thread's line for an answer that did not count
_ID = re.compile(BUTTON + r":([0-9a-f-]{36}):([0-9]{1,6}):(accept|change|decline):([A-Za-z0-9_-]{20,64})")
_MARK = f'"{BUTTON}:'


class Tap(Struct, frozen=True):
    """`ticket`: the secret, as it came."""

    quotation_id: str
    revision: int
    answer: str
    ticket: str


async def take(book: Book) -> None:
    """After the messages of a batch are stored and told. Costs nothing where nobody tapped."""
    for id, historic in book.new_messages.items():
        message = book.messages[id]
        if historic or message.author_kind != "customer" or _MARK not in message.content:
            continue
        tap = read(msgspec.json.decode(message.content))
        if tap is not None:
            await _tapped(book.tx, tap, message, cast(ConversationRow, book.conversations[message.conversation_id]))


def read(content: dict[str, Any]) -> Tap | None:
    """What an inbound message's content says, if it is a tap on one of our buttons (of a message, or of a template)."""
    found = _ID.fullmatch(str(content.get("id") or content.get("payload") or ""))
    if found is None:
        return None
    return Tap(found.group(1), int(found.group(2)), found.group(3), found.group(4))


async def _tapped(tx: Transaction, tap: Tap, message: MessageHeld, conversation: ConversationRow) -> None:
    """`conversation`: of the message, locked by the intake; no other one is locked from here on."""
    send = await sends.by_ticket(tx.connection, tap.quotation_id, tokens.hash_of(tap.ticket))
    row = await rows.lock(tx.connection, tap.quotation_id) if send is not None else None
    if send is None or row is None or send.revision != tap.revision:
        return
    if row.contact_id is None or row.contact_id != message.author_id:
        return  # somebody else's button: in a group, or passed on
    if row.channel_id == message.channel_id and row.conversation_id != message.conversation_id:
        # a newer conversation with the same person on the same account
        await rows.change(tx.connection, row.id, tx.now, conversation_id=message.conversation_id)
        row = await rows.get(tx.connection, row.id) or row
    held = Held(row=row, conversation=conversation)
    office = await configuration.read(tx.connection)
    why = _why_not(row, tap, today(office, tx.now).isoformat())
    if why is not None:
        await _stray(tx, held, send, tap, message, why)
    elif row.state != TO[tap.answer]:
        await move(tx, held, TO[tap.answer], states.customer(message.author_name or "", "button"))


async def move(
    tx: Transaction,
    held: Held,
    to: QuotationState,
    mover: states.Mover,
    *,
    reason: str | None = None,
    signature: str | None = None,
) -> QuotationRow:
    """An answer of the customer: moves the quotation and tells its owner. Raises Refusal as `states.move` does."""
    after = await states.move(tx, held, to, mover, reason=reason, signature=signature)
    await _tell_owner(tx, held, _NEWS[to].format(who=_who(held), number=held.row.number), reason)
    return after


_NEWS = {
    "accepted": "{who} accepted quotation {number}",
    "declined": "{who} declined quotation {number}",
    "change_requested": "{who} asks for a change of quotation {number}",
}
_STRAYS: dict[Why, str] = {
    "old_version": "{who} answered an old version of quotation {number}",
    "revising": "{who} answered quotation {number}, which is being revised",
    "expired": "{who} answered quotation {number} after it expired",
    "void": "{who} answered quotation {number}, which is void",
    "answered": "{who} answered quotation {number} once more",
}


def _why_not(row: QuotationRow, tap: Tap, today: str) -> Why | None:
    """Why a tap does not count; None when it does, or says the same again."""
    if row.revision != tap.revision:
        return "revising" if row.state == "draft" else "old_version"
    if row.state == "draft":
        return "revising"
    if row.state == "void":
        return "void"
    if row.state == TO[tap.answer]:
        return None
    if row.state == "expired" or (row.valid_until is not None and row.valid_until < today):
        return "expired"
    return None if TO[tap.answer] in states.MOVES[cast(QuotationState, row.state)] else "answered"


async def _stray(tx: Transaction, held: Held, send: SendRow, tap: Tap, message: MessageHeld, why: Why) -> None:
    if held.conversation is not None:
        detail = {"quotation": held.row.id, "number": held.row.number, "revision": tap.revision}
        await threads.add_system(
            tx, held.conversation, STRAY, answer=TO[tap.answer], why=why, name=_who(held), **detail
        )
    await _tell_owner(tx, held, _STRAYS[why].format(who=_who(held), number=held.row.number), None)
    if await sends.tell_once(tx.connection, send.message_id, tx.now):
        await _reply(tx, held, why, message)


async def _reply(tx: Transaction, held: Held, why: Why, message: MessageHeld) -> None:
    """Says to the customer, once for each message that was sent, why the tap did not count."""
    conversation = held.conversation
    if conversation is None:
        return
    try:
        await reach.require_sendable(tx, conversation, template=False)
    except Refusal:
        return
    text = words.of(held.row.language).strays[why].format(number=held.row.number)
    handed = outbound.encode(Outbound())
    said: dict[str, Any] = {"kind": "text", "text": text, "content": '{"automatic":"quotation"}', "status": "queued"}
    said |= {"author_kind": "system", "outgoing": handed, "due_at": tx.now, "reply_to": message.id}
    message_id, order = await threads.append(tx, conversation, **said)
    last = {"last_message_id": message_id, "last_order": order, "last_at": tx.now}
    values = last if order > conversation.last_order else {}
    await conversation_rows.change(tx.connection, conversation.id, tx.now, **values)
    await announce.messages(tx, [message_id], created={message_id})
    await announce.conversations(tx, [conversation.id])


async def _tell_owner(tx: Transaction, held: Held, text: str, reason: str | None) -> None:
    """Whose quotation it is, and who talks with the customer."""
    talking = held.conversation.assignee_id if held.conversation else None
    people = {each for each in (held.row.owner_id, talking) if each}
    told = f"{text}: {reason}" if reason else text
    row = held.row
    about = News(
        user_id="",
        kind="quotation_answered",
        conversation_id=row.conversation_id,
        text=told,
        subject=row.id,
        who=row.customer_name,
        detail=told,
    )
    news = [structs.replace(about, user_id=id) for id in sorted(people)]
    await notifications.notify_all(tx, news)


def _who(held: Held) -> str:
    return held.row.customer_name or "The customer"
