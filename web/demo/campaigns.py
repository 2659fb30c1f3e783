"""The demo's campaigns: one that is over, with what became of it, and a draft. Nobody is written to for it now, so what happened then is
told to the recipients' rows; everything else goes the real way."""

from __future__ import annotations

import asyncio

import msgspec

from hub.assembly import Hub
from hub.campaigns import drafts, falls, freezing, looking, progress, shaping, starting, states
from hub.campaigns.falls import Fell
from hub.customers import consent, new_contacts
from hub.durations import MINUTE_MS
from hub.permissions import Agent
from hub.texts import templates
from hub.transaction import Transaction
from hub.wire.campaign_changes import NewCampaign
from hub.wire.campaign_ways import FallbackWay
from hub.wire.campaigns import Audience, Bound, Campaign, CampaignContent, Canary, EarlierCampaign, Sending
from hub.wire.customer_changes import NewConsent, NewContact, NewIdentity
from storage.accounts.channels import AccountRow
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns.rows import CampaignRow

TEMPLATE = "welcome_back"
TAG = "open house"
HOLDER = "demo"
BEGAN_MS = 3 * 24 * 60 * MINUTE_MS  # ago
GUESTS = (
    "Anong Chaiyaporn", "Boonmee Rattana", "Chanida Wong", "Decha Suksawat", "Ekachai Thongdee", "Fah Sirisuk", "Grace Lim", "Hathai Jaidee",
    "Ittipol Kaew", "Jiraporn Noi", "Kamon Prasert", "Lalita Boon", "Manop Srisuk", "Nattaya Phan", "Orawan Tong", "Preecha Dee",
    "Ratana Mai", "Sunee Lek", "Thawat Yai", "Ubon Chan", "Vipa Sri", "Wichai Thong", "Yupa Nak", "Zoe Martin",
)  # fmt: skip
REFUSED = GUESTS[5]
FAILED = {
    GUESTS[9]: ("131026", "WhatsApp cannot deliver to this person."),
    GUESTS[17]: ("131049", "Meta did not deliver it, so that this person gets less marketing."),
}


BY_MAIL = GUESTS[9]


async def tell(hub: Hub, agent: Agent, tries: int, pause: float) -> None:
    """Waits for a worker to fetch the templates of the double, no longer than so many `tries`, `pause` seconds apart; without, the guests
    are there and the campaigns are drafts."""
    channel = next(row.id for row in hub.accounts.every() if row.kind == "whatsapp")
    agent = msgspec.structs.replace(agent, channels=frozenset(row.id for row in hub.accounts.every()))
    ways = [_way(row) for kind in ("line", "mail") for row in hub.accounts.every() if row.kind == kind]
    by_mail = [way for way in ways if way.subject is not None]
    async with hub.transactions.begin() as tx:
        for place, name in enumerate(GUESTS):
            await _guest(tx, agent, place, name)
    language = await _language(hub, agent, tries, pause)
    content = CampaignContent(
        name=TEMPLATE, language=language or "en_US", parameters={"1": Bound(field="first_name", fallback="friend")}
    )
    new = NewCampaign(
        name="Open house, after the holidays",
        channel=channel,
        template=content,
        audience=Audience(tags=[TAG]),
        canary=Canary(percent=0),
        sending=Sending(again_days=0),
        fallback=by_mail[:1],
    )
    async with hub.transactions.begin() as tx:
        over = await drafts.create(tx, agent, new)
        if language is not None:
            await _sent(tx, agent, over)
        silent = Audience(campaigns=[EarlierCampaign(campaign=over.id, outcome="not_replied")])
        draft = NewCampaign(
            name="Open house, a gentle reminder", channel=channel, template=content, audience=silent, fallback=ways[:2]
        )
        await drafts.create(tx, agent, draft)


async def _guest(tx: Transaction, agent: Agent, place: int, name: str) -> None:
    known = [NewIdentity(kind="phone", value=f"+66 81 555 {place:04d}")]
    known += [NewIdentity(kind="email", value=f"{name.split()[0].lower()}@guests.example")] if name in FAILED else []
    made = await new_contacts.add(tx, agent, NewContact(name=name, tags=[TAG], identities=known))
    word = NewConsent(channel="marketing", wanted=name != REFUSED, how="in_person", text="Asked at the open house")
    await consent.record(tx, agent, made.id, word)


async def _language(hub: Hub, agent: Agent, tries: int, pause: float) -> str | None:
    for _ in range(tries + 1):
        async with hub.database.reading() as connection:
            found = [each for each in await templates.of_agent(connection, agent) if each.name == TEMPLATE]
        if found:
            return found[0].language
        await asyncio.sleep(pause)
    return None


async def _sent(tx: Transaction, agent: Agent, campaign: Campaign) -> None:
    """Frozen and over in one transaction: no worker may take it for a campaign that is to be sent."""
    await starting.send(tx, agent, campaign.id, None)
    row: CampaignRow | None = await freezing.begin(tx, HOLDER)
    if row is None or row.id != campaign.id:
        return
    asked = await looking.asked(tx.connection, shaping.campaign(row))
    verdicts = await looking.stretch(tx.connection, asked, None)
    row, _ = await freezing.freeze(tx, row, HOLDER, verdicts, tx.now)
    await freezing.finish(tx, row, HOLDER)
    found = await campaign_recipients.page(
        tx.connection, campaign.id, state="waiting", reason=None, variant=None, after=None, limit=len(GUESTS)
    )
    for place, (recipient, name) in enumerate(found):
        told = _outcome(place, name or "", tx.now - BEGAN_MS)
        if name == BY_MAIL and campaign.fallback:
            told = _by_mail(told)
        await campaign_recipients.change(tx.connection, recipient.id, **told)
    began = tx.now - BEGAN_MS
    await states.move(tx, campaign.id, "done", by=None, reason="Everybody was written to.", started_at=began)
    await progress.tell(tx, campaign.id)


def _outcome(place: int, name: str, began: int) -> dict[str, str | int | None]:
    sent = began + place * 1_500
    told: dict[str, str | int | None] = {"claimed_at": sent, "sent_at": sent + 400}
    if name in FAILED:
        reason, detail = FAILED[name]
        return told | {"state": "failed", "reason": reason, "detail": detail, "failed_at": sent + 2_000}
    told |= {"state": "delivered", "delivered_at": sent + 1_200}
    if place % 4 != 3:
        told |= {"state": "read", "read_at": sent + (7 + place) * MINUTE_MS}
    if place % 5 == 0:
        told |= {"state": "replied", "replied_at": sent + (20 + 3 * place) * MINUTE_MS}
    return told


def _by_mail(told: dict[str, str | int | None]) -> dict[str, str | int | None]:
    """Of whom WhatsApp did not reach: the mail went instead, and was answered."""
    failed_at, reason, detail = int(told["failed_at"] or 0), str(told["reason"]), str(told["detail"])
    before = Fell(way=0, state="failed", reason=reason, detail=detail, at=failed_at)
    sent = {"sent_at": failed_at + 3_000, "replied_at": failed_at + 95 * MINUTE_MS, "fell_at": failed_at}
    gone = dict.fromkeys(("reason", "detail", "failed_at"))
    return told | gone | sent | {"state": "replied", "way": 1, "by": "mail", "fell": falls.encoded([before])}


def _way(account: AccountRow) -> FallbackWay:
    words = "Hello {{first_name}}, thank you for coming to our open house. Your 20 % are waiting until the end of the month."
    if account.kind != "mail":
        return FallbackWay(channel=account.id, text=words)
    return FallbackWay(channel=account.id, text=words, subject="Your 20 % after the open house")
