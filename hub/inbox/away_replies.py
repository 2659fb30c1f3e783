"""One automatic answer per conversation and closure to customers who write while nobody is there.

It changes nothing else: the conversation is nobody's, unread and waiting as before. Whom a person of the office is talking with anyhow,
who opted out, and whom nobody may write to now gets none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from hub import announce
from hub.durations import DAY_MS
from hub.inbox import outbound, reach, threads
from hub.inbox.drafts import Draft
from hub.mail import drafts as mail_drafts
from hub.office import office_hours
from hub.office.office_hours import Closure, Office
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.customers import contacts
from storage.database import Connection
from storage.inbox import away_replies as rows
from storage.inbox import conversations as conversation_rows
from storage.inbox.conversations import ConversationRow

WRITER_LETTERS = 32
LATE_MS = 10 * 60_000  # who wrote longer ago, and can be answered by a person by now, is not told that nobody is there
SAYING_NOTHING = ("system", "reaction", "note")
AUTOMATIC = {"automatic": "away"}


class Written(Struct, frozen=True):
    """A customer's message, `at` ms."""

    conversation_id: str
    kind: str
    at: int


def owed(office: Office, messages: Iterable[Written], now: int) -> dict[str, Closure]:
    """Who of those who wrote is to be told, by conversation: of the closure in which they wrote last."""
    found: dict[str, tuple[int, Closure]] = {}
    for message in messages:
        if message.kind in SAYING_NOTHING or now - message.at >= DAY_MS:
            continue
        closure = office_hours.closure(office, message.at)
        if closure is None or closure.reply is None or _too_late(closure, message.at, now):
            continue
        before = found.get(message.conversation_id)
        if before is None or before[0] <= message.at:
            found[message.conversation_id] = (message.at, closure)
    return {id: closure for id, (_, closure) in found.items()}


async def unanswered(connection: Connection, wanted: Mapping[str, Closure]) -> dict[str, Closure]:
    """Without those that were told since their closure began, even if it began at another moment by the hours of that time."""
    told = await rows.replied(connection, wanted)
    return {id: closure for id, closure in wanted.items() if told.get(id, -1) < closure.began_at}


async def answer(tx: Transaction, configuration: Configuration, wanted: Mapping[str, Closure]) -> list[str]:
    """Queues the answers that are not there yet. Returns the conversations that got one."""
    held = await conversation_rows.lock(tx.connection, wanted)
    wanted = await unanswered(tx.connection, wanted)
    told: dict[str, str] = {}
    for id in sorted(held.keys() & wanted.keys()):
        closure = wanted[id]
        if not await _may_be_told(tx, held[id], closure):
            continue
        writer = await _writer(tx.connection, held[id])
        if await rows.take(tx.connection, id, closure.began_at, tx.now, writer):
            words = await _words(tx.connection, configuration, held[id], closure)
            told[id] = await _say(tx, held[id], words, _name(configuration))
    await announce.messages(tx, told.values(), created=set(told.values()))
    await announce.conversations(tx, told)
    return list(told)


def _too_late(closure: Closure, at: int, now: int) -> bool:
    return now - at > LATE_MS and closure.reopens_at is not None and closure.reopens_at <= now


async def _may_be_told(tx: Transaction, conversation: ConversationRow, closure: Closure) -> bool:
    if conversation.waiting_since is None:  # answered, or resolved
        return False
    if conversation.group_id:  # a group is never one customer's to be told, and each of its members would be counted
        return False
    if await rows.somebody_wrote(tx.connection, conversation.id, max(closure.began_at, tx.now - DAY_MS)):
        return False
    try:
        account = await reach.require_sendable(tx, conversation, template=False)
        await reach.require_consent(tx, conversation)
    except Refusal:
        return False
    if account.kind != mail_drafts.KIND:
        return True
    # by mail somebody may be told by a machine that is told by us: once a day, whatever conversation they are in, and wherever their
    # answers are to go
    writer, since = await _writer(tx.connection, conversation), tx.now - DAY_MS
    return not await rows.told_since(tx.connection, conversation.contact_id, account.id, since, writer)


async def _writer(connection: Connection, conversation: ConversationRow) -> str | None:
    """The mark of who wrote the last mail of the customer; None where it is no mail. A form on a website writes everybody's mails from the
    mailbox's own address."""
    account = await channels.get(connection, conversation.channel_id)
    if account is None or account.kind != mail_drafts.KIND:
        return None
    address = await mail_drafts.writer(connection, conversation, account)
    return None if address is None else sha256(address.encode()).hexdigest()[:WRITER_LETTERS]


async def _words(
    connection: Connection, configuration: Configuration, conversation: ConversationRow, closure: Closure
) -> str | None:
    """In the customer's language where that is known and there are words in it; a holiday's own words are one for all."""
    (contact,) = await contacts.many(connection, [conversation.contact_id])
    if closure.reply != configuration.away_reply or contact.language is None:
        return closure.reply
    others = configuration.away_replies
    return others.get(contact.language) or others.get(contact.language.partition("-")[0]) or closure.reply


async def _say(tx: Transaction, conversation: ConversationRow, words: str | None, name: str) -> str:
    account = await channels.get(tx.connection, conversation.channel_id)
    assert account is not None  # a foreign key
    draft = Draft(kind="text", text=words, content=AUTOMATIC)
    (draft,) = await mail_drafts.dressed(tx.connection, None, account, conversation, [draft], None)
    said: dict[str, Any] = {"kind": "text", "text": words, "status": "queued", "due_at": tx.now}
    said |= {"content": msgspec.json.encode(draft.content).decode(), "outgoing": outbound.encode(draft.outbound)}
    said |= {"author_kind": "system", "author_name": name}
    message_id, order = await threads.append(tx, conversation, **said)
    last = {"last_message_id": message_id, "last_order": order, "last_at": tx.now}
    values = last if order > conversation.last_order else {}
    await conversation_rows.change(tx.connection, conversation.id, tx.now, **values)
    return message_id


def _name(configuration: Configuration) -> str:
    return configuration.company.name or configuration.branding.name
