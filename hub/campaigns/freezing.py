"""The audience becomes rows, stretch by stretch: who waits for a message, and who is skipped and why.

Each stretch is one short transaction that moves `frozen_to` on with what it wrote, or neither happens: whoever goes on after a crash goes on
from there, and two who freeze at once cannot both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hub import ids
from hub.campaigns import falls as rules
from hub.campaigns import looking, lots, preflight, shaping, states, ways
from hub.campaigns.checks import Verdict
from hub.campaigns.tally import Tally
from hub.transaction import Transaction
from hub.wire.campaigns import Campaign
from hub.wire.errors import Refusal
from storage.campaigns import audience as campaign_audience
from storage.campaigns import falls, rows
from storage.campaigns import recipients as campaign_recipients
from storage.campaigns.rows import CampaignRow

LEASE_MS = 30_000  # whoever freezes and dies without a trace leaves it to the next after this
TELL_MS = 1_000  # between two words on how far it has come
TRIES = 5  # beginnings without a single stretch done: whatever kills us there would do so for ever
BROKEN = "Choosing the recipients stopped several times at the same place. An administrator finds more in the log."
NOBODY_LEFT = "Everybody answered, opted out or could not be reached before this step."
REFUSED = "preflight"  # the code of a campaign that is a draft again because it cannot be sent


class Overtaken(Exception):
    """The campaign is not this worker's any more: it was paused or cancelled, or another took it over."""


async def begin(tx: Transaction, holder: str) -> CampaignRow | None:
    """The campaign whose start is due longest, now this worker's. One whose time has come is starting; one that cannot is a draft again."""
    row = await rows.claim(tx.connection, holder, tx.now, tx.now + LEASE_MS)
    if row is None:
        return None
    if row.state == "starting":
        if row.tries <= TRIES:
            return row
        await states.moved(tx, row, "paused", by=None, code="broken", reason=BROKEN, due_at=None, claimed_by=None)
        return None
    try:
        await preflight.require(tx.connection, shaping.campaign(row))
    except Refusal as refusal:
        await _give_up(tx, row, refusal.message)
        return row
    await states.moved(tx, row, "starting", by=None, code="schedule")
    return await rows.get(tx.connection, row.id)


async def freeze(
    tx: Transaction, held: CampaignRow, holder: str, verdicts: Sequence[Verdict], told_at: int
) -> tuple[CampaignRow, int]:
    """Writes a stretch. The campaign as it is then, and when (ms) its readers last heard. Raises Overtaken."""
    until, last = tx.now + LEASE_MS, verdicts[-1].contact
    mine = await rows.advance(tx.connection, held.id, holder, held=held.frozen_to, until=until, frozen_to=last, tries=0)
    if mine is None:
        raise Overtaken
    tally = preflight.stored(held) or Tally()
    tally.add(await _write(tx, held, verdicts))
    counted = {"report": msgspec.json.encode(tally).decode(), "total": tally.people}
    moved = await rows.advance(tx.connection, held.id, holder, held=last, until=until, **counted)
    assert moved is not None  # its row is locked
    if tx.now - told_at < TELL_MS:
        return moved, told_at
    return await _tell(tx, moved), tx.now


async def finish(tx: Transaction, held: CampaignRow, holder: str) -> Campaign:
    """All are frozen: it runs, or is a draft again when nobody is left to send it to. Raises Overtaken."""
    row = await rows.lock(tx.connection, held.id)
    if row is None or row.state != "starting" or row.claimed_by != holder:
        raise Overtaken
    counts = await campaign_recipients.counts(tx.connection, row.id)
    nobody = not counts.get("waiting") and not await falls.any_due(tx.connection, row.id)
    if nobody and row.parent_id is not None:
        over: dict[str, Any] = {"due_at": None, "claimed_by": None, "started_at": tx.now}
        return await states.moved(tx, row, "done", by=None, code="nobody", reason=NOBODY_LEFT, **over)
    if nobody:
        return await _give_up(tx, row, "There is nobody to send it to: see the report.")
    values: dict[str, Any] = {
        "counts": msgspec.json.encode(counts, order="deterministic").decode(),
        "total": sum(counts.values()),
        "started_at": tx.now,
        "due_at": None,
        "claimed_by": None,
    }
    return await states.moved(tx, row, "running", by=None, code=row.state_code, reason=row.state_reason, **values)


async def drop(tx: Transaction, row: CampaignRow) -> dict[str, Any]:
    """Forgets the recipients, none of whom got anything. What the campaign's row is to be then."""
    await campaign_recipients.remove(tx.connection, row.id)
    return {
        "frozen_to": None,
        "total": 0,
        "counts": "{}",
        "report": None,
        "due_at": None,
        "claimed_by": None,
        "tries": 0,
    }


async def _give_up(tx: Transaction, row: CampaignRow, reason: str) -> Campaign:
    values = await drop(tx, row) | {"starts_at": None}
    return await states.moved(tx, row, "draft", by=None, code=REFUSED, reason=reason, **values)


async def _tell(tx: Transaction, row: CampaignRow) -> CampaignRow:
    counts = await campaign_recipients.counts(tx.connection, row.id)
    told = msgspec.json.encode(counts, order="deterministic").decode()
    changed = await rows.change(tx.connection, row.id, tx.now, counts=told)
    shaping.tell(tx, changed)
    return changed


async def _write(tx: Transaction, held: CampaignRow, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Who has the address of a recipient of an earlier stretch is written down as such. What was written."""
    went_in = await campaign_audience.insert(tx.connection, [_recipient(tx, held, each) for each in verdicts])
    told = [each if each.contact in went_in else looking.doubled(each) for each in verdicts]
    left_out = [_recipient(tx, held, each) for each in told if each.contact not in went_in]
    await campaign_audience.insert(tx.connection, left_out)
    return told


def _recipient(tx: Transaction, held: CampaignRow, verdict: Verdict) -> dict[str, Any]:
    state = "waiting" if verdict.reason is None else "skipped"
    return {
        "id": ids.new(),
        "campaign_id": held.id,
        "contact_id": verdict.contact,
        "identity_id": verdict.identity,
        "address": verdict.address,
        "language": verdict.language,
        "variant": verdict.variant,
        "country": verdict.country,
        "category": verdict.category,
        "place": lots.place(held.id, verdict.contact),
        "state": state,
        "falls_at": tx.now if rules.falls(0, state, verdict.reason, len(ways.of(held.fallback))) else None,
        "reason": verdict.reason,
        "detail": verdict.detail,
        "created_at": tx.now,
    }
