"""What real recipients will get, exactly: by the same words that fill a message when its turn has come."""

from __future__ import annotations

from typing import Any

from hub import shaping
from hub.campaigns import checks, contents, looking, ways
from hub.campaigns.checks import Verdict
from hub.campaigns.contents import Wording
from hub.campaigns.links import Tracker
from hub.campaigns.looking import Asked
from hub.campaigns.tally import SKIPPED
from hub.wire import shapes
from hub.wire.campaign_ways import FallbackPreview, FallbackWay
from hub.wire.campaigns import Campaign, CampaignPreview
from hub.wire.errors import Refusal
from storage.customers import contacts as contact_rows
from storage.database import Connection

MOST = 20  # people of one preview


async def draw(
    connection: Connection,
    campaign: Campaign,
    contact_ids: list[str] | None,
    limit: int,
    step: int = 1,
    public_url: str = "",
) -> list[CampaignPreview]:
    """For these contacts, or for the first the audience means; `step` 2 …: of a follow-up. Raises Refusal `not_found` for a contact there
    is not, `invalid` for a step there is not."""
    asked = await looking.asked(connection, of_step(campaign, step), public_url)
    if contact_ids is None:
        verdicts = await looking.stretch(connection, asked, None, limit=min(limit, MOST))
        contact_ids = [each.contact for each in verdicts]
    people = await shaping.contacts(connection, await _final(connection, contact_ids))
    verdicts = checks.stretch(asked.look, list(people.values()), checks.Seen())
    return [_drawn(asked, people[verdict.contact], verdict) for verdict in verdicts]


def of_step(campaign: Campaign, step: int) -> Campaign:
    """The campaign as its step `step` is sent. Raises Refusal `invalid` for a step there is not."""
    place = step - campaign.step - 1
    if place < 0:
        return campaign
    if place >= len(campaign.steps):
        raise Refusal("invalid", "The campaign has no such step.", field="step")
    return contents.of_step(campaign, campaign.steps[place])


async def _final(connection: Connection, contact_ids: list[str]) -> list[str]:
    found = [await contact_rows.final(connection, id) for id in contact_ids]
    if None in found:
        raise Refusal("not_found", "There is no such contact.", field="contacts")
    return [row.id for row in found if row is not None]


def _drawn(asked: Asked, contact: shapes.Contact, verdict: Verdict) -> CampaignPreview:
    wording = contents.chosen(asked.look.materials, contact, verdict.variant)
    content, problem = None, verdict.detail
    if verdict.reason is not None and problem is None:
        problem = f"{contact.name} {SKIPPED[verdict.reason][1]}."
    if wording is not None and wording.row is not None:
        try:
            tracker = Tracker(asked.look.public_url, texts=asked.look.campaign.sending.track_links)
            filled = contents.fill(wording, contact, tracker=tracker)
            content = contents.shown(filled, asked.look.campaign.id, wording.media)
        except Refusal as refusal:
            problem = refusal.message
    return CampaignPreview(
        contact=contact.id,
        name=contact.name,
        template=None if wording is None else wording.name,
        language=None if wording is None else wording.language,
        variant=verdict.variant,
        content=content,
        reason=verdict.reason,
        problem=problem,
        warnings=list(verdict.warnings),
        fallback=[_elsewhere(asked, contact, wording, way, kind) for way, kind in asked.look.ways],
    )


def _elsewhere(
    asked: Asked, contact: shapes.Contact, wording: Wording | None, way: FallbackWay, kind: str
) -> FallbackPreview:
    told: dict[str, Any] = {"channel": way.channel, "kind": kind}
    try:
        said = ways.fill(way, kind, contact, wording, asked.look.no)
    except Refusal as refusal:
        return FallbackPreview(**told, subject=None, text=None, problem=refusal.message)
    return FallbackPreview(**told, subject=said.subject, text=said.text)
