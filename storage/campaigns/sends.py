"""What sending a campaign asks of the database: who is next, whose turn was taken or given back, what became of messages, budgets."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, exists, func, select, update

from storage import pruning
from storage.campaigns.rows import CampaignRow
from storage.database import Connection
from storage.durations import HOUR_MS
from storage.tables import (
    attempts,
    campaign_recipients,
    campaigns,
    messages,
    reach_hours,
    recipient_news,
    sending_paces,
)

_r = campaign_recipients.c


class SendingRow(Struct, frozen=True, kw_only=True):
    """How a campaign's sending stands; `judged_from` is JSON text, times are ms."""

    id: str
    paced_at: int | None
    canary_size: int | None
    canary_at: int | None
    canary_passed_at: int | None
    judged_from: str


class NextRow(Struct, frozen=True, kw_only=True):
    """A recipient whose turn it is."""

    id: str
    contact_id: str | None
    identity_id: str | None
    address: str | None
    language: str | None
    variant: str | None
    place: int


_SENDING = tuple(campaigns.c[name] for name in SendingRow.__struct_fields__)
_CAMPAIGN = tuple(campaigns.c[name] for name in CampaignRow.__struct_fields__)


async def running(connection: Connection, channel_id: str, now: int) -> list[str]:
    """The campaigns that may send on the account, the one that began first first."""
    wanted = (campaigns.c.state == "running") & (campaigns.c.channel_id == channel_id)
    began = func.coalesce(campaigns.c.started_at, 0)
    statement = select(campaigns.c.id).where(wanted, began <= now).order_by(began, campaigns.c.id)
    return await connection.values(statement)


async def watched(connection: Connection, since: int) -> list[CampaignRow]:
    """Campaigns that run, and those stopped since then."""
    stopped = campaigns.c.state.in_(("paused", "cancelled")) & (campaigns.c.state_at >= since)
    statement = select(*_CAMPAIGN).where((campaigns.c.state == "running") | stopped).order_by(campaigns.c.id)
    return await connection.rows(statement, CampaignRow)


async def standing(connection: Connection, campaign_id: str) -> SendingRow:
    row = await connection.row(select(*_SENDING).where(campaigns.c.id == campaign_id), SendingRow)
    assert row is not None
    return row


async def hold_running(connection: Connection, campaign_ids: Iterable[str], now: int) -> set[str]:
    """Those of the campaigns that run, or are done and still fall back, kept from being stopped until this transaction ends."""
    wanted = sorted(set(campaign_ids))
    if not wanted:
        return set()
    late = (campaigns.c.state == "done") & (campaigns.c.falls_until > now)
    statement = select(campaigns.c.id).where(campaigns.c.id.in_(wanted), (campaigns.c.state == "running") | late)
    return set(await connection.values(statement.order_by(campaigns.c.id).with_for_update(read=True)))


async def queued(connection: Connection, channel_id: str) -> int:
    """How many messages of campaigns wait in the queue of the account and nobody has claimed."""
    waiting = (messages.c.channel_id == channel_id) & messages.c.due_at.is_not(None) & (messages.c.weight == 1)
    waiting &= messages.c.claimed_by.is_(None)
    return int(await connection.value(select(func.count()).select_from(messages).where(waiting)) or 0)


async def next_ones(connection: Connection, campaign_id: str, now: int, limit: int) -> list[NextRow]:
    """The recipients whose turn it is, in the order of sending. The campaign is locked."""
    statement = select(*(_r[name] for name in NextRow.__struct_fields__))
    statement = statement.where(_r.campaign_id == campaign_id, _r.state == "waiting", _r.not_before <= now)
    return await connection.rows(statement.order_by(_r.not_before, _r.place, _r.id).limit(limit), NextRow)


async def next_awake(connection: Connection, campaign_id: str) -> int | None:
    """When the first of those who wait may be written to (ms)."""
    wanted = (_r.campaign_id == campaign_id) & (_r.state == "waiting")
    found: int | None = await connection.value(select(func.min(_r.not_before)).where(wanted))
    return found


async def change_recipients(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Sets the given columns (the same of each) by id. The campaign is locked, or nobody else changes these columns."""
    await connection.update_many(campaign_recipients, sorted(rows, key=lambda row: str(row["id"])))


async def claimed(connection: Connection, campaign_id: str) -> int:
    """How many have had their turn."""
    statement = select(func.count()).select_from(campaign_recipients)
    wanted = (_r.campaign_id == campaign_id) & _r.state.not_in(("waiting", "skipped"))
    return int(await connection.value(statement.where(wanted)) or 0)


async def unattempted(connection: Connection, campaign_id: str, channel_id: str, limit: int) -> list[str]:
    """The campaign's messages that wait in the queue and were never tried."""
    waiting = (messages.c.channel_id == channel_id) & (messages.c.weight == 1) & messages.c.due_at.is_not(None)
    mine = (messages.c.campaign_id == campaign_id) & messages.c.claimed_by.is_(None) & (messages.c.tries == 0)
    tried = exists().where(attempts.c.message_id == messages.c.id)
    statement = select(messages.c.id).where(waiting, mine, ~tried).order_by(messages.c.id).limit(limit)
    return await connection.values(statement)


async def give_back(connection: Connection, message_ids: Collection[str]) -> None:
    """Messages nobody tried to send (locked) are as if they had never been; their recipients wait again."""
    wanted = sorted(message_ids)
    back = update(campaign_recipients).where(_r.message_id.in_(wanted), _r.state == "claimed", _r.way == 0)
    await connection.execute(back.values(state="waiting", message_id=None, claimed_at=None))
    await connection.execute(delete(messages).where(messages.c.id.in_(wanted)))


async def last_of(connection: Connection, conversation_ids: Collection[str]) -> dict[str, tuple[str, str, int]]:
    """The last message (id, order, when) of each of these conversations that has any."""
    wanted = messages.c.conversation_id.in_(sorted(conversation_ids))
    newest = select(messages.c.conversation_id, func.max(messages.c.order).label("last")).where(wanted)
    ends = newest.group_by(messages.c.conversation_id).subquery()
    columns = (messages.c.conversation_id, messages.c.id, messages.c.order, messages.c.created_at)
    same = (messages.c.conversation_id == ends.c.conversation_id) & (messages.c.order == ends.c.last)
    found = await connection.tuples(select(*columns).join(ends, same))
    return {conversation: (id, order, at) for conversation, id, order, at in found}


async def skip_waiting(connection: Connection, campaign_id: str, reason: str, detail: str, limit: int) -> int:
    """Whoever still waits will get nothing. Returns how many."""
    waiting = select(_r.id).where(_r.campaign_id == campaign_id, _r.state == "waiting").limit(limit)
    statement = update(campaign_recipients).where(_r.id.in_(waiting))
    return await connection.execute(statement.values(state="skipped", reason=reason, detail=detail))


async def add_news(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.insert_later(recipient_news, rows)


async def take_news(connection: Connection, limit: int) -> list[str]:
    """Messages of campaigns of which something became known, each once; taken out of the queue."""
    if connection.dialect == "postgresql":
        oldest = "SELECT id FROM recipient_news ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED"
        among = f"= ANY(ARRAY({oldest}))"
    else:
        among = "IN (SELECT id FROM recipient_news ORDER BY id LIMIT ?)"
    found = await connection.driver(f"DELETE FROM recipient_news WHERE id {among} RETURNING message_id", [limit])
    return sorted({id for (id,) in found})


async def reached(connection: Connection, business: str, since: int) -> int:
    """How many people campaigns of the business have reached since then (ms), to the hour."""
    wanted = (reach_hours.c.business == business) & (reach_hours.c.hour > since // HOUR_MS)
    return int(await connection.value(select(func.sum(reach_hours.c.people)).where(wanted)) or 0)


async def oldest_reach(connection: Connection, business: str, since: int) -> int | None:
    """The first hour since then (ms) in which any were reached: when (ms) it began."""
    wanted = (reach_hours.c.business == business) & (reach_hours.c.hour > since // HOUR_MS) & (reach_hours.c.people > 0)
    hour = await connection.value(select(func.min(reach_hours.c.hour)).where(wanted))
    return None if hour is None else int(hour) * HOUR_MS


async def lock_reach(connection: Connection, business: str, now: int) -> None:
    """Makes the business's present hour, and holds it: others who send for the business wait."""
    row = {"business": business, "hour": now // HOUR_MS, "people": 0}
    await connection.execute(connection.insert(reach_hours).values(**row).on_conflict_do_nothing())
    await add_reach(connection, business, now, 0)


async def add_reach(connection: Connection, business: str, now: int, people: int) -> None:
    mine = (reach_hours.c.business == business) & (reach_hours.c.hour == now // HOUR_MS)
    await connection.execute(update(reach_hours).where(mine).values(people=reach_hours.c.people + people))


async def prune_reach(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, reach_hours, reach_hours.c.hour < before // HOUR_MS, limit)


async def pace(connection: Connection, channel_id: str) -> tuple[float, int] | None:
    """The pace (messages a second) an account was last slowed to, and when (ms)."""
    columns = (sending_paces.c.per_second, sending_paces.c.at)
    found = await connection.tuples(select(*columns).where(sending_paces.c.channel_id == channel_id))
    return (found[0][0], found[0][1]) if found else None


async def keep_pace(connection: Connection, channel_id: str, per_second: float, now: int) -> None:
    statement = connection.insert(sending_paces).values(channel_id=channel_id, per_second=per_second, at=now)
    changed = {"per_second": per_second, "at": now}
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel_id"], set_=changed))
