"""Follow-ups: when a campaign is done, its next step becomes due some days later, and is a campaign of its own to whoever has not answered.

The campaign's row is the job (`follows_at`): one short transaction makes the next campaign and takes the mark away, or neither happens, so
that a step is made once whoever dies and however many look. From there on a follow-up starts, freezes, sends and pauses as any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import structs

from hub import ids
from hub.campaigns import shaping, states
from hub.office import activity
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaigns import Audience, Campaign, CampaignContent, EarlierCampaign, Step, Without
from storage.campaigns import answers as campaign_answers
from storage.campaigns import falls, rows
from storage.campaigns import files as campaign_files
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns.rows import CampaignRow

CODE = "sequence"  # why a follow-up began
ANSWERED, CLICKED, OPTED_OUT = "answered", "clicked", "opted_out"  # why somebody gets no follow-up
WORDS: Mapping[str, str] = {
    ANSWERED: "They answered before the follow-up.",
    CLICKED: "They followed a link before the follow-up.",
    OPTED_OUT: "The customer wants no marketing messages.",
}


async def begin(tx: Transaction) -> bool:
    """Makes the follow-up that is due longest; False: none is."""
    held = await rows.lock_following(tx.connection, tx.now)
    if held is None:
        return False
    sequence = await rows.sequence(tx.connection, held.parent_id or held.id)
    if sequence[-1].step == held.step:  # else it was done before, and some who had failed were tried again since
        await _make(tx, held, sequence)
    shaping.tell(tx, await rows.change(tx.connection, held.id, tx.now, follows_at=None))
    return True


async def stop(tx: Transaction, agent: Agent, held: CampaignRow, reason: str | None) -> bool:
    """Nothing more comes of the sequence a campaign (locked) is part of, and what runs of it beside that campaign is cancelled. False:
    nothing was there to stop."""
    stopped = False
    for row in await rows.lock_sequence(tx.connection, held.parent_id or held.id):
        if row.id != held.id and "cancelled" in states.ALLOWED[row.state]:
            await cancel_one(tx, agent, row, reason)
            stopped = True
        elif row.follows_at is not None:
            shaping.tell(tx, await rows.change(tx.connection, row.id, tx.now, follows_at=None))
            told = {"reason": reason}
            await activity.note(tx, agent, "campaign.sequence_stopped", subject=row.id, title=row.name, after=told)
            stopped = True
    return stopped


async def cancel_one(tx: Transaction, agent: Agent, held: CampaignRow, reason: str | None) -> Campaign:
    """A campaign that is locked: who waits gets nothing."""
    await campaign_recipients.skip_waiting(tx.connection, held.id, "cancelled")
    await falls.stop(tx.connection, held.id)
    values = {"starts_at": None, "due_at": None, "claimed_by": None}
    return await states.moved(tx, held, "cancelled", by=agent, reason=reason, **values)


async def decided(tx: Transaction, campaign: Campaign, contact_ids: Collection[str]) -> dict[str, str]:
    """Why some of these people get no follow-up, by contact, as of this moment."""
    if campaign.parent is None:
        return {}
    clicks = any(each.outcome == CLICKED for each in campaign.audience.without.campaigns)
    found: dict[str, str] = {}
    for contact, replied, clicked, opted_out in await campaign_answers.decided(
        tx.connection, campaign.parent, contact_ids
    ):
        if opted_out is not None:
            found[contact] = OPTED_OUT
        elif replied is not None:
            found.setdefault(contact, ANSWERED)
        elif clicks and clicked is not None:
            found.setdefault(contact, CLICKED)
    return found


async def _make(tx: Transaction, held: CampaignRow, sequence: Sequence[CampaignRow]) -> None:
    before, first = shaping.campaign(held), sequence[0]
    step, *later = before.steps
    row = {
        "id": ids.new(),
        "version": 1,
        "name": f"{first.name} · {before.step + 1}",
        "channel_id": held.channel_id,
        "state": "scheduled",
        "state_code": CODE,
        "state_at": tx.now,
        "template": _text(step.template),
        "audience": _text(_audience(held, sequence, step)),
        "canary": held.canary,
        "sending": _text(structs.replace(before.sending, again_days=0)),  # the step before was recent, and meant to be
        "replies": held.replies,
        "steps": _text(later),
        "parent_id": first.id,
        "step": before.step + 1,
        "after_days": step.after_days,
        "starts_at": tx.now,
        "due_at": tx.now,
        "created_by": held.created_by,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    await rows.insert(tx.connection, row)
    shown = _files([step.template, *(each.template for each in later)])
    await campaign_files.put(tx.connection, str(row["id"]), shown, held.channel_id)
    made = await rows.get(tx.connection, str(row["id"]))
    assert made is not None
    shape = shaping.tell(tx, made)
    await activity.note(tx, None, "campaign.created", subject=shape.id, title=shape.name, after=shape)


def _audience(held: CampaignRow, sequence: Sequence[CampaignRow], step: Step) -> Audience:
    """Those the step before reached, without whoever did something about any step."""
    did: list[Any] = ["replied", OPTED_OUT, *([CLICKED] if step.unless_clicked else [])]
    without = [EarlierCampaign(campaign=each.id, outcome=outcome) for each in sequence for outcome in did]
    return Audience(
        campaigns=[EarlierCampaign(campaign=held.id, outcome="not_replied")], without=Without(campaigns=without)
    )


def _files(contents: Collection[CampaignContent]) -> set[str]:
    named = {each.media for each in contents} | {other.media for each in contents for other in each.translations}
    return {id for id in named if id is not None}


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
