"""A claim: one transaction that takes queued messages, records the attempt of each before any call, and says what to send.

The lease is fenced in it, the window and the account's state are looked at again: much may have happened since the agent pressed send.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from channels.channel import Alias, Channel, Outgoing
from hub import ids
from hub.inbox import outbound
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from hub.work import doubts, parties, standing
from hub.work.claim import Claim as Claim
from hub.work.leases import Lease
from storage.accounts import channels as account_rows
from storage.campaigns import sends as campaign_sends
from storage.inbox import attachments
from storage.inbox import attempts as attempt_rows
from storage.inbox import conversations as conversation_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.attempts import AttemptRow
from storage.inbox.conversations import ConversationRow
from storage.outgoing import deliveries
from storage.outgoing.deliveries import DueRow, QueuedRow

FREE_OF_WINDOW = ("template",)  # what may be sent after the customer's window has closed
WINDOW_CLOSED = Fault(
    code="window_closed",
    message="The customer's 24-hour window closed before this could be sent.",
    advice="Send a template instead.",
)
REPLIED = Fault(
    code="customer_replied",
    message="The customer wrote before this was due, which was to keep it back.",
    advice="Read what the customer wrote. Send it again if it still fits.",
)
NO_DOCUMENT = Fault(
    code="no_document",
    message="The document this message carries is not there.",
    advice="Send the quotation again.",
)
NO_ADDRESS = Fault(
    code="no_address", message="This contact has no address on this channel.", advice="Add a number to the contact."
)


async def claim(tx: Transaction, lease: Lease, channel_id: str, channel: Channel, due: Sequence[DueRow]) -> list[Claim]:
    """Claims those of `due` that are still to be sent. Nothing when the lease is lost or the account may not send."""
    if not await lease.fence(tx.connection):
        return []
    account = await account_rows.get(tx.connection, channel_id)
    if account is None or account.state != "active":
        return []
    due = await parties.waiting(tx.connection, channel, channel_id, await _still_wanted(tx, due), tx.now)
    conversations = await standing.lock_conversations(tx, (row.conversation_id for row in due))
    locked = await deliveries.lock(tx.connection, (row.id for row in due))
    rows = {id: row for id, row in locked.items() if row.due_at is not None and row.claimed_by is None}
    facts = await _facts(tx, due, rows)
    queue: dict[str, dict[str, Any]] = {}
    claims: list[Claim] = []
    for place in due:
        row = rows.get(place.id)
        if row is None:
            continue
        refused = _refusal(row, conversations[row.conversation_id], place, facts, channel, tx.now)
        if refused is not None:
            queue[row.id] = failed(row.tries, refused)
            continue
        claims.append(_claim(row, place, facts))
    members = await parties.members(tx.connection, channel, facts.earlier, tx.now)
    claims, lost = await _gathered(tx, channel, claims, facts, members)
    queue |= {each.message_id: {"due_at": None, "claimed_by": None, "tries": each.tries - 1} for each in lost}
    queue |= {
        each.message_id: {"due_at": rows[each.message_id].due_at, "claimed_by": lease.holder, "tries": each.tries}
        for each in claims
    }
    await deliveries.add_attempts(tx.connection, [_attempt(each, channel_id, facts, tx.now) for each in claims])
    await standing.restate(tx, await _ended(tx, conversations, [rows[id] for id in queue]), queue)
    return claims


async def _gathered(
    tx: Transaction, channel: Channel, claims: Sequence[Claim], facts: _Facts, members: Mapping[str, Collection[str]]
) -> tuple[list[Claim], list[Claim]]:
    """Those that go now; and those that may have been taken in a call nobody can make again, which is said of them from now on."""
    found = parties.gathered(channel, claims, facts.earlier, members, tx.now)
    last = [facts.earlier[claim.message_id][-1].id for claim in found.lost]
    doubt = {"failed_at": None, "unknown_at": tx.now, "error": standing.encoded(doubts.FORGOTTEN)}
    await deliveries.change_attempts(tx.connection, [{"id": id} | doubt for id in last])
    await attempt_rows.leave_calls(tx.connection, (claim.message_id for claim in found.lost))
    return found.going, found.lost


async def fail_unsent(tx: Transaction, due: DueRow, fault: Fault) -> None:
    """A message that will not go as it is, found out before any attempt (its file cannot be uploaded)."""
    conversations = await standing.lock_conversations(tx, [due.conversation_id])
    row = (await deliveries.lock(tx.connection, [due.id])).get(due.id)
    if row is not None and row.due_at is not None and row.claimed_by is None:
        await standing.restate(tx, conversations, {row.id: failed(row.tries, fault)})


async def keep_back(tx: Transaction, message_ids: Iterable[str]) -> int:
    """Messages that were to go later, unless the customer wrote, who did. Returns how many were kept back."""
    wanted = sorted(set(message_ids))
    conversations = await standing.lock_conversations(tx, await deliveries.conversations_of(tx.connection, wanted))
    rows = await deliveries.lock(tx.connection, wanted)
    queue = {
        id: failed(0, REPLIED)
        for id in await deliveries.answered(tx.connection, wanted)
        if rows[id].due_at is not None and rows[id].claimed_by is None
    }
    await standing.restate(tx, await _ended(tx, conversations, [rows[id] for id in queue]), queue)
    return len(queue)


def failed(tries: int, fault: Fault) -> dict[str, Any]:
    """The queue's columns of a message that failed without an attempt."""
    return {"due_at": None, "claimed_by": None, "tries": tries, "status": "failed", "error": standing.encoded(fault)}


async def _still_wanted(tx: Transaction, due: Sequence[DueRow]) -> Sequence[DueRow]:
    """Without those of campaigns that do not run any more; the others cannot be paused until this transaction ends."""
    campaigns = {row.campaign_id for row in due if row.campaign_id is not None and row.tries == 0}
    if not campaigns:
        return due
    running = await campaign_sends.hold_running(tx.connection, campaigns, tx.now)
    return [row for row in due if row.campaign_id not in campaigns - running or row.tries > 0]


async def _ended(
    tx: Transaction, conversations: Mapping[str, ConversationRow], rows: Iterable[QueuedRow]
) -> dict[str, ConversationRow]:
    """The conversations as they end now that messages written ahead are said, or kept back."""
    ended = dict(conversations)
    for row in sorted(rows, key=lambda row: row.order):
        conversation = ended[row.conversation_id]
        if row.scheduled_for is None or row.order <= conversation.last_order:
            continue
        last = {"last_message_id": row.id, "last_order": row.order, "last_at": tx.now}
        await conversation_rows.change(tx.connection, conversation.id, tx.now, **last)
        ended[conversation.id] = msgspec.structs.replace(conversation, **last)
    return ended


class _Facts(Struct, frozen=True):
    aliases: Mapping[str, list[tuple[str, str]]]
    files: Mapping[str, list[AttachmentRow]]
    replied: Mapping[str, str]
    earlier: Mapping[str, list[AttemptRow]]
    answered: Collection[str]


async def _facts(tx: Transaction, due: Iterable[DueRow], rows: Mapping[str, QueuedRow]) -> _Facts:
    earlier = await attempt_rows.of_messages(tx.connection, rows)
    ahead = [row.id for row in rows.values() if row.cancels_on_reply]
    return _Facts(
        aliases=await deliveries.aliases(tx.connection, (row.contact_id for row in due)),
        files=await attachments.of_messages(tx.connection, rows),
        replied=await deliveries.provider_ids(tx.connection, (row.reply_to for row in rows.values() if row.reply_to)),
        earlier=earlier,
        answered=await deliveries.answered(tx.connection, ahead) if ahead else (),
    )


def _refusal(
    row: QueuedRow, conversation: ConversationRow, place: DueRow, facts: _Facts, channel: Channel, now: int
) -> Fault | None:
    if row.id in facts.answered:
        return REPLIED
    if channel.window_ms is not None and row.kind not in FREE_OF_WINDOW and (conversation.window_closes_at or 0) <= now:
        return WINDOW_CLOSED
    if not place.group_id and not facts.aliases.get(place.contact_id):
        return NO_ADDRESS
    if _names(row, "page") and not facts.files.get(row.id):
        return NO_DOCUMENT
    return None


def _names(row: QueuedRow, field: str) -> bool:
    """Whether its `outgoing` has the field: most have neither, and thousands a second are claimed."""
    return row.outgoing is not None and f'"{field}":' in row.outgoing


def _claim(row: QueuedRow, place: DueRow, facts: _Facts) -> Claim:
    aliases = tuple(Alias(kind, value) for kind, value in facts.aliases.get(place.contact_id, []))
    return Claim(
        message_id=row.id,
        conversation_id=row.conversation_id,
        contact_id=place.contact_id,
        recipient=place.recipient,
        tries=row.tries + 1,
        due_at=place.due_at,
        aliases=frozenset(aliases),
        outgoing=_outgoing(row, place, aliases, facts),
        weight=place.weight,
        page=outbound.decode(row.outgoing).page if _names(row, "page") else None,
    )


def _outgoing(row: QueuedRow, place: DueRow, aliases: tuple[Alias, ...], facts: _Facts) -> Outgoing:
    out = outbound.decode(row.outgoing)
    content = msgspec.json.decode(row.content) if out.content is None else out.content
    file = next(iter(facts.files.get(row.id, [])), None)
    media_id, media_name = (None, None) if file is None else (file.uploaded_media_id, file.name)
    if out.media_header is not None and media_id is not None:
        content, media_id = outbound.with_media(content, out.media_header, media_id, media_name), None
    return Outgoing(
        tag=ids.new(),
        to=aliases,
        kind=row.kind,
        text=row.text,
        content=content,
        media_id=media_id,
        media_name=media_name,
        reply_to=out.reply_to or row.reply_to_provider or facts.replied.get(row.reply_to or ""),
        group=place.group_id or None,
        tries=row.tries + 1,
    )


def _attempt(claim: Claim, channel_id: str, facts: _Facts, now: int) -> dict[str, Any]:
    return {
        "id": claim.outgoing.tag,
        "message_id": claim.message_id,
        "channel_id": channel_id,
        "number": facts.earlier[claim.message_id][-1].number + 1 if claim.message_id in facts.earlier else 1,
        "started_at": now,
        "call": claim.call,
    }
