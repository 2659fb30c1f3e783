"""Rows of campaigns and of their recipients become shapes."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from hub.campaigns import falls, ways
from hub.campaigns.falls import Fell
from hub.permissions import Agent, for_channel
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.campaign_figures import Recipient
from hub.wire.campaign_ways import TriedWay
from hub.wire.campaigns import (
    Audience,
    Campaign,
    CampaignContent,
    Canary,
    ReplyRule,
    Schedule,
    Sending,
    Step,
    Variant,
    Why,
)
from hub.wire.errors import Refusal
from storage.campaigns import rows
from storage.campaigns.recipients import RecipientRow
from storage.campaigns.rows import CampaignRow
from storage.database import Connection

_variants = msgspec.json.Decoder(list[Variant]).decode
_steps = msgspec.json.Decoder(list[Step]).decode
_counts = msgspec.json.Decoder(dict[str, int]).decode


async def read(connection: Connection, agent: Agent, campaign_id: str) -> Campaign:
    """Raises Refusal `not_found` for one the agent may not see."""
    return campaign(await seen(connection, agent, campaign_id))


async def seen(connection: Connection, agent: Agent, campaign_id: str) -> CampaignRow:
    row = await rows.get(connection, campaign_id)
    if row is None or row.channel_id not in agent.channels:
        raise Refusal("not_found", "There is no such campaign.")
    return row


def tell(tx: Transaction, row: CampaignRow) -> Campaign:
    """Announces a campaign whose version was counted up."""
    shape = campaign(row)
    tx.announce(events.CampaignChanged(shape), for_channel(row.channel_id))
    return shape


def campaign(row: CampaignRow) -> Campaign:
    return Campaign(
        id=row.id,
        version=row.version,
        name=row.name,
        channel=row.channel_id,
        state=row.state,
        why=Why(by=row.state_by, at=time_text(row.state_at), code=row.state_code, reason=row.state_reason),
        template=None if row.template is None else msgspec.json.decode(row.template, type=CampaignContent),
        variants=_variants(row.variants),
        audience=msgspec.json.decode(row.audience, type=Audience),
        schedule=None if row.schedule is None else msgspec.json.decode(row.schedule, type=Schedule),
        starts_at=_time(row.starts_at),
        canary=None if row.canary is None else msgspec.json.decode(row.canary, type=Canary),
        sending=msgspec.json.decode(row.sending, type=Sending),
        replies=msgspec.json.decode(row.replies, type=ReplyRule),
        total=row.total,
        counts=_counts(row.counts),
        created_by=row.created_by,
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
        started_at=_time(row.started_at),
        finished_at=_time(row.finished_at),
        clicked=row.clicked,
        opted_out=row.opted_out,
        steps=_steps(row.steps),
        parent=row.parent_id,
        step=row.step,
        after_days=row.after_days,
        follows_at=_time(row.follows_at),
        fallback=ways.of(row.fallback),
        falls_until=_time(row.falls_until),
    )


def recipient(row: RecipientRow, name: str | None) -> Recipient:
    return Recipient(
        id=row.id,
        contact=row.contact_id,
        name=name,
        address=row.address,
        language=row.language,
        variant=row.variant,
        state=row.state,
        reason=row.reason,
        detail=row.detail,
        message=row.message_id,
        claimed_at=_time(row.claimed_at),
        sent_at=_time(row.sent_at),
        delivered_at=_time(row.delivered_at),
        read_at=_time(row.read_at),
        replied_at=_time(row.replied_at),
        clicked_at=_time(row.clicked_at),
        failed_at=_time(row.failed_at),
        opted_out_at=_time(row.opted_out_at),
        country=row.country,
        by=cast(Any, row.by) if row.way else None,
        tried=[_tried(each) for each in sorted(falls.of(row.fell), key=lambda each: each.way)],
        falls_at=_time(row.falls_at),
    )


def _tried(fell: Fell) -> TriedWay:
    kind, at = cast(Any, fell.by), _time(fell.at)
    return TriedWay(kind=kind, sent=fell.message is not None, reason=fell.reason, detail=fell.detail, at=at)


def _time(ms: int | None) -> str | None:
    return None if ms is None else time_text(ms)
