"""A campaign's message sent to a few people before it goes to all: an ordinary message, by the person who tries it."""

from __future__ import annotations

from msgspec import Struct

from hub import ids, shaping
from hub.campaigns import contents, previews, ways
from hub.campaigns import shaping as campaign_shapes
from hub.campaigns.contents import Wording
from hub.campaigns.links import Tracker, rows_of
from hub.inbox import conversations, messages, reach, threads
from hub.inbox.drafts import Draft
from hub.office import activity, configuration
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.campaign_changes import TrialAsked
from hub.wire.campaigns import Campaign
from hub.wire.commands import ConversationStart
from hub.wire.errors import Refusal
from hub.wire.mail import MailSend
from storage.accounts import channels
from storage.campaigns import answers as campaign_answers
from storage.campaigns import files as campaign_files
from storage.customers import contacts as contact_rows
from storage.database import Connection


class Prepared(Struct, frozen=True, kw_only=True):
    """`files`: the uploads its headers show."""

    campaign: Campaign
    files: frozenset[str]


async def prepare(connection: Connection, agent: Agent, campaign_id: str, step: int) -> Prepared:
    """Raises Refusal `not_found`, `invalid` when there is nothing to send yet, or no such step."""
    campaign = previews.of_step(await campaign_shapes.read(connection, agent, campaign_id), step)
    wordings = (await contents.materials(connection, campaign)).every()
    if not wordings:
        raise Refusal("invalid", "Choose a template first.", field="template")
    present = await campaign_files.kinds(connection, {each.media for each in wordings if each.media is not None})
    return Prepared(campaign=campaign, files=frozenset(present))


async def send(
    tx: Transaction, agent: Agent, campaign: Campaign, asked: TrialAsked, media: dict[str, str], public_url: str = ""
) -> list[shapes.Message]:
    """`media`: what the provider calls the files; `public_url`: of this hub: links lead over it, and count nothing. Raises Refusal for whoever may not be written to, and what cannot be filled."""
    if not asked.contacts and not asked.numbers:
        raise Refusal("invalid", "Say to whom the test goes.", field="contacts")
    if asked.way:
        return await _elsewhere(tx, agent, campaign, asked, public_url)
    materials = await contents.materials(tx.connection, campaign)
    sample = None if asked.sample is None else await _contact(tx.connection, asked.sample)
    sent = []
    for contact, number in [(id, None) for id in asked.contacts] + [(None, typed) for typed in asked.numbers]:
        start = ConversationStart(id=0, client_id=ids.new(), channel=campaign.channel, contact=contact, phone=number)
        opened = (await conversations.start(tx, agent, start))["conversation"]
        held = await threads.held(tx, agent, opened.id)
        await reach.require_sendable(tx, held, template=True)
        person = sample or await _contact(tx.connection, held.contact_id)
        wording = contents.chosen(materials, person, asked.variant)
        tracker = Tracker(public_url, texts=campaign.sending.track_links)
        draft = _draft(campaign, wording, person, agent, media, tracker)
        if draft.outbound.marketing:
            await reach.require_consent(tx, held)
        links = rows_of(tracker.made, campaign_id=campaign.id, recipient_id="", variant=asked.variant, now=tx.now)
        await campaign_answers.add_links(tx.connection, links)
        sent.append(await messages.say(tx, agent, held, draft))
    told = {"contacts": asked.contacts, "numbers": len(asked.numbers)}
    await activity.note(tx, agent, "campaign.tested", subject=campaign.id, title=campaign.name, after=told)
    return sent


async def _elsewhere(
    tx: Transaction, agent: Agent, campaign: Campaign, asked: TrialAsked, public_url: str
) -> list[shapes.Message]:
    """What is said another way: an ordinary message, in the name of whoever tries it. Its link to say no belongs to nobody."""
    if asked.way > len(campaign.fallback):
        raise Refusal("invalid", "The campaign goes no such way.", field="way")
    if asked.numbers:
        raise Refusal("invalid", "This test goes to contacts that can be reached there.", field="numbers")
    way = campaign.fallback[asked.way - 1]
    account = await channels.get(tx.connection, way.channel)
    if account is None:
        raise Refusal("invalid", "The channel account is gone.", field="way")
    no = ways.no(public_url, (await configuration.read(tx.connection)).campaigns.opt_out)
    materials, sent = await contents.materials(tx.connection, campaign), []
    for id in asked.contacts:
        person = await _contact(tx.connection, asked.sample or id)
        said = ways.fill(way, account.kind, person, contents.chosen(materials, person, asked.variant), no)
        mail = MailSend(subject=said.subject, signature="") if account.kind == "mail" else None
        start = ConversationStart(id=0, client_id=ids.new(), channel=way.channel, contact=id, text=said.text, mail=mail)
        opened = await conversations.start(tx, agent, start)
        held = await threads.held(tx, agent, opened["conversation"].id)
        await reach.require_consent(tx, held)
        sent.append(opened["message"])
    told = {"contacts": asked.contacts, "way": asked.way}
    await activity.note(tx, agent, "campaign.tested", subject=campaign.id, title=campaign.name, after=told)
    return sent


def _draft(
    campaign: Campaign,
    wording: Wording | None,
    person: shapes.Contact,
    agent: Agent,
    media: dict[str, str],
    tracker: Tracker,
) -> Draft:
    if wording is None or wording.row is None:
        name = "of the campaign" if wording is None else f"{wording.name} ({wording.language})"
        raise Refusal("invalid", f"There is no template {name} on this number.", field="template")
    if wording.row.status != "APPROVED":
        words = f"The template {wording.name} is {wording.row.status.lower()} and cannot be sent."
        raise Refusal("invalid", words, field="template")
    filled = contents.fill(wording, person, agent.name, tracker)
    if filled.media is not None and (wording.media or "") not in media:
        words = f"The template {wording.name} needs a file ({filled.media}) for its heading."
        raise Refusal("invalid", words, field="template.media")
    content = contents.shown(filled, campaign.id, wording.media)
    handed = contents.handed(filled, media.get(wording.media or ""))
    return Draft(kind="template", text=filled.text, content=content | {"test": True}, outbound=handed)


async def _contact(connection: Connection, contact_id: str) -> shapes.Contact:
    row = await contact_rows.final(connection, contact_id)
    if row is None:
        raise Refusal("not_found", "There is no such contact.", field="contacts")
    return (await shaping.contacts(connection, [row.id]))[row.id]
