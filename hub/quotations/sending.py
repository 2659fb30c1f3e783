"""Sending a quotation: the draft is issued, and a message that will carry its document waits for it to be drawn.

The message is queued in the transaction that asks for it, but is due only once its document is there (`hub.work.quotations`). Whether
the provider took it is told by the message; only then is the quotation `sent` (`following`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from hub import announce, money, shaping
from hub.files import file_types
from hub.inbox import messages, outbound, reach, threads
from hub.inbox.drafts import Draft
from hub.mail import drafts as mail_drafts
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import announcing, carriers, formats, holding, issuing, words
from hub.quotations.carriers import Carrier, Purpose, Said
from hub.quotations.days import today
from hub.quotations.holding import Held
from hub.team import tokens
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotation_sends import QuotationSend, SentQuotation
from storage.accounts import channels
from storage.accounts import templates as template_rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.inbox.conversations import ConversationRow
from storage.quotations import rows, sends
from storage.quotations.rows import QuotationRow

SENDABLE = ("issued", "sent", "seen", "change_requested")
DOUBLE_MS = 5_000  # the same again within it is a finger that pressed twice
NO_TEMPLATE = (
    "{closed} {account} has no approved template with a document at its head that this quotation can fill. Make one whose places are "
    "bound to quotation.number, quotation.total, quotation.valid_until or quotation.link, or wait until the customer writes."
)


async def send(tx: Transaction, agent: Agent, quotation_id: str, asked: QuotationSend) -> shapes.Message:
    """Issues a draft, then queues the message. While one with this version is on its way already, that is the answer.

    Raises Refusal `conflict` for a quotation nobody can say yes to any more, `window_closed` when no template can carry it.
    """
    held = await _held_at(tx, agent, quotation_id, asked.conversation)
    settings = await configuration.read(tx.connection)
    if held.row.state == "draft":
        await issuing.issue_held(tx, agent, held)
        held = await holding.hold(tx, quotation_id)
    require_sendable(held.row, settings, tx.now)
    before = await sends.under_way(tx.connection, quotation_id, held.row.revision, tx.now - DOUBLE_MS)
    if before is not None:
        return (await shaping.messages(tx.connection, [before]))[before]
    message_id = await queue(tx, agent, held, settings, "offer", own_words=asked.text, template=asked.template)
    return (await shaping.messages(tx.connection, [message_id]))[message_id]


async def queue(
    tx: Transaction,
    agent: Agent | None,
    held: Held,
    settings: Configuration,
    purpose: Purpose,
    *,
    own_words: str | None = None,
    template: str | None = None,
) -> str:
    """Writes the message that carries a held quotation; its id. `agent` None: the office does it by itself, and takes nothing up."""
    conversation = held.conversation
    assert conversation is not None
    ticket = tokens.new_secret()
    carrier = await _carrier(tx, agent, held.row, conversation, purpose, ticket, own_words, template)
    carrier = await _addressed(tx, agent, held.row, conversation, carrier)
    if carrier.outbound.marketing:
        await reach.require_consent(tx, conversation)
    if agent is not None:
        await messages.take_up(tx, agent, conversation)
    message_id, order = await threads.append(tx, conversation, **_columns(agent, carrier, settings))
    await sends.insert(
        tx.connection,
        message_id=message_id,
        quotation_id=held.row.id,
        revision=held.row.revision,
        purpose=purpose,
        ticket=tokens.hash_of(ticket),
        created_at=tx.now,
        due_at=tx.now,
    )
    values: dict[str, Any] = {"unread": 0, "waiting_since": None} if agent is not None else {}
    if order > conversation.last_order:
        values |= {"last_message_id": message_id, "last_order": order, "last_at": tx.now}
    await conversation_rows.change(tx.connection, conversation.id, tx.now, **values)
    await announce.messages(tx, [message_id], created={message_id})
    await announce.conversations(tx, [conversation.id])
    return message_id


async def sent(connection: Connection, agent: Agent, quotation_id: str) -> list[SentQuotation]:
    """Every message that carried it, newest first, and what became of each, in words."""
    await holding.seen(connection, agent, quotation_id)
    return [
        SentQuotation(
            message=row.message_id,
            conversation=row.conversation_id,
            revision=row.revision,
            purpose=row.purpose,  # type: ignore[arg-type]
            status=row.status,  # type: ignore[arg-type]
            error=shaping.fault(row.error),
            at=shaping.time_text(row.created_at),
        )
        for row in await sends.of_quotation(connection, quotation_id)
    ]


def require_sendable(row: QuotationRow, settings: Configuration, now: int) -> None:
    if row.state not in SENDABLE:
        state = row.state.replace("_", " ")
        raise Refusal("conflict", f"This quotation is {state}; revise or duplicate it to offer again.", field="state")
    if row.valid_until is not None and row.valid_until < today(settings, now).isoformat():
        raise Refusal("conflict", f"It was valid until {row.valid_until}: revise it first.", field="valid_until")


def said_of(row: QuotationRow) -> Said:
    """What a customer reads of it."""
    number = row.number or ""
    revision = f"-v{row.revision}" if row.revision > 1 else ""
    return Said(
        number=number,
        total=formats.amount(Decimal(money.plain(row.total, row.currency)), row.currency, row.language),
        valid_until=formats.day(row.valid_until, row.language),
        customer=" ".join(row.customer_name.split()),
        name=file_types.clean_name(f"{number}{revision}.pdf") or "quotation.pdf",
    )


async def _held_at(tx: Transaction, agent: Agent, quotation_id: str, conversation_id: str) -> Held:
    """The quotation in the conversation it is sent to from now on, both locked."""
    before = await holding.seen(tx.connection, agent, quotation_id)
    target = await threads.seen(tx.connection, agent, conversation_id)
    if before.contact_id != target.contact_id:
        raise Refusal("invalid", "This quotation is for another customer.", field="conversation")
    await conversation_rows.lock(tx.connection, {target.id, before.conversation_id or target.id})
    held = await holding.hold(tx, quotation_id)
    if held.row.conversation_id == target.id:
        return held
    place = {"conversation_id": target.id, "channel_id": target.channel_id}
    await announcing.leaving(tx, held.row, place)
    await rows.change(tx.connection, quotation_id, tx.now, **place)
    held = await holding.hold(tx, quotation_id)
    await announcing.changed(tx, held.row)
    return held


async def _carrier(
    tx: Transaction,
    agent: Agent | None,
    row: QuotationRow,
    conversation: ConversationRow,
    purpose: Purpose,
    ticket: str,
    own_words: str | None,
    template: str | None,
) -> Carrier:
    said = said_of(row)
    if template is not None:
        account = await reach.require_sendable(tx, conversation, template=True)
        return await _chosen(tx, agent, row, account, said, ticket, template)
    try:
        await reach.require_sendable(tx, conversation, template=False)
    except Refusal as closed:
        if closed.code != "window_closed":
            raise
        return await _outside(tx, agent, row, conversation, said, ticket, closed)
    return carriers.with_buttons(row, said, purpose, ticket, (own_words or "").strip() or None)


async def _outside(
    tx: Transaction,
    agent: Agent | None,
    row: QuotationRow,
    conversation: ConversationRow,
    said: Said,
    ticket: str,
    closed: Refusal,
) -> Carrier:
    account = await reach.require_sendable(tx, conversation, template=True)
    found = await carriers.template_for(tx, agent, account, row, said, ticket)
    if found is None:
        sentence = closed.message.removesuffix(" Send a template instead.")
        message = NO_TEMPLATE.format(closed=sentence, account=account.name)
        raise Refusal("window_closed", message, field="conversation")
    return found


async def _chosen(
    tx: Transaction, agent: Agent | None, row: QuotationRow, account: AccountRow, said: Said, ticket: str, template: str
) -> Carrier:
    """A template somebody named."""
    fitting = {each.id: each for each in await carriers.templates_for(tx, account, row.language)}
    if template not in fitting:
        known = await template_rows.get(tx.connection, template)
        if known is None or known.channel_id != account.id:
            raise Refusal("not_found", "There is no such template.", field="template")
        words = f"The template {known.name} is not approved, or has no document at its head. Choose another."
        raise Refusal("invalid", words, field="template")
    assert row.contact_id is not None
    given = await carriers.values(tx, fitting[template], row.contact_id, said, agent.name if agent else "")
    return carriers.with_template(row, said, fitting[template], given, ticket)


async def _addressed(
    tx: Transaction, agent: Agent | None, row: QuotationRow, conversation: ConversationRow, carrier: Carrier
) -> Carrier:
    """By mail it has a subject and goes to whom the thread goes."""
    account = await channels.get(tx.connection, conversation.channel_id)
    assert account is not None  # a foreign key
    draft = Draft(kind=carrier.kind, text=carrier.text, content=carrier.content, outbound=carrier.outbound)
    subject = f"{words.of(row.language).page['quotation']} {row.number}"
    (draft,) = await mail_drafts.dressed(tx.connection, agent, account, conversation, [draft], None, subject=subject)
    return Carrier(kind=draft.kind, text=carrier.text, content=draft.content, outbound=draft.outbound)


def _columns(agent: Agent | None, carrier: Carrier, settings: Configuration) -> dict[str, Any]:
    """`due_at` stays empty until the document is there."""
    if agent is not None:
        author = {"author_kind": "user", "author_id": agent.id, "author_name": agent.name}
    else:
        author = {"author_kind": "system", "author_name": settings.company.name or settings.branding.name}
    return {
        "kind": carrier.kind,
        "text": carrier.text,
        "content": msgspec.json.encode(carrier.content).decode(),
        "status": "queued",
        "outgoing": outbound.encode(carrier.outbound),
        "due_at": None,
        **author,
    }
