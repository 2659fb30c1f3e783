"""Everything that happens by itself, on one page. Any number of processes may work; what needs one owner is leased."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from channels.channel import Channel
from channels.transport import Transport
from hub import ledger
from hub.accounts.at_hand import Accounts
from hub.campaigns.opt_out_words import OptOutWords
from hub.inbox import conversations, leaving
from hub.live.broker import HINTS, WHISPERS
from hub.live.presence import Presence
from hub.mail.intake import MailIntake
from hub.quotations import rendering
from hub.receiving import parked
from hub.receiving.book import DAY_MS, Rules
from hub.router.forwarder import Forwarder
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.work import claims
from hub.work.account_setup import AccountSetup
from hub.work.away_replies import AwayReplies
from hub.work.blocks import Blocks
from hub.work.campaign_starts import CampaignStarts
from hub.work.campaign_steps import CampaignSteps
from hub.work.campaigns import Campaigns
from hub.work.clock import Clock
from hub.work.counting import Counting
from hub.work.deliveries import Deliveries
from hub.work.erasures import Erasures
from hub.work.facets import FacetWalk
from hub.work.imports import Imports
from hub.work.index import Index
from hub.work.leases import new_holder
from hub.work.line_account import LineAccount
from hub.work.loops import Loop
from hub.work.mail_tokens import MailTokens
from hub.work.mailboxes import Mailboxes
from hub.work.mailing import Mailing
from hub.work.media import MediaFetch
from hub.work.notifying import Notifying
from hub.work.parts import Parts
from hub.work.profiles import Profiles
from hub.work.pushing import Pushing
from hub.work.quotas import Quotas
from hub.work.quotations import Deadlines, Outcomes, Papers
from hub.work.rates import Rates
from hub.work.read_marks import ReadMarks
from hub.work.removals import Removals
from hub.work.retention import Retention
from hub.work.round_robin import RoundRobin
from hub.work.submissions import Submissions
from hub.work.upkeep import Upkeep
from storage.blobs import Blobs
from storage.inbox import assignments
from storage.inbox import conversations as conversation_rows
from storage.intake import ledger as ledger_rows
from storage.outgoing import deliveries

COALESCE_SECONDS = 0.02  # hints that come within it wake the loops once
SPAN_ONLY_BYTES = 64  # a hint this short names no events: whoever may be meant looks
LEDGER_BATCH = 20
NEWSWORTHY = (b'"status":"failed"', b'"status":"unknown"', b'"event":"assigned"')
KEPT_BACK_AT_ONCE = 100


class Hub(rendering.Printer, Protocol):
    """The parts of the assembly the timetable works with."""

    settings: Settings
    transactions: Transactions
    accounts: Accounts
    channels: dict[str, Channel]
    blobs: Blobs
    vault: Vault
    transport: Transport
    presence: Presence
    opt_out_words: OptOutWords
    mail_intake: MailIntake


class Timetable:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._rules = Rules(
            channels=hub.channels,
            reopen_ms=hub.settings.reopen_days * DAY_MS,
            opt_out_words=hub.opt_out_words,
        )
        hub.accounts.when_gone(self._rules.known.clear)
        holder = new_holder()
        self._deliveries = Deliveries(self._parts(hub), holder)
        self._media = MediaFetch(hub.transactions, hub.accounts, hub.channels, hub.blobs, holder)
        self._imports = Imports(hub.transactions, hub.blobs, holder)
        self._campaign_starts = CampaignStarts(hub.transactions, holder)
        self._campaign_steps = CampaignSteps(hub.transactions)
        self._campaigns = Campaigns(hub.transactions, holder)
        self._removals = Removals(hub.transactions, hub.blobs)
        self._erasures = Erasures(hub.transactions)
        self._retention = Retention(hub.transactions)
        self._setup = AccountSetup(hub.transactions, hub.accounts, hub.channels, holder, hub.settings.public_url)
        self._line_account = LineAccount(hub.transactions, hub.accounts, hub.channels, hub.settings, hub.vault)
        self._mailboxes = Mailboxes(hub.transactions, hub.accounts, hub.mail_intake, holder)
        self._profiles = Profiles(hub.transactions, hub.accounts, hub.channels, self._rules, hub.blobs)
        self._quotas = Quotas(hub.transactions, hub.accounts, hub.channels, holder)
        self._submissions = Submissions(hub.transactions, hub.accounts, hub.channels, hub.blobs, holder)
        self._index = Index(hub.transactions, holder)
        self._away = AwayReplies(hub.transactions, holder)
        self._blocks = Blocks(hub.transactions, hub.accounts, hub.channels, holder)
        self._notifying = Notifying(hub.transactions, holder)
        self._pushing = Pushing(hub.transactions, hub.vault, hub.presence, hub.settings)
        self._round_robin = RoundRobin(hub.transactions, hub.presence.online, holder)
        self._upkeep = Upkeep(hub.transactions, hub.blobs, hub.settings, holder)
        self._counting = Counting(hub.transactions, holder)
        self._facets = FacetWalk(hub.transactions, holder)
        self._forwarder = Forwarder(hub.transactions, hub.vault, hub.settings, holder)
        self._papers = Papers(hub.transactions, hub.blobs, lambda row, office: rendering.pdf(hub, row, office), holder)
        self._quotations = Outcomes(hub.transactions, holder)
        self._rates = Rates(hub.transactions, holder)
        deadlines = Deadlines(hub.transactions)
        tokens = MailTokens(hub.transactions, hub.accounts, hub.transport, hub.settings, hub.vault, holder)
        marks = ReadMarks(hub.transactions, hub.accounts, hub.channels)
        # name, seconds between turns, what a turn is; messages are sent by `Deliveries`, one sender for each account
        self._loops = {
            name: Loop(name, seconds, turn)
            for name, seconds, turn in (
                ("media", 2.0, self._media.turn),
                ("imports", 1.0, self._imports.turn),
                ("campaign starts", 1.0, self._campaign_starts.turn),
                ("campaign steps", 5.0, self._campaign_steps.turn),
                ("campaigns", 1.0, self._campaigns.turn),
                ("removals", 5.0, self._removals.turn),
                ("erasures", 2.0, self._erasures.turn),
                ("retention", 600.0, self._retention.turn),
                ("read marks", 2.0, marks.turn),
                ("search index", 2.0, self._index.turn),
                ("away replies", 5.0, self._away.turn),
                ("round robin", 5.0, self._round_robin.turn),
                ("blocks", 2.0, self._blocks.turn),
                ("notifications", 5.0, self._notifying.turn),
                ("waiting", 15.0, self._notifying.look),
                ("push", 5.0, self._pushing.turn),
                ("snoozed", 5.0, self._wake_snoozed),
                ("left behind", 5.0, self._give_back),
                ("mail", 2.0, Mailing(hub.transactions, hub.settings).turn),
                ("scheduled", 5.0, self._keep_back_answered),
                ("ledger", 5.0, self._apply_pending),
                ("parked facts", 60.0, self._join_parked),
                ("account setup", 10.0, self._setup.turn),
                ("line account", 5.0, self._line_account.turn),
                ("mailboxes", 5.0, self._mailboxes.turn),
                ("mail tokens", 10.0, tokens.turn),
                ("profiles", 2.0, self._profiles.turn),
                ("quotas", 5.0, self._quotas.turn),
                ("templates", 5.0, self._submissions.turn),
                ("upkeep", 300.0, self._upkeep.prune),
                ("measures", 10.0, self._upkeep.measure),
                ("statistics", 60.0, self._counting.turn),
                ("facets", 60.0, self._facets.turn),
                ("papers", 2.0, self._papers.turn),
                ("exchange rates", 60.0, self._rates.turn),
                ("quotations sent", 5.0, self._quotations.turn),
                ("quotations over", 60.0, deadlines.expire),
                ("reminders", 60.0, deadlines.remind),
            )
        }
        self._woken: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        await self._media.release_dead()
        await self._submissions.release_dead()
        await self._papers.release_dead()
        await self._imports.release_dead()
        await self._campaign_starts.release_dead()
        await self._deliveries.start()
        await self._forwarder.start()
        for loop in self._loops.values():
            loop.start()

    async def stop(self) -> None:
        """Finishes what is in flight, for a while, and lets other processes go on."""
        if self._timer is not None:
            self._timer.cancel()
        self._imports.stop()
        self._campaign_starts.stop()
        self._retention.stop()
        loops = (loop.stop() for loop in self._loops.values())
        await asyncio.gather(self._deliveries.stop(), self._forwarder.stop(), *loops)
        last = (
            self._mailboxes, self._setup, self._quotas, self._index, self._away, self._round_robin, self._blocks,
            self._notifying, self._pushing, self._upkeep, self._counting, self._facets, self._quotations,
            self._campaigns
        )  # fmt: skip
        for each in last:
            await each.stop()

    def wake(self, name: str) -> None:
        """Has a loop look at once: for who knows that there is something to do and tells nobody else."""
        self._loops[name].wake()

    def receive(self, topic: str, payload: bytes) -> None:
        """A hint of the broker wakes whoever may have something to do. The loops look by themselves anyway: hints may be lost."""
        span_only = len(payload) <= SPAN_ONLY_BYTES
        if topic == HINTS and (span_only or b'"status":"queued"' in payload or b"channel.changed" in payload):
            self._rouse("deliveries")
        if topic == HINTS and (span_only or b'"state":"pending"' in payload):
            self._rouse("media")
        if topic == HINTS and (span_only or b'"direction":"in"' in payload):
            self._rouse("away replies")
            self._rouse("profiles")
            self._rouse("round robin")
            self._rouse("notifications")
        if topic == HINTS and (span_only or b'"notification.' in payload):
            self._rouse("push")
        if topic == HINTS and any(mark in payload for mark in NEWSWORTHY):
            self._rouse("notifications")
        if topic == HINTS and (span_only or b'"quotation":' in payload):
            self._rouse("papers")
            self._rouse("quotations sent")
        if topic == HINTS and b'"state":"starting"' in payload:
            self._rouse("campaign starts")
        if topic == HINTS and b'"blocked":true' in payload:
            self._rouse("blocks")
        if topic == HINTS and (b"template.changed" in payload or b"channel.changed" in payload):
            self._rouse("templates")
            self._rouse("account setup")
            self._rouse("mailboxes")
        if topic == HINTS:
            self._rouse("search index")
            self._rouse("forwarder")
            if b'"endpoint.' in payload:
                self._forwarder.changed()
        if topic == WHISPERS:  # somebody looks or types
            self._rouse("read marks")

    def _rouse(self, name: str) -> None:
        self._woken.add(name)
        if self._timer is None:
            self._wake()
            self._timer = asyncio.get_running_loop().call_later(COALESCE_SECONDS, self._wake_again)

    def _wake_again(self) -> None:
        self._timer = None
        if self._woken:
            self._wake()
            self._timer = asyncio.get_running_loop().call_later(COALESCE_SECONDS, self._wake_again)

    def _wake(self) -> None:
        woken, self._woken = self._woken, set()
        for name in woken:
            if name == "deliveries":
                self._deliveries.wake()
            elif name == "forwarder":
                self._forwarder.wake()
            else:
                self._loops[name].wake()

    async def _wake_snoozed(self) -> bool:
        async with self._hub.transactions.database.reading() as connection:
            if not await conversation_rows.due_to_wake(connection, milliseconds(), 1):
                return False
        async with self._hub.transactions.begin() as tx:
            return await conversations.wake_due(tx) >= conversations.WAKE_BATCH

    async def _keep_back_answered(self) -> bool:
        """Before they are due (a claim looks again), so that nobody counts on what will not go."""
        async with self._hub.transactions.database.reading() as connection:
            answered = await deliveries.answered(connection)
        if not answered:
            return False
        async with self._hub.transactions.begin() as tx:
            await claims.keep_back(tx, answered[:KEPT_BACK_AT_ONCE])
        return len(answered) > KEPT_BACK_AT_ONCE

    async def _give_back(self) -> bool:
        async with self._hub.transactions.database.reading() as connection:
            if not await assignments.left_behind(connection, 1):
                return False
        async with self._hub.transactions.begin() as tx:
            return await leaving.sweep(tx) >= leaving.BATCH

    async def _apply_pending(self) -> bool:
        async with self._hub.transactions.database.reading() as connection:
            if not await ledger_rows.depth(connection):
                return False
        return await ledger.apply_pending(self._hub.transactions, self._rules, LEDGER_BATCH) >= LEDGER_BATCH

    async def _join_parked(self) -> bool:
        return await parked.sweep(self._hub.transactions, self._rules) >= parked.SWEEP_LIMIT

    def _parts(self, hub: Hub) -> Parts:
        rates: Mapping[str, float] = {} if hub.settings.per_second is None else {"whatsapp": hub.settings.per_second}
        return Parts(
            transactions=hub.transactions,
            accounts=hub.accounts,
            channels=hub.channels,
            blobs=hub.blobs,
            rules=self._rules,
            public_url=hub.settings.public_url,
            files_url=hub.settings.files_url,
            secret_key=hub.settings.secret_key,
            per_second=rates,
            clock=Clock(),
        )
