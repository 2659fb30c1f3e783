"""Takes the next recipients of a running campaign: each is looked at once more, and gets its message (`entering`).

One transaction: the campaign is held, so that nobody is taken after it was paused, and nobody is taken twice however many workers run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from hub import shaping
from hub.campaigns import budget, canary, contents, files, quiet_hours, sequences
from hub.campaigns import shaping as campaign_shapes
from hub.campaigns.contents import Materials
from hub.campaigns.entering import Hand, Handed, Ready, enter
from hub.campaigns.links import Tracker
from hub.durations import DAY_MS
from hub.inbox import reach
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.campaigns import Campaign
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.campaigns import crowds, sends
from storage.campaigns import rows as campaign_rows
from storage.campaigns.sends import NextRow, SendingRow

TIER = "tier"  # the code of a campaign that waits for its business's day to pass
SOON_MS = 1_000  # when nothing else says when to look again


class Taken(Struct, frozen=True, kw_only=True):
    """`count`: messages made, `handed` among them; `again_at`: when (ms) there may be more; `files`: uploads the provider has to have
    before."""

    count: int = 0
    handed: Sequence[Handed] = ()
    again_at: int | None = None
    files: tuple[str, ...] = ()


class _Turn(Struct, frozen=True, kw_only=True):
    """What holds for all recipients of one transaction."""

    campaign: Campaign
    account: AccountRow
    materials: Materials
    people: Mapping[str, shapes.Contact]
    written_to: Mapping[str, int]
    decided: Mapping[str, str]  # why people get no follow-up
    per_day: int
    media: Mapping[str, str]  # what the provider calls the files it has, by the upload's id
    office_zone: str
    public_url: str  # of this hub: links lead over it


async def take(
    tx: Transaction,
    campaign_id: str,
    limit: int,
    office: Configuration,
    hand: Hand | None = None,
    public_url: str = "",
) -> Taken:
    """Messages for up to `limit` recipients: in the queue, or in the `hand` of the worker that asks."""
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
    turn = await _turn(tx, campaign, account, found, office, public_url)
    if not contents.sendable(turn.materials):  # whoever looks after campaigns pauses it, and says why
        return Taken(again_at=tx.now + SOON_MS)
    ready = [_looked_at(tx, turn, row) for row in found]
    await sends.change_recipients(tx.connection, [each for each in ready if isinstance(each, dict) and "state" in each])
    await sends.change_recipients(
        tx.connection, [each for each in ready if isinstance(each, dict) and "not_before" in each]
    )
    taken = [each for each in ready if isinstance(each, Ready)]
    missing = sorted({each.wording.media for each in taken if _lacks_file(turn, each) and each.wording.media})
    taken = [each for each in taken if not _lacks_file(turn, each)]
    handed = await enter(tx, campaign, account, taken, turn.media, hand)
    await _spent(tx, campaign, standing, account, len(taken), full=len(taken) >= room.count)
    awake = await sends.next_awake(tx.connection, campaign_id) if len(found) < room.count else tx.now
    return Taken(count=len(taken), handed=handed, again_at=awake, files=tuple(missing))


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
    found: Sequence[NextRow],
    office: Configuration,
    public_url: str,
) -> _Turn:
    people = [row.contact_id for row in found if row.contact_id is not None]
    materials = await contents.materials(tx.connection, campaign)
    shown = {each.media for each in materials.every() if each.media is not None}
    per_day = campaign.sending.per_day
    return _Turn(
        campaign=campaign,
        account=account,
        materials=materials,
        people={row.id: shaping.contact(row, known) for row, known in await crowds.people(tx.connection, people)},
        decided=await sequences.decided(tx, campaign, people),
        written_to=await crowds.written_to(tx.connection, people, tx.now - DAY_MS),
        per_day=office.campaigns.per_day if per_day is None else per_day,
        media=await files.media_ids(tx.connection, campaign.channel, shown),
        office_zone=office.time_zone,
        public_url=public_url,
    )


def _looked_at(tx: Transaction, turn: _Turn, row: NextRow) -> Ready | dict[str, Any]:
    """What is said to a recipient; or what its row becomes instead, for much may have happened since it was chosen."""
    contact = turn.people.get(row.contact_id or "")
    if contact is None:
        return _skipped(row, "gone", "The contact is no longer there.")
    if contact.blocked:
        return _skipped(row, "blocked", "The contact is blocked as spam.")
    if (reason := turn.decided.get(contact.id)) is not None:
        return _skipped(row, reason, sequences.WORDS[reason])
    quiet = turn.campaign.sending.quiet_hours
    if quiet is not None:
        phone = next((each.value for each in contact.identities if each.kind == "phone"), None)
        zones = quiet_hours.zones_of(contact.fields, phone, turn.office_zone)
        allowed = quiet_hours.allowed_from(tx.now, quiet, zones)
        if allowed > tx.now:
            return {"id": row.id, "not_before": allowed}
    if turn.written_to.get(contact.id, 0) >= turn.per_day:
        times = "once" if turn.per_day == 1 else f"{turn.per_day} times"
        return _skipped(row, "too_often", f"Campaigns wrote to this person {times} within 24 hours already.")
    tracker = Tracker(turn.public_url, texts=turn.campaign.sending.track_links)
    wording = contents.chosen(turn.materials, contact, row.variant)
    assert wording is not None  # a campaign that runs has a template
    try:
        filled = contents.fill(wording, contact, tracker=tracker)
    except Refusal as refused:
        return _skipped(row, "parameters", refused.message)
    if filled.marketing and reach.opted_out(contact.consent, turn.account.kind):
        return _skipped(row, "opted_out", "The customer wants no marketing messages.")
    return Ready(row=row, contact=contact, wording=wording, filled=filled, links=tracker.made)


def _skipped(row: NextRow, reason: str, detail: str) -> dict[str, Any]:
    return {"id": row.id, "state": "skipped", "reason": reason, "detail": detail}


def _lacks_file(turn: _Turn, ready: Ready) -> bool:
    return ready.filled.media is not None and (ready.wording.media or "") not in turn.media


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
