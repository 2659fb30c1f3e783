"""Answers to campaigns: part of the transaction that stores the message they come in, and costs no statement where nobody answers one.

What quotes a campaign's message, or taps its button, answers that campaign; else the first word within the days the campaign names answers
the one that wrote last (`conversations.campaign_until`, which the intake has at hand). Who only says that they want no more has opted out,
not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from hub.campaigns import following, opt_outs, routing
from hub.receiving.book import Book, Quoted
from hub.shaping import time_text
from hub.wire.campaigns import ReplyRule
from hub.wire.shapes import AnsweredCampaign
from storage.campaigns import answers as rows
from storage.campaigns.answers import AnsweredRow
from storage.intake.batches import MessageHeld

SECOND_MS = 1_000  # providers tell whole seconds
UNSENT = (None, "queued")  # states of a message nobody can have read
SURE = (
    "claimed",
    "sent",
    "delivered",
    "read",
    "replied",
)  # of a recipient that is taken to have got it without quoting it
NEVER_SENT = ("waiting", "skipped")
_decode = msgspec.json.Decoder().decode
_rule = msgspec.json.Decoder(ReplyRule).decode


class Answer(Struct, frozen=True, kw_only=True):
    """A message that may answer a campaign. `quoted`: the campaign's message it names."""

    message: MessageHeld
    contact_id: str
    campaign_id: str
    quoted: str | None


async def note(book: Book) -> None:
    """After the messages of a batch are in, before what changed of conversations is written."""
    answers = _answers(book)
    if answers:
        await _take(book, answers)
    await opt_outs.note(book)


async def tell(book: Book) -> None:
    """After the messages were told: who got the conversations, and what confirms an opting out."""
    if book.given:
        await routing.tell(book.tx, book.given, book.conversations)
    await opt_outs.confirm(book)


def _answers(book: Book) -> list[Answer]:
    found = []
    for id, historic in book.new_messages.items():
        message = book.messages[id]
        held = book.conversations[message.conversation_id]
        if historic or message.author_kind != "customer":
            continue
        if book.stirred.get(held.id) == "reopened":
            held.answers = None  # another talk
        if held.group_id:
            continue
        if (answer := _quoting(book, message, held.contact_id)) is not None:
            found.append(answer)
        elif held.campaign_until is not None and held.campaign_id is not None and message.kind != "system":
            if message.sent_at <= held.campaign_until:
                found.append(_answer(message, held.contact_id, held.campaign_id))
            else:
                held.campaign_until = None
    for item in book.items:  # quotes of messages whose provider's id was learned only now
        if isinstance(item.fact, Quoted) and item.state == "stored":
            message = book.messages[item.fact.message_id]
            held = book.conversations[message.conversation_id]
            if (answer := _quoting(book, message, held.contact_id)) is not None and message.author_kind == "customer":
                found.append(answer)
    return found


def _quoting(book: Book, message: MessageHeld, contact_id: str) -> Answer | None:
    quoted = book.messages.get(message.reply_to or "")
    if quoted is None or quoted.campaign_id is None:
        return None
    return Answer(message=message, contact_id=contact_id, campaign_id=quoted.campaign_id, quoted=quoted.id)


def _answer(message: MessageHeld, contact_id: str, campaign_id: str) -> Answer:
    return Answer(message=message, contact_id=contact_id, campaign_id=campaign_id, quoted=None)


async def _take(book: Book, answers: list[Answer]) -> None:
    pairs = {(each.campaign_id, each.contact_id) for each in answers if each.quoted is None}
    quoted = {each.quoted for each in answers if each.quoted is not None}
    found = await rows.lock_recipients(book.connection, pairs, quoted)
    by_message = {row.message_id: row for row in found if row.message_id is not None}
    by_pair = {(row.campaign_id, row.contact_id): row for row in found}
    changed: dict[str, dict[str, Any]] = {}
    for answer in answers:
        row = by_message.get(answer.quoted) if answer.quoted else by_pair.get((answer.campaign_id, answer.contact_id))
        held = book.conversations[answer.message.conversation_id]
        if row is None or not _arrived(row, answer):
            continue
        if answer.quoted is None:
            if held.campaign_until is None:  # the first word of this batch was the answer
                continue
            held.campaign_until = None
        elif held.campaign_id == row.campaign_id:
            held.campaign_until = None
        book.changed_conversations.add(held.id)
        held.answers = msgspec.json.encode(_shown(row, answer)).decode()
        if await _only_opts_out(book, row, answer):
            continue
        await _tapped(book, row, answer)
        changed[row.id] = _replied(row, answer, changed.get(row.id))
        if held.id not in book.given and held.assignee_id is None:
            await _route(book, row, held.id)
    await rows.change(book.connection, changed.values())
    told = {row.message_id for row in found if row.id in changed and row.message_id is not None}
    if told:
        await following.note(book.tx, sorted(told))


def _arrived(row: AnsweredRow, answer: Answer) -> bool:
    """A quote proves that it did; what is written otherwise must be younger than the message."""
    if row.state in NEVER_SENT:
        return False
    if answer.quoted is not None:
        return True
    if row.status in UNSENT or row.claimed_at is None or row.state not in SURE:
        return False
    return answer.message.sent_at + SECOND_MS >= row.claimed_at


def _shown(row: AnsweredRow, answer: Answer) -> AnsweredCampaign:
    return AnsweredCampaign(id=row.campaign_id, name=row.name, at=time_text(answer.message.sent_at))


def _replied(row: AnsweredRow, answer: Answer, before: Mapping[str, Any] | None) -> dict[str, Any]:
    known = [row.replied_at, (before or {}).get("replied_at"), answer.message.sent_at]
    return {"id": row.id, "state": "replied", "replied_at": min(at for at in known if at is not None)}


async def _only_opts_out(book: Book, row: AnsweredRow, answer: Answer) -> bool:
    if not opt_outs.says_so(book.rules, answer.message):
        return False
    opt_outs.remember(book, answer.contact_id, answer.message, row.id)
    return True


async def _tapped(book: Book, row: AnsweredRow, answer: Answer) -> None:
    """A quick reply of the campaign's own message is a click on that button."""
    label = _label(answer.message)
    if label is None:
        return
    place = _place(_decode(row.content or "{}").get("buttons") or (), label)
    if place is None:
        return
    at = answer.message.sent_at
    tap = {
        "id": f"{row.id}:{place}",
        "campaign_id": row.campaign_id,
        "recipient_id": row.id,
        "kind": "reply",
        "place": place,
        "label": label,
        "variant": row.variant,
        "first_at": at,
        "last_at": at,
        "times": 1,
        "created_at": book.now,
    }
    await rows.tap_reply(book.connection, tap)
    await rows.clicked(book.connection, row.id, at)


def _label(message: MessageHeld) -> str | None:
    """What is written on the button that was tapped."""
    if message.kind not in ("button", "interactive"):
        return None
    content = _decode(message.content)
    said = content.get("text") if message.kind == "button" else content.get("title")
    return str(said) if said else message.text


def _place(buttons: Iterable[Any], label: str) -> str | None:
    for index, button in enumerate(buttons):
        if isinstance(button, dict) and button.get("kind") == "reply" and button.get("text") == label:
            return f"button.{index}"
    return None


async def _route(book: Book, row: AnsweredRow, conversation_id: str) -> None:
    """By the campaign's rule; a conversation somebody has stays theirs."""
    held = book.conversations[conversation_id]
    rule = _rule(row.replies)
    given = await routing.choose(book.tx, rule, held)
    book.given[conversation_id] = given
    held.assignee_id = given.to
    if given.nobody:
        held.answers = routing.left(held.answers)
    if rule.tag is not None:
        held.tags = await routing.tag(book.tx, held.id, held.tags, rule.tag)
