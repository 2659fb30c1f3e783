"""One thing done with many contacts, by the words of `contacts.change`. One that is refused never holds up the others.

Planned row by row while all rows are held, then written together: a constant few statements, however many they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hub import announce
from hub.customers import contact_history, contacts
from hub.customers import tags as vocabulary
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.customer_changes import ContactsBulk
from hub.wire.errors import Refusal
from hub.wire.threads import BulkAnswer, BulkResult
from storage import tables
from storage.customers import contacts as rows
from storage.customers.contacts import ContactRow
from storage.inbox import conversations as conversation_rows

_decode = msgspec.json.Decoder(list[str]).decode


async def run(tx: Transaction, agent: Agent, asked: ContactsBulk) -> BulkAnswer:
    """Raises Refusal `invalid` for an action without what it needs, or with a colleague there is not."""
    if asked.action != "owner" and not asked.tags:
        raise Refusal("invalid", "Name the tags.", field="tags")
    tidy = contacts.tidy_tags(list(asked.tags), contacts.MOST_TAGS)
    named = await vocabulary.take(tx, tidy) if asked.action == "tag" else tidy
    owner = await contacts.colleague(tx.connection, asked.owner or None)
    wanted = sorted(set(asked.ids))
    held = await rows.lock(tx.connection, wanted)
    places = await conversation_rows.channels_of_contacts(tx.connection, held)
    changes: dict[str, dict[str, Any]] = {}
    results: list[BulkResult] = []
    for id in wanted:
        row = held.get(id)
        if row is None or row.merged_into is not None or _hidden(agent, places.get(id, [])):
            results.append(BulkResult(id=id, done=False, code="not_found", message="There is no such contact."))
            continue
        try:
            values = {"owner_id": owner} if asked.action == "owner" else _retagged(row, named, asked.action == "tag")
        except Refusal as refusal:
            results.append(BulkResult(id=id, done=False, code=refusal.code, message=refusal.message))
            continue
        results.append(BulkResult(id=id, done=True))
        if any(getattr(row, name) != value for name, value in values.items()):
            changes[id] = values
    await _write(tx, agent, held, changes)
    done = sum(each.done for each in results)
    return BulkAnswer(done=done, refused=len(results) - done, more=False, results=results)


def _hidden(agent: Agent, places: Sequence[str]) -> bool:
    return bool(places) and agent.channels.isdisjoint(places)


def _retagged(row: ContactRow, named: Sequence[str], on: bool) -> dict[str, Any]:
    kept = _decode(row.tags)
    keys = {vocabulary.key_of(tag) for tag in named}
    if on:
        have = {vocabulary.key_of(tag) for tag in kept}
        kept = [*kept, *(tag for tag in named if vocabulary.key_of(tag) not in have)]
    else:
        kept = [tag for tag in kept if vocabulary.key_of(tag) not in keys]
    contacts.tidy_tags(kept, contacts.MOST_TAGS)
    return {"tags": msgspec.json.encode(kept).decode()}


async def _write(
    tx: Transaction, agent: Agent, held: dict[str, ContactRow], changes: dict[str, dict[str, Any]]
) -> None:
    if not changes:
        return
    counted = [
        {"id": id, "version": held[id].version + 1, "updated_at": tx.now} | values for id, values in changes.items()
    ]
    await tx.connection.update_many(tables.contacts, counted)
    told = {id: contacts.differences(held[id], values) for id, values in changes.items()}
    await contact_history.note_all(tx, agent, told)
    await announce.contacts(tx, changes)
