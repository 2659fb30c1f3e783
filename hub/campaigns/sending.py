"""Takes the next recipients of a running campaign: each gets its message, an ordinary row of the queue, behind all that people say.

One transaction: the campaign is held, so that nobody is taken after it was paused, and nobody is taken twice however many workers run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub import announce, ids, outbound, reach, shaping
from hub.campaigns import budget, canary, contents, quiet_hours
from hub.campaigns import shaping as campaign_shapes
from hub.campaigns.contents import Materials, Wording
from hub.templates import Filled
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.campaigns import Campaign
from hub.wire.errors import Refusal
from storage import campaign_sends as sends
from storage import campaigns as campaign_rows
from storage import channels, intake, tables
from storage import conversations as conversation_rows
from storage import messages as message_rows
from storage.campaign_sends import NextRow, SendingRow
from storage.channels import AccountRow
from storage.intake import ConversationHeld

WEIGHT = 1  # of a message in the queue; what people say has 0 and goes first
DAY_MS = 24 * 3_600_000
TIER = "tier"  # the code of a campaign that waits for its business's day to pass
SOON_MS = 1_000  # when nothing else says when to look again


class Taken(Struct, frozen=True, kw_only=True):
    """`count`: messages queued; `again_at`: when (ms) there may be more; `files`: uploads the provider has to have before."""

    count: int = 0
    again_at: int | None = None
    files: tuple[str, ...] = ()


class _Turn(Struct, frozen=True, kw_only=True):
    """What holds for all recipients of one transaction."""

    campaign: Campaign
    account: AccountRow
    materials: Materials
    people: Mapping[str, shapes.Contact]
    written_to: Mapping[str, int]
    media: Mapping[str, str]
    office_zone: str


class _Ready(Struct, frozen=True, kw_only=True):
    row: NextRow
    wording: Wording
    filled: Filled


async def take(tx: Transaction, campaign_id: str, media: Mapping[str, str], limit: int, office_zone: str) -> Taken:
    """Queues messages for up to `limit` recipients. `media`: what the provider calls the files it has, by the upload's id."""
    held = await campaign_rows.lock(tx.connection, campaign_id)
    if held is None or held.state != "running":
        return Taken()
    campaign = campaign_shapes.campaign(held)
    standing = await sends.standing(tx.connection, campaign_id)
    account = await channels.get(tx.connection, campaign.channel)
    assert account is not None  # a foreign key
    room = await _room(tx, campaign, standing, account, limit)
    if room.count <= 0:
        return Taken(again_at=room.again_at)
    found = await sends.next_ones(tx.connection, campaign_id, tx.now, room.count)
    turn = await _turn(tx, campaign, account, media, found, office_zone)
    if not contents.sendable(turn.materials):  # whoever looks after campaigns pauses it, and says why
        return Taken(again_at=tx.now + SOON_MS)
    ready = [await _looked_at(tx, turn, row) for row in found]
    await sends.change_recipients(tx.connection, [each for each in ready if isinstance(each, dict) and "state" in each])
    await sends.change_recipients(
        tx.connection, [each for each in ready if isinstance(each, dict) and "not_before" in each]
    )
    taken = [each for each in ready if isinstance(each, _Ready)]
    files = sorted({each.wording.media for each in taken if _lacks_file(each, media) and each.wording.media})
    taken = [each for each in taken if not _lacks_file(each, media)]
    await _queue(tx, turn, taken)
    await _spent(tx, campaign, standing, account, len(taken), full=len(taken) >= room.count)
    awake = await sends.next_awake(tx.connection, campaign_id) if len(found) < room.count else tx.now
    return Taken(count=len(taken), again_at=awake, files=tuple(files))


async def _room(tx: Transaction, campaign: Campaign, standing: SendingRow, account: AccountRow, limit: int) -> Taken:
    """How many may be taken now; if nobody, when to look again."""
    own = budget.allowed(tx.now, standing.paced_at, campaign.sending.per_second)
    room = limit if own is None else min(limit, own)
    if room <= 0:
        return Taken(again_at=tx.now + SOON_MS)
    room = await _room_of_canary(tx, campaign, standing, room)
    if room <= 0:
        return Taken(again_at=tx.now + SOON_MS)
    left = await budget.left_of_tier(tx, account.business, account.tier)
    await _tell_of_tier(tx, campaign, account, used_up=left == 0)
    if left is not None and left < room:
        again = await budget.free_again_at(tx, account.business or "") if left == 0 else None
        return Taken(count=left, again_at=again)
    return Taken(count=room)


async def _tell_of_tier(tx: Transaction, campaign: Campaign, account: AccountRow, *, used_up: bool) -> None:
    """It still runs, but nobody is written to: whoever looks at it is told why, once."""
    if used_up == (campaign.why.code == TIER):
        return
    limit = budget.limit_of(account.tier) or 0
    reason = f"The business has written to the {limit:,} people its tier allows in 24 hours. It goes on by itself."
    told = {"state_code": TIER, "state_reason": reason} if used_up else {"state_code": None, "state_reason": None}
    campaign_shapes.tell(tx, await campaign_rows.change(tx.connection, campaign.id, tx.now, **told))


async def _room_of_canary(tx: Transaction, campaign: Campaign, standing: SendingRow, room: int) -> int:
    if standing.canary_passed_at is not None:
        return room
    size = standing.canary_size
    if size is None:
        size = canary.size(campaign.total, campaign.canary)
        passed = {"canary_passed_at": tx.now} if size == 0 else {}
        await campaign_rows.note(tx.connection, campaign.id, canary_size=size, **passed)
    if size == 0:
        return room
    left = size - await sends.claimed(tx.connection, campaign.id)
    if left <= 0 and standing.canary_at is None:
        await campaign_rows.note(tx.connection, campaign.id, canary_at=tx.now)
    return min(room, left)


async def _turn(
    tx: Transaction,
    campaign: Campaign,
    account: AccountRow,
    media: Mapping[str, str],
    found: Sequence[NextRow],
    office_zone: str,
) -> _Turn:
    people = [row.contact_id for row in found if row.contact_id is not None]
    limited = campaign.sending.per_day is not None
    return _Turn(
        campaign=campaign,
        account=account,
        materials=await contents.materials(tx.connection, campaign),
        people=await shaping.contacts(tx.connection, people),
        written_to=await sends.written_to(tx.connection, people, tx.now - DAY_MS) if limited else {},
        media=media,
        office_zone=office_zone,
    )


async def _looked_at(tx: Transaction, turn: _Turn, row: NextRow) -> _Ready | dict[str, Any]:
    """What is said to a recipient; or what its row becomes instead, for much may have happened since it was chosen."""
    contact = turn.people.get(row.contact_id or "")
    if contact is None:
        return _skipped(row, "gone", "The contact is no longer there.")
    if contact.blocked:
        return _skipped(row, "blocked", "The contact is blocked as spam.")
    quiet = turn.campaign.sending.quiet_hours
    if quiet is not None:
        phone = next((each.value for each in contact.identities if each.kind == "phone"), None)
        zones = quiet_hours.zones_of(contact.fields, phone, turn.office_zone)
        allowed = quiet_hours.allowed_from(tx.now, quiet, zones)
        if allowed > tx.now:
            return {"id": row.id, "not_before": allowed}
    per_day = turn.campaign.sending.per_day
    if per_day is not None and turn.written_to.get(contact.id, 0) >= per_day:
        return _skipped(row, "too_often", f"Campaigns wrote to this person {per_day} times within 24 hours already.")
    wording = contents.chosen(turn.materials, contact, row.variant)
    assert wording is not None  # a campaign that runs has a template
    try:
        filled = contents.fill(wording, contact)
    except Refusal as refused:
        return _skipped(row, "parameters", refused.message)
    if filled.marketing and reach.opted_out(contact.consent, turn.account.kind):
        return _skipped(row, "opted_out", "The customer wants no marketing messages.")
    return _Ready(row=row, wording=wording, filled=filled)


def _skipped(row: NextRow, reason: str, detail: str) -> dict[str, Any]:
    return {"id": row.id, "state": "skipped", "reason": reason, "detail": detail}


def _lacks_file(ready: _Ready, media: Mapping[str, str]) -> bool:
    return ready.filled.media is not None and (ready.wording.media or "") not in media


async def _queue(tx: Transaction, turn: _Turn, taken: Sequence[_Ready]) -> None:
    """The conversations, the messages in them, and the recipients that have them."""
    if not taken:
        return
    talks = await _conversations(tx, turn, [each.row.contact_id or "" for each in taken])
    rows = [_message(tx, turn, each, talks[each.row.contact_id or ""]) for each in taken]
    await message_rows.insert_many(tx.connection, rows)
    await _end_with(tx, list(talks.values()), rows)
    claimed = [
        {"id": each.row.id, "state": "claimed", "message_id": row["id"], "claimed_at": tx.now}
        for each, row in zip(taken, rows, strict=True)
    ]
    await sends.change_recipients(tx.connection, claimed)
    heard = {talk.id for talk in talks.values() if talk.state != "quiet"}
    if heard:
        new = {row["id"] for row in rows if row["conversation_id"] in heard}
        await announce.messages(tx, new, created=new)
        await announce.conversations(tx, heard)


async def _conversations(tx: Transaction, turn: _Turn, people: Sequence[str]) -> dict[str, ConversationHeld]:
    """The unresolved conversation of each person, locked; made where there is none: quiet until the person answers."""
    threads = [(person, turn.account.id, "") for person in sorted(set(people))]
    found = {each.contact_id: each for each in await intake.lock_unresolved(tx.connection, threads)}
    new = [_quiet(tx, person, turn.account.id) for person in sorted(set(people) - found.keys())]
    await tx.connection.insert_many(tables.conversations, new, ignore=True)
    if new:  # once more: somebody may have opened one at this very moment
        missing = [(row["contact_id"], turn.account.id, "") for row in new]
        found |= {each.contact_id: each for each in await intake.lock_unresolved(tx.connection, missing)}
    return found


def _quiet(tx: Transaction, contact_id: str, channel_id: str) -> dict[str, Any]:
    times = {"last_at": tx.now, "created_at": tx.now, "updated_at": tx.now}
    return {"id": ids.new(), "contact_id": contact_id, "channel_id": channel_id, "state": "quiet", **times}


def _message(tx: Transaction, turn: _Turn, ready: _Ready, talk: ConversationHeld) -> dict[str, Any]:
    media_id = turn.media.get(ready.wording.media or "")
    content = contents.shown(ready.filled, turn.campaign.id, ready.wording.media)
    return {
        "id": ids.new(),
        "conversation_id": talk.id,
        "channel_id": talk.channel_id,
        "order": ids.order_of(tx.now, ids.arrival_us()),
        "direction": "out",
        "kind": "template",
        "text": ready.filled.text,
        "content": msgspec.json.encode(content).decode(),
        "status": "queued",
        "author_kind": "campaign",
        "author_id": turn.campaign.id,
        "author_name": turn.campaign.name,
        "outgoing": outbound.encode(contents.handed(ready.filled, media_id)),
        "weight": WEIGHT,
        "campaign_id": turn.campaign.id,
        "sent_at": tx.now,
        "created_at": tx.now,
        "due_at": tx.now,
    }


async def _end_with(tx: Transaction, talks: Sequence[ConversationHeld], rows: Sequence[Mapping[str, Any]]) -> None:
    """The conversations end with their new messages; a campaign answers nobody, so who waits still waits."""
    last = {row["conversation_id"]: row for row in rows}
    changed = [
        {
            "id": talk.id,
            "version": talk.version + 1,
            "last_message_id": last[talk.id]["id"],
            "last_order": last[talk.id]["order"],
            "last_at": tx.now,
            "updated_at": tx.now,
        }
        for talk in talks
        if last[talk.id]["order"] > talk.last_order
    ]
    await conversation_rows.change_many(tx.connection, changed)


async def _spent(
    tx: Transaction, campaign: Campaign, standing: SendingRow, account: AccountRow, count: int, *, full: bool
) -> None:
    """What was taken counts against every budget; the last of a canary begins its time."""
    if budget.limit_of(account.tier) is not None and account.business is not None:
        await sends.add_reach(tx.connection, account.business, tx.now, count)
    values: dict[str, Any] = {}
    if campaign.sending.per_second is not None and count:
        values["paced_at"] = budget.used(tx.now, standing.paced_at, campaign.sending.per_second, count)
    if values:
        await campaign_rows.note(tx.connection, campaign.id, **values)
    if full and standing.canary_passed_at is None:
        await _room_of_canary(tx, campaign, await sends.standing(tx.connection, campaign.id), 1)
