"""Versions of a quotation: revising opens the next one and keeps the one that was issued, which stays readable with its paper."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from hub import versions
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import holding, shaping, states
from hub.quotations.days import still_valid
from hub.quotations.holding import Held
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import Quotation, QuotationVersion
from storage.database import Connection
from storage.quotations import rows
from storage.quotations.rows import QuotationRow, VersionRow

MOST = 100  # versions of one quotation
_decode = msgspec.json.Decoder(QuotationRow).decode


async def revise(tx: Transaction, agent: Agent, quotation_id: str, if_match: int | None = None) -> Quotation:
    """Opens the next version for writing: v1 is kept as it was issued, v2 is a draft with the same number."""
    held = await holding.held(tx, agent, quotation_id)
    before = held.row
    versions.require(before.version, if_match, shaping.quotation(before))
    states.require(before, "draft", states.agent(agent))
    if before.revision >= MOST:
        raise Refusal("conflict", f"A quotation has at most {MOST} versions: duplicate it.", field="state")
    await rows.keep_version(tx.connection, _kept(before, tx.now))
    office = await configuration.read(tx.connection)
    values: dict[str, Any] = {
        "revision": before.revision + 1,
        "content": msgspec.json.encode(structs.replace(shaping.content(before), rate=None)).decode(),
        "valid_until": still_valid(office, tx.now, before.valid_until),
        **dict.fromkeys(("issue_date", "company", "reported", "report_currency"), None),
        **dict.fromkeys(("issued_at", "sent_at", "seen_at"), None),
        "approval": "none",
    }
    return shaping.quotation(await states.move(tx, held, "draft", states.agent(agent), **values))


async def discard(tx: Transaction, agent: Agent, held: Held) -> None:
    """Throws the version that is being written away: the one before it stands again as it was."""
    last = (await rows.versions(tx.connection, held.row.id))[0]
    before = _decode(last.head)
    values = {name: getattr(before, name) for name in QuotationRow.__struct_fields__}
    for name in ("id", "version", "created_at", "updated_at"):
        del values[name]
    # as the contact is called and kept now: a merge or an erasure may have come between
    for name in ("contact_id", "conversation_id", "channel_id"):
        values[name] = getattr(held.row, name)
    await rows.take_version(tx.connection, held.row.id, last.revision)
    await states.go_back(tx, held, states.agent(agent), values)


async def every(connection: Connection, agent: Agent, quotation_id: str) -> list[QuotationVersion]:
    """The newest first, the present one among them."""
    row = await holding.seen(connection, agent, quotation_id)
    older = [_listed(_decode(kept.head), kept.at) for kept in await rows.versions(connection, row.id)]
    return [_listed(row, None), *older]


async def get(connection: Connection, agent: Agent, quotation_id: str, revision: int) -> Quotation:
    """That version, whole, as it was."""
    return shaping.quotation(await at(connection, agent, quotation_id, revision))


async def at(connection: Connection, agent: Agent, quotation_id: str, revision: int) -> QuotationRow:
    """Its row. Raises Refusal `not_found`."""
    row = await holding.seen(connection, agent, quotation_id)
    if row.revision == revision:
        return row
    for kept in await rows.versions(connection, row.id):
        if kept.revision == revision:
            return _decode(kept.head)
    raise Refusal("not_found", "There is no such version.", field="revision")


def _kept(row: QuotationRow, now: int) -> VersionRow:
    head = msgspec.json.encode(row).decode()
    return VersionRow(quotation_id=row.id, revision=row.revision, state=row.state, head=head, at=now)


def _listed(row: QuotationRow, replaced_at: int | None) -> QuotationVersion:
    return QuotationVersion(
        revision=row.revision,
        quotation=shaping.summary(row),
        replaced_at=None if replaced_at is None else time_text(replaced_at),
    )
