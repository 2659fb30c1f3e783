"""Two contacts that are one person become one, by hand. What it takes to undo it is kept: see hub/customers/unmerging.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from hub import announce, ids
from hub.customers import contacts, merging_rules
from hub.customers.merging_rules import Kept, Settled
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.quotations import belongings
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.events import ContactMerged, ContactRemoved
from storage import tables
from storage.customers import contacts as rows
from storage.customers import facets, merges, profiles, vocabulary
from storage.customers.contacts import ContactRow
from storage.customers.merges import MergeRow
from storage.inbox import conversations as conversation_rows
from storage.intake import batches as intake
from storage.intake.batches import ConversationHeld
from storage.quotations import rows as quotations


async def merge(
    tx: Transaction, agent: Agent, goes_id: str, stays_id: str, take: Collection[str] = ()
) -> shapes.Contact:
    """`goes` becomes part of `stays`: numbers, addresses, conversations, notes, consent, history. Of what both have, `stays` keeps its own,
    but for what `take` names.

    Raises Refusal `not_found`, and `invalid` when both are one already.
    """
    await vocabulary.use(tx.connection)
    goes, stays = await held_both(tx, agent, goes_id, stays_id)
    places = await conversation_rows.channels_of_contacts(tx.connection, [goes.id, stays.id])
    talks = await intake.lock_conversations(
        tx.connection, await conversation_rows.of_contacts(tx.connection, [goes.id, stays.id])
    )
    coming = [talk for talk in talks if talk.contact_id == goes.id]
    settled = settle_all(coming, [talk for talk in talks if talk.contact_id == stays.id], tx.now)
    together = merging_rules.together(stays, goes) | merging_rules.named(stays, goes)
    together |= merging_rules.taken(goes, together, take)
    together["consent"] = merging_rules.newest(stays.consent, goes.consent)
    renamed = {talk.id for talk in talks} if together["name"] != stays.name else set()
    changed = renamed | {talk.id for talk in coming} | {id for each in settled for id in (each.goes_on, each.ends)}
    await _move(tx, talks, changed, goes.id, stays.id)
    await rows.change(tx.connection, stays.id, tx.now, **together)
    await rows.change(tx.connection, goes.id, tx.now, merged_into=stays.id)
    await record(tx, agent, stays, goes, together, settled)
    await activity.note(tx, agent, "contact.merged", subject=stays.id, title=stays.name, before={"merged": goes.id})
    for audience in announce.audiences(places.get(goes.id, [])):
        tx.announce(ContactMerged(id=goes.id, into=stays.id), audience)
    if stays.id not in places and goes.id in places:  # everybody saw it, now its channels do
        tx.announce(ContactRemoved(stays.id), (EVERYONE,))
    await announce.contacts(tx, [stays.id])
    await announce.conversations(tx, sorted(changed))
    return await contacts.present(tx.connection, stays.id)


async def held_both(tx: Transaction, agent: Agent, goes_id: str, stays_id: str) -> tuple[ContactRow, ContactRow]:
    """Both as nobody else is changing them now, locked in the order of their ids."""
    for _ in range(contacts.HELD_TRIES):
        goes = await contacts.seen(tx.connection, agent, goes_id)
        stays = await contacts.seen(tx.connection, agent, stays_id)
        if goes.id == stays.id:
            raise Refusal("invalid", "These are one contact already.", field="into")
        locked = await rows.lock(tx.connection, [goes.id, stays.id])
        if len(locked) == 2 and all(row.merged_into is None for row in locked.values()):
            return locked[goes.id], locked[stays.id]
    raise Refusal("conflict", "One of these contacts is being merged just now. Try again.")


def settle_all(coming: Iterable[ConversationHeld], there: Collection[ConversationHeld], now: int) -> list[Settled]:
    return [settled for talk in coming if (settled := merging_rules.settle(talk, there, now)) is not None]


async def record(
    tx: Transaction,
    agent: Agent | None,
    stays: ContactRow,
    goes: ContactRow,
    together: dict[str, Any],
    settled: list[Settled],
) -> None:
    """Moves what is not conversations and keeps what undoing needs. `stays` as it was; `agent` None: the intake."""
    offered = await quotations.of_contacts(tx.connection, [goes.id])
    await merges.move(tx.connection, goes.id, stays.id)
    await profiles.ask_again(tx.connection, goes.id, tx.now)
    await belongings.moved(tx, offered)
    await facets.forget(tx.connection, [goes.id])
    kept = Kept(before={name: getattr(stays, name) for name in together}, after=together, settled=settled)
    row = MergeRow(
        id=ids.new(),
        goes=goes.id,
        stays=stays.id,
        at=tx.now,
        user_id=None if agent is None else agent.id,
        kept=msgspec.json.encode(kept).decode(),
        undone_at=None,
        undone_by=None,
    )
    await merges.add(tx.connection, row)


async def _move(
    tx: Transaction, talks: Iterable[ConversationHeld], changed: Collection[str], goes: str, stays: str
) -> None:
    """First what ends, then who they are with: for a moment both would be unresolved."""
    written = [talk for talk in talks if talk.id in changed]
    states = [{"id": talk.id, "state": talk.state, "resolved_at": talk.resolved_at} for talk in written]
    await tx.connection.update_many(tables.conversations, states)
    for talk in written:
        if talk.contact_id == goes:
            talk.contact_id, talk.origin_contact_id = stays, talk.origin_contact_id or goes
    await write(tx, written)


async def write(tx: Transaction, talks: Iterable[ConversationHeld]) -> None:
    """Conversations that are held, with their versions counted up."""
    columns = ("state", "resolved_at", "snoozed_until", "contact_id", "origin_contact_id", *merging_rules.INHERITED)
    values = [
        {"id": talk.id, "version": talk.version + 1, "updated_at": tx.now}
        | {name: getattr(talk, name) for name in columns}
        for talk in talks
    ]
    await tx.connection.update_many(tables.conversations, values)
