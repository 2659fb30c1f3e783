"""What happens by itself, one row for each loop: its name, the seconds between two turns, who does it, and what wakes it earlier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from channels.channel import Channel
from channels.transport import Transport
from hub.accounts.at_hand import Accounts
from hub.campaigns.opt_out_words import OptOutWords
from hub.live.presence import Presence
from hub.mail.intake import MailIntake
from hub.quotations import rendering
from hub.receiving.book import Rules
from hub.settings import Settings
from hub.transaction import Transactions
from hub.vault import Vault
from hub.work import marks
from hub.work.account_setup import AccountSetup
from hub.work.away_replies import AwayReplies
from hub.work.blocks import Blocks
from hub.work.campaign_starts import CampaignStarts
from hub.work.campaign_steps import CampaignSteps
from hub.work.campaigns import Campaigns
from hub.work.counting import Counting
from hub.work.erasures import Erasures
from hub.work.facets import FacetWalk
from hub.work.imports import Imports
from hub.work.index import Index
from hub.work.line_account import LineAccount
from hub.work.loops import Turn
from hub.work.mail_imports import MailImports
from hub.work.mail_tokens import MailTokens
from hub.work.mailboxes import Mailboxes
from hub.work.mailing import Mailing
from hub.work.media import MediaFetch
from hub.work.notifying import Notifying
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
from hub.work.sweeps import Sweeps
from hub.work.upkeep import Upkeep
from storage.blobs import Blobs


class Hub(rendering.Printer, Protocol):
    """The parts of the assembly that work needs."""

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


class Row(NamedTuple):
    """`by`: marks in a hint that wake it; `unnamed`: a hint that names no events does too; `whispered`: so does a whisper. `worker`: who
    is told when the process stops."""

    name: str
    seconds: float
    worker: object
    turn: Turn
    by: tuple[bytes, ...] = ()
    unnamed: bool = False
    whispered: bool = False


class Working(Protocol):
    async def turn(self) -> bool: ...


def every(hub: Hub, rules: Rules, holder: str) -> Iterator[Row]:
    """`holder`: this process. Messages are sent by `Deliveries`, one sender for each account, and bodies by `Forwarder`."""
    yield from _conversations(hub, rules, holder)
    yield from _customers(hub, rules, holder)
    yield from _accounts(hub, holder)
    yield from _campaigns(hub, holder)
    yield from _quotations(hub, holder)
    yield from _team(hub, holder)
    yield from _office(hub, holder)


def _conversations(hub: Hub, rules: Rules, holder: str) -> Iterator[Row]:
    sweeps = Sweeps(hub.transactions, rules)
    media = MediaFetch(hub.transactions, hub.accounts, hub.channels, hub.blobs, holder)
    robin = RoundRobin(hub.transactions, hub.presence.online, holder)
    yield _row("media", 2.0, media, by=(marks.PENDING,), unnamed=True)
    yield _row("read marks", 2.0, ReadMarks(hub.transactions, hub.accounts, hub.channels), whispered=True)
    yield _row("away replies", 5.0, AwayReplies(hub.transactions, holder), by=(marks.INBOUND,), unnamed=True)
    yield _row("round robin", 5.0, robin, by=(marks.INBOUND,), unnamed=True)
    yield Row("snoozed", 5.0, sweeps, sweeps.wake_snoozed)
    yield Row("left behind", 5.0, sweeps, sweeps.give_back)
    yield Row("scheduled", 5.0, sweeps, sweeps.keep_back_answered)
    yield Row("ledger", 5.0, sweeps, sweeps.apply_pending)
    yield Row("parked facts", 60.0, sweeps, sweeps.join_parked)
    yield _row("search index", 2.0, Index(hub.transactions, holder), by=(marks.ANYTHING,))


def _customers(hub: Hub, rules: Rules, holder: str) -> Iterator[Row]:
    profiles = Profiles(hub.transactions, hub.accounts, hub.channels, rules, hub.blobs)
    blocks = Blocks(hub.transactions, hub.accounts, hub.channels, holder)
    yield _row("profiles", 2.0, profiles, by=(marks.INBOUND,), unnamed=True)
    yield _row("blocks", 2.0, blocks, by=(marks.BLOCKED,))
    yield _row("imports", 1.0, Imports(hub.transactions, hub.blobs, holder))
    yield _row("erasures", 2.0, Erasures(hub.transactions))
    yield _row("facets", 60.0, FacetWalk(hub.transactions, holder))


def _accounts(hub: Hub, holder: str) -> Iterator[Row]:
    held = hub.transactions, hub.accounts, hub.channels
    changed = (marks.TEMPLATE, marks.CHANNEL)
    tokens = MailTokens(hub.transactions, hub.accounts, hub.transport, hub.settings, hub.vault, holder)
    boxes = Mailboxes(hub.transactions, hub.accounts, hub.mail_intake, holder)
    yield _row("account setup", 10.0, AccountSetup(*held, holder, hub.settings.public_url), by=changed)
    yield _row("line account", 5.0, LineAccount(*held, hub.settings, hub.vault))
    yield _row("mailboxes", 5.0, boxes, by=changed)
    yield _row("mail tokens", 10.0, tokens)
    yield _row("mail imports", 5.0, MailImports(hub.transactions, hub.accounts, hub.mail_intake, holder))
    yield _row("quotas", 5.0, Quotas(*held, holder))
    yield _row("templates", 5.0, Submissions(*held, hub.blobs, holder), by=changed)


def _campaigns(hub: Hub, holder: str) -> Iterator[Row]:
    yield _row("campaign starts", 1.0, CampaignStarts(hub.transactions, holder), by=(marks.STARTING,))
    yield _row("campaign steps", 5.0, CampaignSteps(hub.transactions))
    yield _row("campaigns", 1.0, Campaigns(hub.transactions, holder, hub.settings.public_url))


def _quotations(hub: Hub, holder: str) -> Iterator[Row]:
    papers = Papers(hub.transactions, hub.blobs, lambda row, office: rendering.pdf(hub, row, office), holder)
    deadlines = Deadlines(hub.transactions)
    yield _row("papers", 2.0, papers, by=(marks.QUOTATION,), unnamed=True)
    yield _row("quotations sent", 5.0, Outcomes(hub.transactions, holder), by=(marks.QUOTATION,), unnamed=True)
    yield Row("quotations over", 60.0, deadlines, deadlines.expire)
    yield Row("reminders", 60.0, deadlines, deadlines.remind)
    yield _row("exchange rates", 60.0, Rates(hub.transactions, holder))


def _team(hub: Hub, holder: str) -> Iterator[Row]:
    notifying = Notifying(hub.transactions, holder)
    newsworthy = (marks.INBOUND, marks.FAILED, marks.UNKNOWN, marks.ASSIGNED)
    pushing = Pushing(hub.transactions, hub.vault, hub.presence, hub.settings)
    yield _row("notifications", 5.0, notifying, by=newsworthy, unnamed=True)
    yield Row("waiting", 15.0, notifying, notifying.look)
    yield _row("push", 5.0, pushing, by=(marks.NOTIFICATION,), unnamed=True)
    yield _row("mail", 2.0, Mailing(hub.transactions, hub.settings))


def _office(hub: Hub, holder: str) -> Iterator[Row]:
    upkeep = Upkeep(hub.transactions, hub.blobs, hub.settings, holder)
    yield Row("upkeep", 300.0, upkeep, upkeep.prune)
    yield Row("measures", 10.0, upkeep, upkeep.measure)
    yield _row("removals", 5.0, Removals(hub.transactions, hub.blobs))
    yield _row("retention", 600.0, Retention(hub.transactions))
    yield _row("statistics", 60.0, Counting(hub.transactions, holder))


def _row(
    name: str,
    seconds: float,
    worker: Working,
    *,
    by: tuple[bytes, ...] = (),
    unnamed: bool = False,
    whispered: bool = False,
) -> Row:
    return Row(name, seconds, worker, worker.turn, by, unnamed, whispered)
