"""Recipients become messages: in a conversation of their own, which nobody hears of before they answer, or in the open one they have.

Where only campaigns speak, a worker takes the message at once (`Hand`): claimed as it is written, in one transaction for a whole crowd.
What stands in an open conversation waits in the queue with everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from channels.channel import Alias
from hub import announce, ids
from hub.campaigns import contents, links
from hub.campaigns.contents import Wording
from hub.campaigns.links import Link
from hub.durations import DAY_MS
from hub.inbox import outbound
from hub.inbox.outbound import Outbound
from hub.texts.templates import Filled
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.campaigns import Campaign
from storage import tables
from storage.accounts.channels import AccountRow
from storage.campaigns import answers, sends
from storage.campaigns.sends import NextRow
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld

WEIGHT = 1  # of a message in the queue; what people say has 0 and goes first


class Hand(Struct, frozen=True):
    """A worker that sends what it takes: `holder` is its name in the queue, `free` whether a person may get something now."""

    holder: str
    free: Callable[[str], bool]


class Handed(Struct, frozen=True, kw_only=True):
    """A message for the worker to send, by an attempt it has yet to record. `content`: in the provider's form."""

    message_id: str
    conversation_id: str
    contact_id: str
    attempt_id: str
    at: int
    aliases: tuple[Alias, ...]
    text: str
    content: dict[str, Any]


class Ready(Struct, frozen=True, kw_only=True):
    """What is said to a recipient whose turn it is."""

    row: NextRow
    contact: shapes.Contact
    wording: Wording
    filled: Filled
    links: Sequence[Link] = ()


async def enter(
    tx: Transaction,
    campaign: Campaign,
    account: AccountRow,
    taken: Sequence[Ready],
    media: Mapping[str, str],
    hand: Hand | None,
) -> list[Handed]:
    """The messages of these recipients, each once; those the worker is to send at once."""
    if not taken:
        return []
    new = {each.contact.id: _message(tx, campaign, account, each, media) for each in taken}
    until = tx.now + campaign.replies.days * DAY_MS
    held, made = await conversations_of(tx, account, new, until)
    talks = held | made
    for each in taken:
        new[each.contact.id]["conversation_id"] = talks[each.contact.id].id
    handed = [
        _hand_over(tx, each, new[each.contact.id], hand)
        for each in taken
        if hand is not None
        and talks[each.contact.id].state == "quiet"
        and each.contact.identities
        and hand.free(each.contact.id)
    ]
    await message_rows.insert_many(tx.connection, list(new.values()))
    await answers.add_links(tx.connection, [row for each in taken for row in _links(tx, campaign, each)])
    await end_with(tx, list(held.values()), new, until)
    await sends.change_recipients(
        tx.connection,
        [
            {"id": each.row.id, "state": "claimed", "message_id": new[each.contact.id]["id"], "claimed_at": tx.now}
            for each in taken
        ],
    )
    await tell(tx, [talk.id for talk in held.values() if talk.state != "quiet"], new)
    return handed


def _links(tx: Transaction, campaign: Campaign, ready: Ready) -> list[dict[str, Any]]:
    return links.rows_of(
        ready.links, campaign_id=campaign.id, recipient_id=ready.row.id, variant=ready.row.variant, now=tx.now
    )


def _message(
    tx: Transaction, campaign: Campaign, account: AccountRow, ready: Ready, media: Mapping[str, str]
) -> dict[str, Any]:
    content = contents.shown(ready.filled, campaign.id, ready.wording.media)
    handed = contents.handed(ready.filled, media.get(ready.wording.media or ""))
    return message(tx, campaign, account, "template", ready.filled.text, content, handed)


def message(
    tx: Transaction,
    campaign: Campaign,
    account: AccountRow,
    kind: str,
    text: str,
    content: Mapping[str, Any],
    handed: Outbound,
) -> dict[str, Any]:
    """The row of a campaign's message, in the queue."""
    return {
        "id": ids.new(),
        "conversation_id": "",
        "channel_id": account.id,
        "order": ids.order_of(tx.now, ids.arrival_us()),
        "direction": "out",
        "kind": kind,
        "text": text,
        "content": msgspec.json.encode(content).decode(),
        "status": "queued",
        "author_kind": "campaign",
        "author_id": campaign.id,
        "author_name": campaign.name,
        "outgoing": outbound.encode(handed),
        "weight": WEIGHT,
        "campaign_id": campaign.id,
        "sent_at": tx.now,
        "created_at": tx.now,
        "due_at": tx.now,
        "claimed_by": None,
        "tries": 0,
    }


async def conversations_of(
    tx: Transaction, account: AccountRow, new: Mapping[str, Mapping[str, Any]], until: int
) -> tuple[dict[str, ConversationHeld], dict[str, ConversationHeld]]:
    """By person: the unresolved conversations there are, locked, and those made for whoever has none, each ending with its message:
    quiet until the person answers. `until`: what they write by then (ms) answers the campaign."""
    threads = [(person, account.id, "") for person in sorted(new)]
    found = {each.contact_id: each for each in await intake.lock_unresolved(tx.connection, threads)}
    made = {person: _quiet(tx, person, account.id, new[person], until) for person in sorted(new.keys() - found.keys())}
    rows = [msgspec.structs.asdict(each) for each in made.values()]
    went_in = set(await tx.connection.insert_many(tables.conversations, rows, ignore=True, returning="contact_id"))
    if others := made.keys() - went_in:  # somebody opened one at this very moment
        missing = [(person, account.id, "") for person in sorted(others)]
        found |= {each.contact_id: each for each in await intake.lock_unresolved(tx.connection, missing)}
    return found, {person: made[person] for person in sorted(went_in)}


def _quiet(
    tx: Transaction, contact_id: str, channel_id: str, message: Mapping[str, Any], until: int
) -> ConversationHeld:
    return ConversationHeld(
        id=ids.new(),
        version=1,
        contact_id=contact_id,
        channel_id=channel_id,
        group_id="",
        state="quiet",
        assignee_id=None,
        unread=0,
        last_message_id=message["id"],
        last_order=message["order"],
        last_at=tx.now,
        window_closes_at=None,
        tags="[]",
        waiting_since=None,
        priority=0,
        snoozed_until=None,
        resolved_at=None,
        origin_contact_id=None,
        created_at=tx.now,
        updated_at=tx.now,
        campaign_id=message["campaign_id"],
        campaign_until=until,
    )


def _hand_over(tx: Transaction, ready: Ready, message: dict[str, Any], hand: Hand) -> Handed:
    message |= {"status": "sending", "claimed_by": hand.holder, "tries": 1}
    return Handed(
        message_id=message["id"],
        conversation_id=message["conversation_id"],
        contact_id=ready.contact.id,
        attempt_id=ids.new(),
        at=tx.now,
        aliases=tuple(Alias(each.kind, each.value) for each in ready.contact.identities),
        text=ready.filled.text,
        content=outbound.decode(message["outgoing"]).content or {},
    )


async def end_with(
    tx: Transaction, talks: Sequence[ConversationHeld], new: Mapping[str, Mapping[str, Any]], until: int
) -> None:
    """The conversations end with their new messages; a campaign answers nobody, so who waits still waits."""
    changed = []
    for talk in talks:
        message = new[talk.contact_id]
        last = (message["id"], message["order"], tx.now)
        if message["order"] <= talk.last_order:  # what came meanwhile has a later place
            last = (talk.last_message_id, talk.last_order, talk.last_at)
        told = dict(zip(("last_message_id", "last_order", "last_at"), last, strict=True))
        mark = {"campaign_id": message["campaign_id"], "campaign_until": until}
        changed.append({"id": talk.id, "version": talk.version + 1, **told, **mark, "updated_at": tx.now})
    await conversation_rows.change_many(tx.connection, changed)


async def tell(tx: Transaction, heard: Collection[str], new: Mapping[str, Mapping[str, Any]]) -> None:
    """Of messages in conversations people see."""
    if heard:
        told = {row["id"] for row in new.values() if row["conversation_id"] in heard}
        await announce.messages(tx, told, created=told)
        await announce.conversations(tx, heard)
