"""Recipients whom their campaign's channel does not reach, and the ways there are beside it: whose turn it is, who is on which way."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select, update

from storage.campaigns.recipients import COLUMNS, RecipientRow
from storage.campaigns.rows import COLUMNS as CAMPAIGN
from storage.campaigns.rows import CampaignRow
from storage.database import Connection
from storage.tables import attempts, campaign_recipients, campaigns

_r = campaign_recipients.c
_c = campaigns.c


async def falling(connection: Connection, now: int) -> list[CampaignRow]:
    """Campaigns that have ways to fall back to, and may use them now."""
    open_ = (_c.state == "running") | ((_c.state == "done") & (_c.falls_until > now))
    statement = select(*CAMPAIGN).where(open_, _c.fallback != "[]").order_by(_c.id)
    return await connection.rows(statement, CampaignRow)


async def ways_of(connection: Connection, campaign_ids: Collection[str], now: int) -> dict[str, str]:
    """The `fallback` (JSON) of those of the campaigns that have one, and whose failures may go another way."""
    late = (_c.state == "done") & (_c.falls_until > now)
    open_ = or_(_c.state.in_(("running", "paused")), late)
    statement = select(_c.id, _c.fallback).where(_c.id.in_(sorted(campaign_ids)), open_, _c.fallback != "[]")
    return dict[str, str]((id, ways) for id, ways in await connection.tuples(statement))


async def any_due(connection: Connection, campaign_id: str, now: int | None = None) -> bool:
    """Whether somebody is to be tried another way; `now`: by then (ms)."""
    waiting = (_r.campaign_id == campaign_id) & _r.falls_at.is_not(None)
    if now is not None:
        waiting &= _r.falls_at <= now
    return await connection.value(select(_r.id).where(waiting).limit(1)) is not None


async def due(connection: Connection, campaign_id: str, now: int, limit: int) -> list[RecipientRow]:
    """Those whose turn it is, in the order it came. The campaign is locked."""
    wanted = select(*COLUMNS).where(_r.campaign_id == campaign_id, _r.falls_at <= now)
    return await connection.rows(wanted.order_by(_r.falls_at, _r.id).limit(limit), RecipientRow)


async def lock(connection: Connection, ids: Collection[str]) -> list[RecipientRow]:
    """The recipients as they are once nobody else is changing them."""
    statement = select(*COLUMNS).where(_r.id.in_(sorted(ids))).order_by(_r.id)
    return await connection.rows(statement.with_for_update(key_share=True), RecipientRow)


async def claimed(connection: Connection, message_ids: Collection[str]) -> list[RecipientRow]:
    """Of these messages the recipients that are on another way and wait for them to go."""
    mine = _r.message_id.in_(sorted(message_ids)) & (_r.state == "claimed") & (_r.way > 0)
    return await connection.rows(select(*COLUMNS).where(mine).order_by(_r.id), RecipientRow)


async def stop(connection: Connection, campaign_id: str) -> None:
    """Nobody of a campaign goes another way any more."""
    waiting = (_r.campaign_id == campaign_id) & _r.falls_at.is_not(None)
    await connection.execute(update(campaign_recipients).where(waiting).values(falls_at=None))


async def fallen(connection: Connection, campaign_id: str) -> dict[str, int]:
    """By their present state, how many had failed before they went another way."""
    mine = (_r.campaign_id == campaign_id) & (_r.way > 0) & _r.fell_at.is_not(None)
    statement = select(_r.state, func.count()).where(mine).group_by(_r.state)
    return dict[str, int]((state, count) for state, count in await connection.tuples(statement))


async def may_have_arrived(connection: Connection, message_ids: Collection[str]) -> set[str]:
    """Messages of which some attempt arrived, or nobody knows whether it did."""
    a = attempts.c
    arrived = or_(a.delivered_at.is_not(None), a.read_at.is_not(None), a.played_at.is_not(None))
    open_ = a.failed_at.is_(None) | (a.call.is_not(None) & a.accepted_at.is_(None))  # under way, or never answered
    statement = select(a.message_id).where(a.message_id.in_(sorted(message_ids)), arrived | open_)
    return set(await connection.values(statement))
