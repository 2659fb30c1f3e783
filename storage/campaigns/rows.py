"""Campaigns: rows, locks, changes, pages, and the queue of starts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import delete, func, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import campaigns, channels

State = Literal["draft", "scheduled", "starting", "running", "paused", "done", "cancelled"]

_c = campaigns.c


class CampaignRow(Struct, frozen=True, kw_only=True):
    """`template`, `variants`, `audience`, `schedule`, `canary`, `sending`, `replies`, `counts`, `report`, `steps` and `fallback` are JSON
    text; times are ms.

    `starts_at`: when it is to start by itself; `due_at`: when there is something to do about its start; `frozen_to`: the contact freezing
    has come to."""

    id: str
    version: int
    name: str
    channel_id: str
    state: State
    state_by: str | None
    state_code: str | None
    state_reason: str | None
    state_at: int
    template: str | None
    variants: str
    audience: str
    schedule: str | None
    canary: str | None
    sending: str
    replies: str
    total: int
    counts: str
    report: str | None
    starts_at: int | None
    due_at: int | None
    claimed_by: str | None
    tries: int
    frozen_to: str | None
    created_by: str | None
    created_at: int
    updated_at: int
    started_at: int | None
    finished_at: int | None
    clicked: int
    opted_out: int
    steps: str
    parent_id: str | None
    step: int
    after_days: int
    follows_at: int | None
    fallback: str
    falls_until: int | None


COLUMNS = tuple(_c[name] for name in CampaignRow.__struct_fields__)


async def get(connection: Connection, campaign_id: str) -> CampaignRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == campaign_id), CampaignRow)


async def many(connection: Connection, ids: Collection[str]) -> list[CampaignRow]:
    return await connection.rows(select(*COLUMNS).where(_c.id.in_(sorted(ids))), CampaignRow)


async def lock(connection: Connection, campaign_id: str) -> CampaignRow | None:
    """The row, held until the transaction ends."""
    return await connection.row(select(*COLUMNS).where(_c.id == campaign_id).with_for_update(), CampaignRow)


async def lock_unsent(connection: Connection) -> list[CampaignRow]:
    """Those whose audience is still to be made rows of, held until the transaction ends."""
    statement = select(*COLUMNS).where(_c.state.in_(("draft", "scheduled"))).order_by(_c.id)
    return await connection.rows(statement.with_for_update(), CampaignRow)


async def sequence(connection: Connection, first_id: str) -> list[CampaignRow]:
    """A campaign and its follow-ups, in their order."""
    mine = (_c.id == first_id) | (_c.parent_id == first_id)
    return await connection.rows(select(*COLUMNS).where(mine).order_by(_c.step, _c.id), CampaignRow)


async def lock_sequence(connection: Connection, first_id: str) -> list[CampaignRow]:
    """`sequence`, held until the transaction ends."""
    mine = (_c.id == first_id) | (_c.parent_id == first_id)
    found = await connection.rows(select(*COLUMNS).where(mine).order_by(_c.id).with_for_update(), CampaignRow)
    return sorted(found, key=lambda row: row.step)


async def any_following(connection: Connection, now: int) -> bool:
    return await connection.value(select(_c.id).where(_c.follows_at <= now).limit(1)) is not None


async def lock_following(connection: Connection, now: int) -> CampaignRow | None:
    """The campaign whose next step is due longest, held until the transaction ends; one that another process has is left to it."""
    due = select(*COLUMNS).where(_c.follows_at <= now).order_by(_c.follows_at).limit(1)
    return await connection.row(due.with_for_update(skip_locked=True), CampaignRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> None:
    await connection.insert_many(campaigns, [row])


async def change(connection: Connection, campaign_id: str, now: int, **values: Any) -> CampaignRow:
    """Sets `values` and counts the version up. The row must be there: lock it before."""
    statement = update(campaigns).where(_c.id == campaign_id)
    changed = statement.values(version=_c.version + 1, updated_at=now, **values).returning(*COLUMNS)
    row = await connection.row(changed, CampaignRow)
    assert row is not None
    return row


async def note(connection: Connection, campaign_id: str, **values: Any) -> None:
    """Sets columns no shape shows: no version, no event."""
    await connection.execute(update(campaigns).where(_c.id == campaign_id).values(**values))


async def remove(connection: Connection, campaign_id: str) -> None:
    await connection.execute(delete(campaigns).where(_c.id == campaign_id))


async def page(
    connection: Connection,
    channel_ids: Collection[str],
    *,
    q: str | None,
    state: str | None,
    channel: str | None,
    follow_ups: bool,
    since: int | None,
    until: int | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[CampaignRow]:
    """The newest first, from `before` on; `follow_ups`: with later steps of sequences; `since`, `until`: that began or are to begin
    between them."""
    statement = select(*COLUMNS).where(_c.channel_id.in_(sorted(channel_ids)))
    if channel is not None:
        statement = statement.where(_c.channel_id == channel)
    if state is not None:
        statement = statement.where(_c.state == state)
    if not follow_ups:
        statement = statement.where(_c.parent_id.is_(None))
    begins = func.coalesce(_c.started_at, _c.starts_at)
    if since is not None:
        statement = statement.where(begins >= since)
    if until is not None:
        statement = statement.where(begins < until)
    if q:
        statement = statement.where(mentions(_c.name, q))
    if before is not None:
        statement = statement.where(tuple_(_c.created_at, _c.id) < before)
    return await connection.rows(statement.order_by(_c.created_at.desc(), _c.id.desc()).limit(limit), CampaignRow)


async def channel_ids(connection: Connection) -> list[str]:
    """Every channel account there is."""
    return await connection.values(select(channels.c.id))


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(_c.id).where(_c.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, holder: str, now: int, until: int) -> CampaignRow | None:
    """The campaign whose start is due longest; until `until` nobody else goes on with it."""
    due = select(_c.id).where(_c.due_at <= now).order_by(_c.due_at).limit(1).with_for_update(skip_locked=True)
    found = await connection.value(due)
    if found is None:
        return None
    statement = update(campaigns).where(_c.id == found)
    values = {"due_at": until, "claimed_by": holder, "tries": _c.tries + 1}
    return await connection.row(statement.values(**values).returning(*COLUMNS), CampaignRow)


async def advance(
    connection: Connection, campaign_id: str, holder: str, *, held: str | None, until: int, **values: Any
) -> CampaignRow | None:
    """Moves freezing on, from the contact `held` it had come to; None when it is not this holder's any more."""
    mine = (_c.id == campaign_id) & (_c.state == "starting") & (_c.claimed_by == holder)
    mine &= _c.frozen_to.is_(None) if held is None else _c.frozen_to == held
    statement = update(campaigns).where(mine).values(due_at=until, **values)
    return await connection.row(statement.returning(*COLUMNS), CampaignRow)


async def holders(connection: Connection) -> list[str]:
    """Who is starting something now."""
    claimed = _c.due_at.is_not(None) & _c.claimed_by.is_not(None)
    return await connection.values(select(_c.claimed_by).where(claimed).distinct())


async def release(connection: Connection, holder: str, now: int) -> None:
    """What a holder that is gone was starting goes on at once."""
    claimed = _c.due_at.is_not(None) & (_c.claimed_by == holder)
    await connection.execute(update(campaigns).where(claimed).values(due_at=now, claimed_by=None))
