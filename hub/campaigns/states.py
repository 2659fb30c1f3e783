"""What may become of a campaign, on one page, and the one verb that moves it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.campaigns import shaping
from hub.campaigns.falls import LATE_MS
from hub.durations import DAY_MS
from hub.office import activity
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign, CampaignState
from hub.wire.errors import Refusal
from storage.campaigns import rows
from storage.campaigns.rows import CampaignRow

ALLOWED: Mapping[CampaignState, tuple[CampaignState, ...]] = {
    "draft": ("scheduled", "starting"),
    "scheduled": ("draft", "starting", "cancelled"),
    "starting": (
        "running",
        "paused",
        "draft",
        "done",
        "cancelled",
    ),  # draft, or done of a follow-up: there is nobody to send it to
    "running": ("paused", "done", "cancelled"),
    "paused": ("starting", "running", "cancelled"),  # starting: it was paused before everybody was frozen
    "done": ("running",),  # some that failed are tried again
    "cancelled": (),
}
EDITABLE: tuple[CampaignState, ...] = ("draft", "scheduled")
_SAID: Mapping[CampaignState, str] = {
    "draft": "is a draft",
    "scheduled": "waits for its time",
    "starting": "is starting",
    "running": "is running",
    "paused": "is paused",
    "done": "is done",
    "cancelled": "was cancelled",
}
_WANTED: Mapping[CampaignState, str] = {
    "draft": "made a draft again",
    "scheduled": "scheduled",
    "starting": "started",
    "running": "resumed",
    "paused": "paused",
    "done": "ended",
    "cancelled": "cancelled",
}
PERSON = "person"  # the code of what somebody asked for


async def move(
    tx: Transaction,
    campaign_id: str,
    to: CampaignState,
    *,
    by: Agent | None,
    code: str | None = None,
    reason: str | None = None,
    **values: Any,
) -> Campaign:
    """Moves a campaign and tells of it; `values`: columns that change with it. Raises Refusal `conflict` for a move there is not."""
    held = await rows.lock(tx.connection, campaign_id)
    if held is None:
        raise Refusal("not_found", "There is no such campaign.")
    return await moved(tx, held, to, by=by, code=code, reason=reason, **values)


async def moved(
    tx: Transaction,
    held: CampaignRow,
    to: CampaignState,
    *,
    by: Agent | None,
    code: str | None = None,
    reason: str | None = None,
    **values: Any,
) -> Campaign:
    """`move` for a row that is locked already."""
    require(held, to)
    values |= {
        "state": to,
        "state_by": None if by is None else by.id,
        "state_code": code or (PERSON if by is not None else None),
        "state_reason": reason,
        "state_at": tx.now,
    }
    if to in ("done", "cancelled"):
        values |= {"finished_at": tx.now}
    values |= {"follows_at": _follows_at(held, tx.now) if to == "done" else None}
    values |= {"falls_until": tx.now + LATE_MS if to == "done" and held.fallback != "[]" else None}
    after = await rows.change(tx.connection, held.id, tx.now, **values)
    note = {"state": to} if reason is None else {"state": to, "reason": reason}
    await activity.note(
        tx, by, f"campaign.{to}", subject=held.id, title=held.name, before={"state": held.state}, after=note
    )
    return shaping.tell(tx, after)


def _follows_at(held: CampaignRow, now: int) -> int | None:
    """When (ms) the next step is due of a campaign that is done now."""
    steps = shaping.campaign(held).steps
    return now + steps[0].after_days * DAY_MS if steps else None


def require(held: CampaignRow, to: CampaignState) -> None:
    """Raises Refusal `conflict`, with the campaign as it is, for a move there is not."""
    if to not in ALLOWED[held.state]:
        words = f"This campaign {_SAID[held.state]}, so it cannot be {_WANTED[to]}."
        raise Refusal("conflict", words, current=shaping.campaign(held))
