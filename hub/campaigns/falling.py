"""Takes recipients their campaign's channel does not reach another way: the message there is an ordinary one in a quiet conversation, and
becomes the recipient's.

One transaction for all that happens: the campaign is held, then the people, their conversations, the message that failed and the recipient,
each looked at as it is then. So nobody is taken twice however many workers run and whatever dies, and whoever said no in the meantime, or
whom an agent wrote to instead, is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs

from hub import shaping
from hub.accounts import limits, quotas
from hub.campaigns import budget, canary, contents, falls, leaving, quiet_hours, sequences, ways
from hub.campaigns import shaping as campaign_shapes
from hub.campaigns.contents import Materials
from hub.campaigns.falls import Fell
from hub.campaigns.leaving import Leaving
from hub.campaigns.links import Tracker
from hub.campaigns.ways import No
from hub.durations import DAY_MS
from hub.transaction import Transaction
from hub.ways import reading
from hub.ways.ways import Person
from hub.wire import shapes
from hub.wire.campaign_ways import FallbackWay
from hub.wire.campaigns import Campaign
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.routes import Route
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.campaigns import audience as campaign_audience
from storage.campaigns import crowds, sends
from storage.campaigns import falls as rows
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns import rows as campaign_rows
from storage.campaigns.recipients import RecipientRow
from storage.campaigns.rows import CampaignRow
from storage.customers import contacts as contact_rows
from storage.customers.contacts import ContactRow, IdentityRow

BATCH = 100  # people of one transaction
QUEUED = 100  # campaigns' messages that wait in an account's queue at most: what a pause has to take back

Outcome = Leaving | dict[str, Any]  # a message, or what changes of the recipient instead


class _Turn(Struct, frozen=True, kw_only=True):
    """What holds for all recipients of one transaction. `left`: of a month's messages, by account, counted down as they are taken."""

    campaign: Campaign
    accounts: Mapping[str, AccountRow]
    left: dict[str, int]
    materials: Materials
    people: Mapping[str, shapes.Contact]
    routes: Mapping[str, Mapping[str, Route]]
    arrived: frozenset[str]
    decided: Mapping[str, str]
    written_to: Mapping[str, int]
    recently: Mapping[str, int]
    per_day: int
    office_zone: str
    no: No
    now: int


async def take(tx: Transaction, campaign_id: str, office: Configuration, public_url: str = "") -> int:
    """Up to `BATCH` recipients whose turn it is go on; how many were looked at."""
    held = await campaign_rows.lock(tx.connection, campaign_id)
    if held is None or not _open(held, tx.now):
        return 0
    campaign = campaign_shapes.campaign(held)
    standing = await sends.standing(tx.connection, campaign_id)
    if standing.canary_passed_at is None and await _first_ones_under_way(tx, campaign):
        return 0
    accounts = await _accounts(tx, campaign)
    waiting = {id: await sends.queued(tx.connection, id) for id in accounts}
    own = budget.allowed(tx.now, standing.paced_at, campaign.sending.per_second)
    room = min(BATCH, *(QUEUED - count for count in waiting.values()), *([] if own is None else [own]))
    due = await rows.due(tx.connection, campaign_id, tx.now, room) if room > 0 else []
    if not due:
        return 0
    turn = await _turn(tx, campaign, accounts, waiting, due, office, public_url)
    decided = {row.id: _decided(turn, row) for row in due}
    gone = await leaving.leave(tx, campaign, [each for each in decided.values() if isinstance(each, Leaving)])
    for id, each in decided.items():
        if isinstance(each, dict):
            await campaign_recipients.change(tx.connection, id, **each)
    if campaign.sending.per_second is not None and gone:
        paced_at = budget.used(tx.now, standing.paced_at, campaign.sending.per_second, gone)
        await campaign_rows.note(tx.connection, campaign_id, paced_at=paced_at)
    return len(due)


def _open(held: CampaignRow, now: int) -> bool:
    return held.state == "running" or (held.state == "done" and (held.falls_until or 0) > now)


async def _first_ones_under_way(tx: Transaction, campaign: Campaign) -> bool:
    """Whether a canary is still to be judged: what it says of the own channel is waited for."""
    if campaign.state != "running" or not canary.size(campaign.total, campaign.canary):
        return False
    counts = await campaign_recipients.counts(tx.connection, campaign.id)
    return bool(counts.get("waiting") or counts.get("claimed"))


async def _accounts(tx: Transaction, campaign: Campaign) -> dict[str, AccountRow]:
    found = [await channels.get(tx.connection, way.channel) for way in campaign.fallback]
    return {row.id: row for row in found if row is not None}


async def _turn(
    tx: Transaction,
    campaign: Campaign,
    accounts: Mapping[str, AccountRow],
    waiting: Mapping[str, int],
    due: Sequence[RecipientRow],
    office: Configuration,
    public_url: str,
) -> _Turn:
    ids = sorted({row.contact_id for row in due if row.contact_id is not None})
    await contact_rows.lock(tx.connection, ids)  # what they say of marketing holds until this is committed
    people = await crowds.people(tx.connection, ids)
    sending, now = campaign.sending, tx.now
    again_days = office.campaigns.again_days if sending.again_days is None else sending.again_days
    left = {row.id: (quota.left, waiting[row.id]) for row in accounts.values() if (quota := quotas.of(row)) is not None}
    return _Turn(
        campaign=campaign,
        accounts=accounts,
        left={id: most - queued for id, (most, queued) in left.items() if most is not None},
        materials=await contents.materials(tx.connection, campaign),
        people={row.id: shaping.contact(row, known) for row, known in people},
        routes={row.id: await _routes(tx, row, known, list(accounts.values())) for row, known in people},
        arrived=frozenset(
            await rows.may_have_arrived(tx.connection, [row.message_id for row in due if row.message_id is not None])
        ),
        decided=await sequences.decided(tx, campaign, ids),
        written_to=await campaign_audience.written_to(tx.connection, ids, since=now - DAY_MS, but=campaign.id),
        recently=await campaign_audience.written_to(
            tx.connection, ids, since=now - again_days * DAY_MS, but=campaign.id
        )
        if again_days
        else {},
        per_day=office.campaigns.per_day if sending.per_day is None else sending.per_day,
        office_zone=office.time_zone,
        no=ways.no(public_url, office.campaigns.opt_out),
        now=now,
    )


async def _routes(
    tx: Transaction, row: ContactRow, known: Sequence[IdentityRow], accounts: Sequence[AccountRow]
) -> dict[str, Route]:
    person = Person(
        identities=list(known), consent=msgspec.json.decode(row.consent), blocked=row.blocked_at is not None
    )
    return await reading.of_person(tx.connection, person, row.id, accounts, tx.now)


def _decided(turn: _Turn, row: RecipientRow) -> Outcome:
    """Where a recipient goes on; or what its row becomes, for there is no other way, or not yet."""
    contact = turn.people.get(row.contact_id or "")
    never = falls.obstacle(
        turn.campaign,
        row,
        contact,
        arrived=turn.arrived,
        decided=turn.decided,
        written_to=turn.written_to.get(row.contact_id or "", 0),
        per_day=turn.per_day,
        recently=bool(turn.recently.get(row.contact_id or "")),
    )
    if never is not None or contact is None:
        return {"falls_at": None}
    fell = falls.of(row.fell)
    for number in range(falls.next_way(row.way, fell), len(turn.campaign.fallback) + 1):
        way = turn.campaign.fallback[number - 1]
        account = turn.accounts.get(way.channel)
        if account is not None and account.state == "paused" and not _waited_long(turn, row):
            return {"falls_at": turn.now + falls.AGAIN_MS, "fell": falls.encoded(fell)}
        found = _said(turn, row, contact, way, account)
        if isinstance(found, Fell):
            fell.append(structs.replace(found, way=number))
            continue
        if (allowed := _awake(turn, contact)) > turn.now:
            return {"falls_at": allowed, "fell": row.fell}
        assert account is not None  # something can be said there
        if account.id in turn.left and turn.routes[contact.id][account.id].state == "push":
            turn.left[account.id] -= 1
        return structs.replace(found, way=number, fell=fell)
    return {"falls_at": None, "fell": falls.encoded(fell)}


def _waited_long(turn: _Turn, row: RecipientRow) -> bool:
    return turn.now - (row.failed_at or row.created_at) > falls.LATE_MS


def _said(
    turn: _Turn, row: RecipientRow, contact: shapes.Contact, way: FallbackWay, account: AccountRow | None
) -> Leaving | Fell:
    """What is said this way, or why nothing can be. Which way it is, is filled in by whoever asks."""
    if account is None:
        return Fell(way=0, state=falls.REFUSED, reason="account", detail="The account is gone.", at=turn.now)
    if account.state != "active":
        return _refused(account, "account", "The account cannot send.", turn.now)
    route = turn.routes.get(contact.id, {}).get(account.id)
    shut = falls.closed(turn.campaign, contact, account.kind, route, turn.left.get(account.id))
    if shut is not None:
        return _refused(account, *shut, turn.now)
    tracker = Tracker(turn.no.public_url, texts=turn.campaign.sending.track_links)
    wording = contents.chosen(turn.materials, contact, row.variant)
    try:
        said = ways.fill(way, account.kind, contact, wording, turn.no, tracker)
        limits.check_length(said.text, limits.of(account.kind).text, "A message", "fallback", needed=True)
    except Refusal as refused:
        return _refused(account, "parameters", refused.message, turn.now)
    return Leaving(row=row, way=0, fell=[], contact=contact, account=account, said=said, links=tracker.made, no=turn.no)


def _refused(account: AccountRow, reason: str, detail: str, now: int) -> Fell:
    return Fell(way=0, by=account.kind, state=falls.REFUSED, reason=reason, detail=detail, at=now)


def _awake(turn: _Turn, contact: shapes.Contact) -> int:
    quiet = turn.campaign.sending.quiet_hours
    if quiet is None:
        return turn.now
    phone = next((each.value for each in contact.identities if each.kind == "phone"), None)
    zones = quiet_hours.zones_of(contact.fields, phone, turn.office_zone)
    return quiet_hours.allowed_from(turn.now, quiet, zones)
