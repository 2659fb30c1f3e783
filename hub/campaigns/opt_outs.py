"""Opting out: a customer's word against marketing, kept the moment it comes, whichever way it comes.

A message that says nothing but one of the office's words, the provider's own switch and its refusal (131050) all change the contact's
consent in the transaction that stores them; from then on no campaign takes this person, and what waits in the queue for them is held back.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import msgspec

from hub import announce
from hub.campaigns import following
from hub.campaigns.opt_out_words import folded
from hub.inbox import outbound, reach, threads
from hub.office import configuration
from hub.receiving.book import Book, Rules
from hub.receiving.preferences import MARKETING, consent
from hub.transaction import Transaction
from hub.wire.configuration import OptOut
from hub.wire.errors import Refusal
from hub.wire.shapes import Fault
from storage.campaigns import answers as rows
from storage.inbox import conversations as conversation_rows
from storage.inbox.conversations import ConversationRow
from storage.intake.batches import MessageHeld

COUNTS_MS = 7 * 24 * 3_600_000  # so long after it wrote a campaign is what somebody opts out of
KEYWORD = "keyword"  # how: by a word in a message
REASON = "opted_out"
DETAIL = "The customer wants no marketing messages."
CONFIRMED = msgspec.json.encode({"automatic": "opt_out"}).decode()
_fault = msgspec.json.encode(Fault(code=REASON, message=DETAIL, advice="Nothing to do: their word counts.")).decode()


def says_so(rules: Rules, message: MessageHeld) -> bool:
    """Whether a message says nothing but that no more is wanted: typed, or on the button that was tapped."""
    return rules.opt_out_words.language(_said(message)) is not None


def remember(book: Book, contact_id: str, message: MessageHeld, recipient_id: str | None) -> None:
    """Keeps the word of a message; `recipient_id`: of the campaign it answers."""
    contact = book.contacts.get(contact_id)
    if contact is None or message.author_id != contact_id:
        return
    said = _said(message)
    if consent(book, contact, MARKETING, False, message.sent_at, said, how=KEYWORD):
        told = book.opted_out[contact_id]
        told.recipient_id = recipient_id or told.recipient_id
        told.conversation_id, told.word = message.conversation_id, said


async def note(book: Book) -> None:
    """After the answers are known, before contacts are written. Costs no statement where nobody opted out."""
    for id, historic in book.new_messages.items():
        message = book.messages[id]
        if historic or message.author_kind != "customer" or not says_so(book.rules, message):
            continue
        held = book.conversations[message.conversation_id]
        if not held.group_id and held.contact_id not in book.opted_out:
            remember(book, held.contact_id, message, None)
    if book.opted_out:
        await _count(book)
        await hold_back(book.tx, book.opted_out)


async def _count(book: Book) -> None:
    """Each against the campaign it answers, else the one that wrote last."""
    told = book.opted_out
    known = {each.recipient_id: each.at for each in told.values() if each.recipient_id is not None}
    messages = {each.message_id: each.at for each in told.values() if each.message_id is not None}
    others = [id for id, each in told.items() if each.recipient_id is None and each.message_id is None]
    found = await rows.lock_recipients(book.connection, (), messages) if messages else []
    at = known | {row.id: messages[row.message_id] for row in found if row.message_id is not None}
    if others:
        latest = await rows.lock_latest(book.connection, others, book.now - COUNTS_MS)
        at |= {row.id: told[row.contact_id].at for row in latest if row.contact_id is not None}
    await count(book.tx, at)


async def count(tx: Transaction, at: dict[str, int]) -> None:
    """Notes when (ms) these recipients opted out; the first time counts."""
    if at:
        told = await rows.opted_out(tx.connection, at)
        await following.note(tx, sorted(told))


async def refused(tx: Transaction, message_ids: Collection[str]) -> None:
    """The provider refused campaigns' messages because their receivers want no marketing."""
    found = await rows.lock_recipients(tx.connection, (), message_ids)
    await count(tx, {row.id: tx.now for row in found})


async def hold_back(tx: Transaction, contact_ids: Collection[str]) -> None:
    """Marketing that waits in the queue for these people is not sent."""
    waiting = await rows.waiting_messages(tx.connection, contact_ids)
    stopped = [id for id, outgoing in waiting if outbound.decode(outgoing).marketing]
    if stopped:
        await rows.hold_back(tx.connection, stopped, _fault, REASON, DETAIL)
        await announce.messages(tx, await rows.heard(tx.connection, stopped))


async def confirm(book: Book) -> None:
    """What the office answers to it, if anything."""
    asked = [each for each in book.opted_out.values() if each.conversation_id is not None]
    if not asked:
        return
    office = await configuration.read(book.connection)
    for each in asked:
        text = confirmation(office.campaigns.opt_out, book.rules.opt_out_words.language(each.word or ""))
        if text is not None and each.conversation_id is not None:
            held = cast(ConversationRow, book.conversations[each.conversation_id])
            await _say(book.tx, held, text, office.company.name or office.branding.name)


def confirmation(told: OptOut, language: str | None) -> str | None:
    """In the language of the word; without one in it, in any there is."""
    return told.confirmation.get(language or "") or next(iter(told.confirmation.values()), None)


async def _say(tx: Transaction, conversation: ConversationRow, text: str, name: str) -> None:
    try:
        await reach.require_sendable(tx, conversation, template=False)
    except Refusal:
        return
    said: dict[str, Any] = {"kind": "text", "text": text, "content": CONFIRMED, "status": "queued"}
    said |= {"author_kind": "system", "author_name": name, "outgoing": outbound.encode(outbound.Outbound())}
    id, order = await threads.append(tx, conversation, **said, due_at=tx.now)
    await conversation_rows.change(
        tx.connection, conversation.id, tx.now, last_message_id=id, last_order=order, last_at=tx.now
    )
    await announce.messages(tx, [id], created={id})
    await announce.conversations(tx, [conversation.id])


def _said(message: MessageHeld) -> str:
    if message.kind == "button":
        content = msgspec.json.decode(message.content)
        return folded(str(content.get("text") or message.text or ""))
    return message.text or "" if message.kind in ("text", "interactive") else ""
