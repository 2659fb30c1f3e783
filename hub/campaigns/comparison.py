"""Campaigns side by side: rates of what each is of, and what makes them hard to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub.campaigns import figures, rates, shaping
from hub.permissions import Agent
from hub.wire.campaign_figures import CampaignComparison, ComparedCampaign
from hub.wire.campaigns import Campaign
from hub.wire.errors import Refusal
from storage.campaigns import figures as rows
from storage.campaigns import rows as campaigns
from storage.database import Connection

UNDER_WAY = ("starting", "running", "paused")
ALIKE = "They went to different people on different days; only variants of one campaign, drawn by lot, show what a text does."
OPEN = "Some are still being sent: their numbers are not final."
NUMBERS = "They were sent from different numbers, which people may know and trust differently."


async def compare(connection: Connection, agent: Agent, ids: Sequence[str]) -> CampaignComparison:
    """In the order asked for, each once. Raises Refusal `not_found` for one the agent may not see."""
    wanted = list(dict.fromkeys(ids))
    known = {row.id: row for row in await campaigns.many(connection, wanted) if row.channel_id in agent.channels}
    if len(known) < len(wanted):
        raise Refusal("not_found", "There is no such campaign.", field="ids")
    far = await rows.reached_by(connection, wanted)
    compared = [shaping.campaign(known[id]) for id in wanted]
    return CampaignComparison(
        campaigns=[await _compared(connection, each, far.get(each.id, {})) for each in compared],
        notes=_notes(compared),
    )


async def _compared(connection: Connection, campaign: Campaign, far: Mapping[str, int]) -> ComparedCampaign:
    reached = {name: far.get(name, 0) for name in rows.REACHED}
    return ComparedCampaign(
        id=campaign.id,
        name=campaign.name,
        channel=campaign.channel,
        state=campaign.state,
        template=None if campaign.template is None else campaign.template.name,
        started_at=campaign.started_at,
        finished_at=campaign.finished_at,
        total=far.get("total", campaign.total),
        reached=reached,
        rates=rates.rates(reached, far.get("failed", 0), far.get("tried", 0)),
        cost=await figures.cost(connection, campaign.id),
    )


def _notes(compared: Sequence[Campaign]) -> list[str]:
    notes = list(figures.NOTES)
    if len(compared) > 1:
        notes.append(ALIKE)
    if any(each.state in UNDER_WAY for each in compared):
        notes.append(OPEN)
    if len({each.channel for each in compared}) > 1:
        notes.append(NUMBERS)
    return notes
