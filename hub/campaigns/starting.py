"""What people do with a campaign once it is written: start it, give it a time, pause, go on, cancel, try again."""

from __future__ import annotations

import msgspec

from hub import versions
from hub.campaigns import audience, drafts, giving_back, moments, preflight, progress, sequences, shaping, states
from hub.office import configuration
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign, Schedule
from hub.wire.errors import Refusal
from storage.campaigns import falls, rows
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns.rows import CampaignRow

NEVER_AGAIN = ("131050", "opted_out")  # what the provider says of people who want no marketing
NOBODY = "There is nobody to send it to: nobody is meant by its audience."


async def send(tx: Transaction, agent: Agent, campaign_id: str, if_match: int | None) -> Campaign:
    """It starts now: everybody it means is looked at and frozen by a worker, then it runs.

    Raises Refusal `conflict` with what stands in the way, and when it means nobody.
    """
    held = await drafts.held(tx, agent, campaign_id)
    before = shaping.campaign(held)
    versions.require(held.version, if_match, before)
    states.require(held, "starting")
    await preflight.require(tx.connection, before)
    if not await audience.count(tx.connection, agent, before.audience):
        raise Refusal("conflict", NOBODY, field="audience")
    return await states.moved(tx, held, "starting", by=agent, starts_at=None, due_at=tx.now, tries=0)


async def schedule(
    tx: Transaction, agent: Agent, campaign_id: str, wanted: Schedule | None, if_match: int | None
) -> Campaign:
    """It starts by itself then; None: it is a draft again."""
    held = await drafts.held(tx, agent, campaign_id)
    before = shaping.campaign(held)
    versions.require(held.version, if_match, before)
    if wanted is None:
        return await states.moved(tx, held, "draft", by=agent, schedule=None, starts_at=None, due_at=None)
    office = await configuration.read(tx.connection)
    at = moments.moment(wanted, office.time_zone, tx.now)
    if held.state == "scheduled":  # another time is no other state
        values = {"schedule": msgspec.json.encode(wanted).decode(), "starts_at": at, "due_at": at}
        return shaping.tell(tx, await rows.change(tx.connection, held.id, tx.now, **values))
    await preflight.require(tx.connection, before)
    text = msgspec.json.encode(wanted).decode()
    return await states.moved(tx, held, "scheduled", by=agent, schedule=text, starts_at=at, due_at=at)


async def pause(tx: Transaction, agent: Agent, campaign_id: str, reason: str | None) -> Campaign:
    """Nobody is taken from now on; paused already is fine."""
    held = await drafts.held(tx, agent, campaign_id)
    if held.state == "paused":
        return shaping.campaign(held)
    return await states.moved(tx, held, "paused", by=agent, reason=reason, due_at=None, claimed_by=None)


async def resume(tx: Transaction, agent: Agent, campaign_id: str) -> Campaign:
    """Goes on where it was: with freezing, when not everybody was frozen. Raises Refusal `conflict` with what stands in the way."""
    held = await drafts.held(tx, agent, campaign_id)
    if held.state in ("running", "starting"):
        return shaping.campaign(held)
    if held.state != "paused":
        states.require(held, "running" if held.state != "done" else "paused")
    await preflight.require(tx.connection, shaping.campaign(held))
    if held.started_at is None:
        return await states.moved(tx, held, "starting", by=agent, due_at=tx.now)
    return await states.moved(tx, held, "running", by=agent)


async def cancel(tx: Transaction, agent: Agent, campaign_id: str, reason: str | None) -> Campaign:
    """For good, and all of its sequence that is under way or to come. Who waits gets nothing; what is under way arrives. Cancelled already
    is fine."""
    held = await drafts.held(tx, agent, campaign_id)
    stopped = await sequences.stop(tx, agent, held, reason)
    stopped = await _stop_falling(tx, held) or stopped
    if held.state == "cancelled" or (held.state == "done" and stopped):
        return await shaping.read(tx.connection, agent, held.id)
    states.require(held, "cancelled")
    await sequences.cancel_one(tx, agent, held, reason)
    told = await progress.tell(tx, held.id)
    if told is not None:
        return told
    now = await rows.get(tx.connection, held.id)
    assert now is not None
    return shaping.campaign(now)


async def _stop_falling(tx: Transaction, held: CampaignRow) -> bool:
    """What failed late of one that is done goes no other way any more. False: nothing was there to stop."""
    if held.state != "done" or (held.falls_until or 0) <= tx.now:
        return False
    await falls.stop(tx.connection, held.id)
    await giving_back.give_back(tx, held)
    shaping.tell(tx, await rows.change(tx.connection, held.id, tx.now, falls_until=tx.now))
    return True


async def retry(tx: Transaction, agent: Agent, campaign_id: str, reasons: list[str] | None) -> Campaign:
    """Those who failed (of these `reasons`) wait again; it runs. Nobody of whom it is unknown, nobody who wants none.

    Raises Refusal `conflict` when it does not run and may not, or nobody is to be tried again.
    """
    held = await drafts.held(tx, agent, campaign_id)
    if held.state not in ("running", "paused", "done"):
        states.require(held, "running")
    await preflight.require(tx.connection, shaping.campaign(held))
    again = await campaign_recipients.wait_again(tx.connection, held.id, reasons, NEVER_AGAIN)
    if not again:
        raise Refusal("conflict", "Nobody failed who could be tried again.", current=shaping.campaign(held))
    if held.state == "done":
        await states.moved(tx, held, "running", by=agent, code="retry", finished_at=None)
    told = await progress.tell(tx, held.id)
    if told is not None:
        return told
    now = await rows.get(tx.connection, held.id)
    assert now is not None
    return shaping.campaign(now)
