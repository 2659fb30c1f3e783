"""A chunk of an import in one short transaction: the job moves on with what its rows did, or neither happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from hub import announce, ids, shaping
from hub.customers import audience_lists, tags
from hub.imports import jobs, matching
from hub.imports.matching import Known, Plan, Terms
from hub.imports.reader import Row
from hub.imports.troubles import Trouble
from hub.receiving.book import Raced
from hub.searching import indexing
from hub.transaction import Transaction
from hub.wire import shapes
from storage.customers import contacts as contact_rows
from storage.customers import imports as rows
from storage.customers import tags as tag_rows
from storage.customers.contacts import ContactRow
from storage.customers.imports import ImportRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows

CLAIM_MS = 60_000  # a worker that dies without a trace leaves its import to the next after this
FEW_TAGS = 30  # that a chunk may always bring
NEW_TAG_SHARE = 0.4  # of a chunk's rows
TELL_MS = 1_000  # between two words on an import's progress


class Overtaken(Exception):
    """The import is not this worker's any more: it was cancelled, or another process took it over."""


class Told(Struct):
    """What a worker remembers between chunks: when the importer last heard of the progress (ms), and the tags that came so far."""

    at: int = 0
    tags: set[str] = field(default_factory=set)


async def import_rows(tx: Transaction, job: ImportRow, holder: str, chunk: Sequence[Row], told: Told) -> ImportRow:
    """Writes the people of a chunk. Raises Overtaken, and Raced when somebody else added one of them at the same moment."""
    # the job's row first: whoever cancels waits for this chunk, and this chunk for whoever cancels
    if await rows.advance(tx.connection, job.id, holder, held=job.done, until=tx.now + CLAIM_MS) is None:
        raise Overtaken
    await _take_tags(tx, chunk, told)
    made = await _plan(tx.connection, chunk, terms(job, tx.now), lock=True)
    await _write(tx, made)
    await _tell_contacts(tx, made)
    if job.list_name is not None:
        await audience_lists.put_named(tx, job.user_id, job.list_name, made.taken)
    return await _move(tx, job, holder, made, len(chunk), told)


async def check_rows(
    tx: Transaction, job: ImportRow, holder: str, chunk: Sequence[Row], seen: dict[int, str], told: Told
) -> ImportRow:
    """Counts what a chunk would do. `seen`: by the hash of an identity the passing id of whom the file would have added by now."""
    made = await _plan(tx.connection, chunk, terms(job, tx.now), lock=False, seen=seen)
    seen.update({hash(alias): owner for alias, owner in made.owners.items() if not made.known[owner].version})
    return await _move(tx, job, holder, made, len(chunk), told)


async def _take_tags(tx: Transaction, chunk: Sequence[Row], told: Told) -> None:
    """Tags are written as the office writes them. Raises Trouble when the column is none of tags: thousands of words would be nobody's help."""
    people = [row.person for row in chunk if row.person is not None and row.person.tags]
    given: dict[str, str] = {}
    for name in (name for person in people for name in person.tags):
        given.setdefault(tags.key_of(name), name)  # the first spelling counts
    if not given:
        return
    most = max(FEW_TAGS, len(chunk) * NEW_TAG_SHARE)
    unseen = given.keys() - told.tags
    if len(unseen) > most and len(unseen - (await tag_rows.by_keys(tx.connection, unseen)).keys()) > most:
        raise Trouble(
            "Nearly every row has a tag nobody else has: the column is probably none of tags. Change the mapping."
        )
    written = {tags.key_of(name): name for name in await tags.take(tx, list(given.values()))}
    told.tags |= written.keys()
    for person in people:
        person.tags = list(dict.fromkeys(written[tags.key_of(name)] for name in person.tags))


def terms(job: ImportRow, now: int) -> Terms:
    word = {"at": shaping.time_text(now), "how": "import", "source": job.name}
    return Terms(overwrite_names=job.overwrite_names, word=word)


async def _plan(
    connection: Connection,
    chunk: Sequence[Row],
    terms: Terms,
    *,
    lock: bool,
    seen: Mapping[int, str] | None = None,
) -> Plan:
    aliases = _aliases(chunk)
    owners = await rows.owners(connection, aliases)
    known = set(owners.values())
    held: dict[str, ContactRow] = {}
    if known and lock:
        held = await contact_rows.lock(connection, known)
        if len(held) < len(known) or any(row.merged_into is not None for row in held.values()):
            raise Raced("a contact was merged or removed at the same moment")
    elif known:
        held = {row.id: row for row in await contact_rows.many(connection, known)}
    passing = {alias: seen[hash(alias)] for alias in aliases if hash(alias) in seen} if seen else {}
    return matching.plan(chunk, owners | passing, held, terms, passing=set(passing.values()))


def _aliases(chunk: Iterable[Row]) -> list[matching.Alias]:
    found = {(i.kind, i.value) for row in chunk if row.person is not None for i in row.person.identities}
    return sorted(found)


async def _write(tx: Transaction, made: Plan) -> None:
    await rows.add_contacts(tx.connection, [_new(each, tx.now) for each in made.new])
    wanted = [
        {
            "id": ids.new(),
            "contact_id": each.id,
            "kind": identity.kind,
            "value": identity.value,
            "display": identity.display,
        }
        | {"created_at": tx.now}
        for each in (*made.new, *made.changed)
        for identity in each.identities
    ]
    if await rows.add_identities(tx.connection, wanted) < len(wanted):
        raise Raced("somebody added one of these people at the same moment")
    changed = sorted(made.changed, key=lambda each: each.id)
    await rows.change_contacts(tx.connection, [_changed(each, tx.now) for each in changed])


async def _tell_contacts(tx: Transaction, made: Plan) -> None:
    """A hundred thousand events would throw everything else out of every browser's reach, so only of those somebody may have before
    them each is told; lists are read again once, at the end (`contacts.imported`)."""
    if changed := [each.id for each in made.changed]:
        await _tell_changed(tx, changed, [each.id for each in made.changed if "name" in each.before])
    await announce.keep(tx, [_shape(each, tx.now) for each in made.new], new=True)
    await indexing.contacts(tx, [each.id for each in made.new])


async def _tell_changed(tx: Transaction, changed: list[str], renamed: list[str]) -> None:
    threads = await conversation_rows.of_contacts(tx.connection, renamed)
    if threads:
        await conversation_rows.lock_and_bump(tx.connection, threads)
        await announce.conversations(tx, threads)
    heard = await rows.in_conversation(tx.connection, changed)
    await announce.contacts(tx, changed, heard=heard)


async def _move(tx: Transaction, job: ImportRow, holder: str, made: Plan, count: int, told: Told) -> ImportRow:
    await rows.add_errors(tx.connection, [_error(job.id, row) for row in made.errors])
    counts = {name: getattr(job, name) + getattr(made, name) for name in ("added", "updated", "unchanged")}
    counts |= {"done": job.done + count, "failed": job.failed + len(made.errors)}
    moved = await rows.advance(tx.connection, job.id, holder, held=job.done, until=tx.now + CLAIM_MS, **counts)
    if moved is None:
        raise Overtaken
    if tx.now - told.at >= TELL_MS:
        told.at = tx.now
        jobs.tell(tx, moved)
    return moved


def _shape(contact: Known, now: int) -> shapes.Contact:
    """What reading it again would give."""
    return shapes.Contact(
        id=contact.id,
        version=1,
        name=contact.name,
        company=contact.company,
        owner=contact.owner_id,
        tags=contact.tags,
        fields=contact.fields,
        identities=[shapes.Identity(kind=i.kind, value=i.value, display=i.display) for i in contact.identities],
        consent=contact.consent,
        created_at=shaping.time_text(now),
        updated_at=shaping.time_text(now),
    )


def _error(import_id: str, row: Row) -> dict[str, Any]:
    return {"import_id": import_id, "row": row.number, "cells": _text(row.cells), "problems": _text(row.problems)}


def _new(contact: Known, now: int) -> dict[str, Any]:
    return _columns(contact) | {"version": 1, "created_at": now, "updated_at": now}


def _changed(contact: Known, now: int) -> dict[str, Any]:
    return _columns(contact) | {"version": contact.version + 1, "updated_at": now}


def _columns(contact: Known) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "name_source": contact.name_source,
        "company": contact.company,
        "owner_id": contact.owner_id,
        "tags": _text(contact.tags),
        "fields": _text(contact.fields),
        "consent": _text(contact.consent),
    }


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
