"""A person's data goes: at once what is theirs, within moments what elsewhere tells of them.

The rows (contact, identities, notes, consent, conversations, messages, files, search index) go in one transaction with the events that
make every browser drop them. What is left are traces: the log's bodies, raw webhooks, noted acts, kept answers. They are swept by a
durable row (`hub.customers.sweeping`, `hub.work.erasures`) that is written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec
from msgspec import Struct

from hub import announce, ids, shaping
from hub.customers import contacts, sweeping
from hub.customers.sweeping import Traces
from hub.imports import jobs
from hub.office import activity
from hub.permissions import Agent
from hub.quotations import belongings
from hub.searching import indexing
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.erasure import Hold, HoldChange
from hub.wire.errors import Refusal
from storage import event_log
from storage.customers import contacts as contact_rows
from storage.customers import erasure as rows
from storage.customers import erasures, holds
from storage.customers.erasures import ErasureRow
from storage.customers.holds import HoldRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.running import removals

Messages = Literal["anonymise", "remove"]


class Threads(Struct, frozen=True):
    """Conversations of a person, and those of others in which they wrote."""

    own: list[str]
    foreign: list[str]


async def erase(tx: Transaction, agent: Agent, contact_id: str, *, messages: Messages) -> None:
    """Raises Refusal `not_found`, and `conflict` while the contact is under a legal hold."""
    contact = await contacts.seen(tx.connection, agent, contact_id)
    family = await rows.family(tx.connection, contact.id)
    files = await jobs.hold_files(tx)  # they may hold the person, and would bring them back
    await rows.lock(tx.connection, family)
    await _require_no_hold(tx.connection, family)
    threads = _sorted_out(await rows.lock_threads(tx.connection, family), family)
    heard = announce.audiences(
        (await conversation_rows.channels_of_contacts(tx.connection, [contact.id])).get(contact.id, [])
    )
    traces = await _traces(tx.connection, family, threads)
    upto = (await event_log.head(tx.connection)).seq  # whoever told of them has committed before the locks were ours
    await indexing.forget_contact(tx, contact.id)
    await _remove(tx, family, threads, messages)
    for file in files:
        await jobs.drop_file(tx, file, named=sweeping.mentions(file.name, traces))
    for audience in heard:
        tx.announce(events.ContactDeleted(contact.id), audience)
    await _sweep_later(tx, traces, upto)
    after = {"messages": messages, "conversations": len(threads.own)}
    await activity.note(tx, agent, "contact.deleted", subject=contact.id, after=after)


async def hold(tx: Transaction, agent: Agent, contact_id: str, asked: HoldChange) -> Hold:
    """Puts a contact under a legal hold or lifts it. Raises Refusal `not_found`, and `invalid` for a hold without a reason."""
    contact = await contacts.seen(tx.connection, agent, contact_id)
    await contact_rows.lock(tx.connection, [contact.id])
    family = await rows.family(tx.connection, contact.id)
    before = await held(tx.connection, agent, contact.id)
    if asked.held:
        reason = " ".join(asked.reason.split())
        if not reason:
            raise Refusal("invalid", "Say why the data must stay: a case, a letter, a law.", field="reason")
        row = HoldRow(contact_id=contact.id, reason=reason, user_id=agent.id, at=tx.now)
        await holds.put(tx.connection, row)
    else:
        await holds.lift(tx.connection, family)
    now = await held(tx.connection, agent, contact.id)
    if now != before:
        act = "contact.held" if asked.held else "contact.released"
        await activity.note(tx, agent, act, subject=contact.id, title=contact.name, before=before, after=now)
    return now


async def held(connection: Connection, agent: Agent, contact_id: str) -> Hold:
    """Raises Refusal `not_found`."""
    contact = await contacts.seen(connection, agent, contact_id)
    found = await holds.of_contacts(connection, await rows.family(connection, contact.id))
    if not found:
        return Hold(contact=contact.id, held=False, reason=None, user=None, at=None)
    first = found[0]
    return Hold(contact=contact.id, held=True, reason=first.reason, user=first.user_id, at=shaping.time_text(first.at))


async def _require_no_hold(connection: Connection, family: Collection[str]) -> None:
    for row in await holds.of_contacts(connection, family):
        raise Refusal("conflict", f"This contact is under a legal hold ({row.reason}): lift it first.")


def _sorted_out(threads: Collection[tuple[str, str]], family: Collection[str]) -> Threads:
    own = [id for id, contact in threads if contact in family]
    return Threads(own, [id for id, contact in threads if contact not in family])


async def _traces(connection: Connection, family: list[str], threads: Threads) -> Traces:
    addresses = await rows.addresses(connection, family)
    return sweeping.traces(family[0], [*family, *threads.own], addresses, await rows.names(connection, family))


async def _remove(tx: Transaction, family: list[str], threads: Threads, messages: Messages) -> None:
    connection = tx.connection
    found = await conversation_rows.many(connection, threads.own)
    files = await rows.empty_threads(connection, threads.own)
    if messages == "remove":
        await rows.remove_threads(connection, threads.own)
    else:
        await rows.add_erased(connection, tx.now)
        await rows.anonymise_threads(connection, threads.own, tx.now)
    await belongings.part(tx, family)
    changed, more = await rows.silence(connection, family)
    more += await rows.portraits(connection, family)
    await conversation_rows.lock_and_bump(connection, threads.foreign)
    await rows.remove_contacts(connection, family)
    await rows.blank_activity(connection, [*family, *threads.own])
    await removals.add(connection, [*files, *more], tx.now)
    for row in found:
        tx.announce(events.ConversationRemoved(row.id), (f"channel:{row.channel_id}",))
    if messages == "anonymise":  # dropped with all that was read of it, and told anew without the person
        await announce.conversations(tx, threads.own)
    left = [row.id for row in await message_rows.many(connection, changed)]
    await announce.messages(tx, left)
    await announce.conversations(tx, threads.foreign)


async def _sweep_later(tx: Transaction, traces: Traces, upto: int) -> None:
    row = ErasureRow(
        id=ids.new(),
        traces=msgspec.json.encode(traces).decode(),
        stage=sweeping.STAGES[0],
        position="",
        upto=upto,
        due_at=tx.now,
        created_at=tx.now,
    )
    await erasures.add(tx.connection, row)
