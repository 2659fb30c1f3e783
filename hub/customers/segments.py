"""Segments in verbs: saved filters over contacts, shared by all. What they mean: hub/customers/segment_filters.py."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from hub import ids, versions
from hub.customers import facets, fields, segment_filters, segment_words
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.customer_changes import NewSegment, SegmentChange
from hub.wire.errors import Refusal
from hub.wire.segments import Expression, Segment
from storage.customers import segments as rows
from storage.customers import vocabulary
from storage.customers.segments import SegmentRow
from storage.database import Connection

LONGEST_NAME = 100  # characters


async def list_page(connection: Connection, q: str, after: str | None, limit: int) -> tuple[list[Segment], str | None]:
    """By name, those whose name begins with `q`; and what `after` takes for the next."""
    found = await rows.page(connection, facets.beginning(q), after, limit + 1)
    kept = found[:limit]
    return [segment_words.shape(row) for row in kept], kept[-1].key if len(found) > limit else None


async def get(connection: Connection, segment_id: str) -> Segment:
    return segment_words.shape(_there(await rows.get(connection, segment_id)))


async def add(tx: Transaction, agent: Agent, new: NewSegment) -> Segment:
    """Raises Refusal `conflict` when there is one of that name, `invalid` for a filter that asks for what is not there."""
    await vocabulary.change(tx.connection)
    await _check(tx.connection, new.filter)
    title = _name(new.name)
    row = {
        "id": ids.new(),
        "version": 1,
        "name": title,
        "key": facets.folded(title),
        "filter": msgspec.json.encode(new.filter).decode(),
        "user_id": agent.id,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    if not await rows.insert(tx.connection, row):
        raise Refusal("conflict", f"There is a segment {title} already.", field="name")
    added = segment_words.tell(tx, _there(await rows.get(tx.connection, str(row["id"]))))
    await activity.note(tx, agent, "segment.added", subject=added.id, title=title, after=added)
    return added


async def change(
    tx: Transaction, agent: Agent, segment_id: str, wanted: SegmentChange, if_match: int | None
) -> Segment:
    await vocabulary.change(tx.connection)
    held = _there(await rows.lock(tx.connection, segment_id))
    before = segment_words.shape(held)
    versions.require(held.version, if_match, before)
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        title = _name(wanted.name)
        twin = await rows.with_key(tx.connection, facets.folded(title))
        if twin is not None and twin.id != held.id:
            raise Refusal("conflict", f"There is a segment {title} already.", field="name")
        values |= {"name": title, "key": facets.folded(title)}
    if wanted.filter is not UNSET:
        await _check(tx.connection, wanted.filter)
        values["filter"] = msgspec.json.encode(wanted.filter).decode()
    if all(getattr(held, name) == value for name, value in values.items()):
        return before
    await rows.change(tx.connection, held.id, tx.now, **values)
    after = segment_words.tell(tx, _there(await rows.get(tx.connection, held.id)))
    await activity.note(tx, agent, "segment.changed", subject=held.id, title=after.name, before=before, after=after)
    return after


async def remove(tx: Transaction, agent: Agent, segment_id: str) -> None:
    await vocabulary.change(tx.connection)
    held = _there(await rows.lock(tx.connection, segment_id))
    await rows.remove(tx.connection, held.id)
    await activity.note(
        tx, agent, "segment.removed", subject=held.id, title=held.name, before=segment_words.shape(held)
    )
    tx.announce(events.SegmentRemoved(held.id), (EVERYONE,))


async def _check(connection: Connection, filter: Expression) -> None:
    segment_filters.check(filter, {field.key: field for field in await fields.every(connection)})


def _there(row: SegmentRow | None) -> SegmentRow:
    if row is None:
        raise Refusal("not_found", "There is no such segment.")
    return row


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise Refusal("invalid", f"A segment's name needs 1 to {LONGEST_NAME} characters.", field="name")
    return tidy
