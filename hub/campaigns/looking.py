"""An audience looked at stretch by stretch: each a snapshot of its own, judged off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from msgspec import Struct, structs

from hub import shaping
from hub.campaigns import audience, checks, contents, ways
from hub.campaigns.checks import Look, Seen, Verdict
from hub.campaigns.tally import Tally
from hub.durations import DAY_MS
from hub.office import configuration
from hub.transaction import milliseconds
from hub.wire.campaigns import Campaign
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.campaigns import audience as campaign_audience
from storage.customers import contacts as contact_rows
from storage.customers.contact_filters import Filter
from storage.customers.contacts import ContactRow, IdentityRow
from storage.database import Connection, Database

STRETCH = 500  # contacts looked at together: their rows are in memory, and a thread is at work for some 30 ms


class Asked(Struct, frozen=True, kw_only=True):
    """Whom a campaign means and how each is looked at. `again_days` 0: however recently."""

    look: Look
    wanted: Filter
    again_days: int


async def asked(connection: Connection, campaign: Campaign, public_url: str = "") -> Asked:
    """Raises Refusal `invalid` when its channel account is gone. `public_url`: of this hub, where its links are looked at."""
    account = await channels.get(connection, campaign.channel)
    if account is None:
        raise Refusal("invalid", "The channel account is gone.", field="channel")
    office = (await configuration.read(connection)).campaigns
    kinds = {row.id: row.kind for row in await channels.every(connection)} if campaign.fallback else {}
    sending = campaign.sending
    look = Look(
        campaign=campaign,
        materials=await contents.materials(connection, campaign),
        channel_kind=account.kind,
        per_day=office.per_day if sending.per_day is None else sending.per_day,
        public_url=public_url,
        ways=[(way, kinds.get(way.channel, "")) for way in campaign.fallback],
        no=ways.no(public_url, office.opt_out),
        steps=[await contents.materials(connection, contents.of_step(campaign, step)) for step in campaign.steps],
    )
    return Asked(
        look=look,
        wanted=await audience.compiled(connection, campaign.audience),
        again_days=office.again_days if sending.again_days is None else sending.again_days,
    )


async def stretch(connection: Connection, asked: Asked, after: str | None, *, limit: int = STRETCH) -> list[Verdict]:
    """The next contacts behind `after`, judged: of those with one address the first gets it, as far as this stretch knows."""
    found = await campaign_audience.stretch(connection, asked.wanted, after, limit)
    if not found:
        return []
    ids = [row.id for row in found]
    known = await contact_rows.identities_of(connection, ids)
    seen = await _seen(connection, asked, ids)
    return await asyncio.to_thread(_judged, asked.look, found, known, seen)


async def tally(database: Database, asked: Asked) -> Tally:
    """All of the audience, without keeping anything but addresses."""
    told, taken = Tally(), set[str]()
    async for verdicts in _stretches(database, asked):
        fresh = [doubled(each) if each.address in taken else each for each in verdicts]
        taken |= {verdict.address for verdict in fresh if verdict.address is not None}
        told.add(fresh)
    return told


async def _stretches(database: Database, asked: Asked) -> AsyncIterator[list[Verdict]]:
    after: str | None = None
    while True:
        async with database.reading() as connection:
            found = await stretch(connection, asked, after)
        if not found:
            return
        yield found
        after = found[-1].contact


def doubled(verdict: Verdict) -> Verdict:
    """Of somebody whose address another recipient has."""
    return structs.replace(verdict, address=None, reason="duplicate", detail=None, warnings=())


async def _seen(connection: Connection, asked: Asked, ids: list[str]) -> Seen:
    now, campaign_id = milliseconds(), asked.look.campaign.id
    lately = await campaign_audience.written_to(connection, ids, since=now - DAY_MS, but=campaign_id)
    since: dict[str, int] = {}
    if asked.again_days:
        long_ago = now - asked.again_days * DAY_MS
        since = await campaign_audience.written_to(connection, ids, since=long_ago, but=campaign_id)
    return Seen(lately=lately, since=since)


def _judged(look: Look, rows: Sequence[ContactRow], known: dict[str, list[IdentityRow]], seen: Seen) -> list[Verdict]:
    return checks.stretch(look, [shaping.contact(row, known.get(row.id, [])) for row in rows], seen)
