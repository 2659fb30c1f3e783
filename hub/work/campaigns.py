"""Looks after campaigns once a second: recipients follow their messages, a canary or too many failures decide, what was stopped is given
back, and progress is told."""

from __future__ import annotations

import msgspec

from hub.boundaries import cross
from hub.campaigns import canary, contents, falling, following, giving_back, judging, progress, states
from hub.campaigns import shaping as campaign_shapes
from hub.campaigns.judging import Complaint, From
from hub.office import configuration
from hub.transaction import Transaction, Transactions, milliseconds
from hub.work.leases import Lease
from storage.accounts import channels
from storage.campaigns import falls
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns import rows as campaigns
from storage.campaigns import sends as campaign_sends
from storage.campaigns.rows import CampaignRow

LEASE = "campaigns"
TELL_MS = 1_000  # between two words about a campaign's progress
STOPPED_MS = (
    60 * 60_000
)  # so long a stopped campaign is looked at again: another worker may still queue what it took before

_judged = msgspec.json.Decoder(From).decode


class Campaigns:
    """`holder`: this process, by a name no other has; `public_url`: of this hub, where links lead over it."""

    def __init__(self, transactions: Transactions, holder: str, public_url: str = "") -> None:
        self._transactions = transactions
        self._public_url = public_url
        self._lease = Lease(transactions.database, LEASE, holder)
        self._told: dict[str, int] = {}  # when each campaign was told of last (ms)
        self._news: set[str] = set()  # campaigns of which there is something to tell

    async def stop(self) -> None:
        await self._lease.give_up()

    async def turn(self) -> bool:
        """Whether there is more to do at once."""
        if not self._lease.holds_for(TELL_MS) and not await self._lease.take():
            return False
        followed = await self._follow()
        now = milliseconds()
        async with self._transactions.database.reading() as connection:
            watched = await campaign_sends.watched(connection, now - STOPPED_MS)
        more = False
        running = {row.id for row in watched if row.state == "running"}
        for row in watched:
            if row.id not in running:
                more = await self._take_back(row) or more
        for id in self._due(running, now):
            async with self._transactions.begin() as tx:
                await (self._judge(tx, id) if id in running else progress.tell(tx, id))
        more = await self._fall() or more  # after whatever is to be paused is
        return more or followed >= following.BATCH

    async def _follow(self) -> int:
        async with self._transactions.begin(steady=True) as tx:
            count, changed = await following.follow(tx)
        self._news |= changed
        return count

    async def _fall(self) -> bool:
        """Whom their campaign's channel does not reach goes another way. Whether more of them wait for their turn."""
        now, more = milliseconds(), False
        async with self._transactions.database.reading() as connection:
            open_ = [row.id for row in await falls.falling(connection, now)]
            due = [id for id in open_ if await falls.any_due(connection, id, now)]
            office = await configuration.read(connection) if due else None
        for id in due:
            assert office is not None  # read where any is due
            async with self._transactions.begin() as tx:
                taken = await falling.take(tx, id, office, self._public_url)
                cross("before_fall")
            cross("after_fall")
            if taken:
                self._news.add(id)
            more = more or taken >= falling.BATCH
        return more

    async def _take_back(self, row: CampaignRow) -> bool:
        async with self._transactions.begin() as tx:
            held = await campaigns.lock(tx.connection, row.id)
            if held is None or held.state not in giving_back.STOPPED:
                return False
            given = await giving_back.give_back(tx, held)
            skipped = await giving_back.skip(tx, held) if held.state == "cancelled" else 0
        if given or skipped:
            self._news.add(row.id)
        return max(given, skipped) >= giving_back.BATCH

    def _due(self, running: set[str], now: int) -> list[str]:
        """Those of which there may be something to tell, each once a second: counting a large one's recipients is work."""
        due = sorted(id for id in self._news | running if now - self._told.get(id, 0) >= TELL_MS)
        self._news -= set(due)
        self._told = {id: at for id, at in self._told.items() if now - at < STOPPED_MS} | dict.fromkeys(due, now)
        return due

    async def _judge(self, tx: Transaction, campaign_id: str) -> None:
        """Counts, tells, and ends or pauses it."""
        held = await campaigns.lock(tx.connection, campaign_id)
        if held is None:
            return
        counts = await campaign_recipients.counts(tx.connection, campaign_id)
        await progress.tell_counted(tx, held, counts)
        if held.state != "running":
            return
        over = not counts.get("waiting") and not counts.get("claimed")
        if over and not await falls.any_due(tx.connection, campaign_id):
            await states.move(tx, campaign_id, "done", by=None)
            return
        found = await self._complaint(tx, held, counts)
        if found is not None:
            await states.move(tx, campaign_id, "paused", by=None, code=found.code, reason=found.reason)

    async def _complaint(self, tx: Transaction, held: CampaignRow, counts: dict[str, int]) -> Complaint | None:
        campaign = campaign_shapes.campaign(held)
        standing = await campaign_sends.standing(tx.connection, held.id)
        account = await channels.get(tx.connection, held.channel_id)
        assert account is not None  # a foreign key
        wordings = (await contents.materials(tx.connection, campaign)).every()
        templates = [each.row for each in wordings if each.row is not None]
        missing = [f"{each.name} ({each.language})" for each in wordings if each.row is None]
        since = _judged(standing.judged_from)
        counted = judging.with_fallen(counts, await falls.fallen(tx.connection, held.id))
        if since.at != held.state_at:
            since = judging.began(held.state_at, counted, account, templates)
            await campaigns.note(tx.connection, held.id, judged_from=msgspec.json.encode(since).decode())
        complaint = judging.complaint(campaign.sending, since, counted, account, templates, missing)
        if complaint is None and standing.canary_passed_at is None and standing.canary_at is not None:
            said = canary.verdict(counts, campaign.canary, campaign.sending, standing.canary_at, tx.now)
            if said.outcome != "open":  # whoever goes on after it failed has decided
                await campaigns.note(tx.connection, held.id, canary_passed_at=tx.now)
            complaint = Complaint(said.code, said.reason) if said.outcome == "failed" else None
        return complaint
