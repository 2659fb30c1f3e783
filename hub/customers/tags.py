"""Tags in verbs: the words contacts and conversations are marked with. A new word becomes a tag by being used."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from hub import ids, versions
from hub.campaigns import words
from hub.customers import facets, rewriting, segment_words
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.transaction import Transaction
from hub.wire import customers, events
from hub.wire.customer_changes import NewTag, TagChange
from hub.wire.errors import Refusal
from storage.customers import facets as facet_rows
from storage.customers import tags as rows
from storage.customers import vocabulary
from storage.customers.contacts import ContactRow
from storage.customers.tags import TagRow
from storage.database import Connection
from storage.inbox import conversation_tags

LONGEST = 40  # characters
_decode = msgspec.json.Decoder(list[str]).decode


async def list_page(
    connection: Connection, agent: Agent, q: str, after: str | None, limit: int
) -> tuple[list[customers.TagUse], str | None]:
    """By name; `next` is what `after` takes. An agent, who may not see every contact, is told no counts."""
    found = await rows.page(connection, key_of(q), after, limit + 1)
    kept = found[:limit]
    counts: tuple[dict[str, int], dict[str, int]] | None = None
    if agent.role != "agent":
        keys, names = [row.key for row in kept], [row.name for row in kept]
        counts = await facet_rows.counts(connection, "tag", keys), await rows.in_conversations(connection, names)
    return [_use(row, counts) for row in kept], kept[-1].key if len(found) > limit else None


async def get(connection: Connection, name: str) -> customers.Tag:
    """By id or by name."""
    return shape(await _there(connection, name))


async def take(tx: Transaction, names: Sequence[str]) -> list[str]:
    """The names as tags are written, each once: what is no tag yet becomes one. Call it before any other lock is taken."""
    tidy = {key: name for name in reversed(names) if (key := key_of(name))}  # the first spelling counts
    tidy = dict(reversed(tidy.items()))
    await vocabulary.use(tx.connection)
    known = await rows.by_keys(tx.connection, tidy)
    new = [_new(tx, tidy[key], None) for key in sorted(tidy.keys() - known.keys())]
    if new:
        entered = set(await rows.insert(tx.connection, new))
        for row in new:
            if row.id in entered:
                _announced(tx, row)
        known = await rows.by_keys(tx.connection, tidy)
    return [known[key].name for key in tidy]


async def add(tx: Transaction, agent: Agent, new: NewTag) -> customers.Tag:
    """Raises Refusal `conflict` when there is one of that name."""
    row = _new(tx, _checked(new.name), new.colour)
    if not await rows.insert(tx.connection, [row]):
        raise Refusal("conflict", f"There is a tag {row.name} already.", field="name")
    await activity.note(tx, agent, "tag.added", subject=row.id, title=row.name, after=shape(row))
    return _announced(tx, row)


async def change(tx: Transaction, agent: Agent, name: str, asked: TagChange, if_match: int | None) -> customers.Tag:
    """Renames it wherever it is used, colours it, or merges it into another, which is returned then."""
    if asked.into is not UNSET:
        if asked.name is not UNSET or asked.colour is not UNSET:
            raise Refusal("invalid", "A tag that is merged into another is neither renamed nor coloured.", field="into")
        return await merge(tx, agent, name, asked.into, if_match)
    await vocabulary.change(tx.connection)
    before = await _held(tx, name)
    versions.require(before.version, if_match, shape(before))
    wanted = before.name if asked.name is UNSET else _checked(asked.name)
    colour = before.colour if asked.colour is UNSET else asked.colour
    if (wanted, colour) == (before.name, before.colour):
        return shape(before)
    twin = await rows.named(tx.connection, "", key_of(wanted))
    if twin is not None and twin.id != before.id:
        raise Refusal("conflict", f"There is a tag {twin.name} already. Merge this one into it.", field="name")
    if wanted != before.name:
        await _rewrite(tx, before.name, wanted)
    await rows.change(tx.connection, before.id, tx.now, name=wanted, key=key_of(wanted), colour=colour)
    after = await _held(tx, before.id)
    await activity.note(
        tx, agent, "tag.changed", subject=before.id, title=wanted, before=shape(before), after=shape(after)
    )
    return _announced(tx, after)


async def merge(tx: Transaction, agent: Agent, name: str, into: str, if_match: int | None) -> customers.Tag:
    """Whatever has this tag has the other one from now on. Returns that one."""
    await vocabulary.change(tx.connection)
    goes, stays = await _there(tx.connection, name), await _there(tx.connection, into, field="into")
    if goes.id == stays.id:
        raise Refusal("invalid", "A tag cannot be merged into itself.", field="into")
    held = await rows.lock(tx.connection, [goes.id, stays.id])
    versions.require(held[goes.id].version, if_match, shape(held[goes.id]))
    await _rewrite(tx, goes.name, stays.name)
    await rows.remove(tx.connection, goes.id)
    await activity.note(
        tx, agent, "tag.merged", subject=goes.id, title=goes.name, before=shape(goes), after=shape(stays)
    )
    tx.announce(events.TagRemoved(goes.id), (EVERYONE,))
    return shape(held[stays.id])


async def remove(tx: Transaction, agent: Agent, name: str) -> None:
    """Takes it off everything that has it."""
    await vocabulary.change(tx.connection)
    row = await _held(tx, name)
    await _rewrite(tx, row.name, None)
    await rows.remove(tx.connection, row.id)
    await activity.note(tx, agent, "tag.removed", subject=row.id, title=row.name, before=shape(row))
    tx.announce(events.TagRemoved(row.id), (EVERYONE,))


def key_of(name: str) -> str:
    """A name as it is compared: capitals and spaces around make no other tag."""
    return facets.folded(name)


def shape(row: TagRow) -> customers.Tag:
    return customers.Tag(id=row.id, version=row.version, name=row.name, colour=row.colour)


async def _rewrite(tx: Transaction, name: str, to: str | None) -> None:
    """Contacts first, then conversations, as locks are taken everywhere; then what names the tag."""

    def renamed(tags: list[str]) -> list[str]:
        return list(dict.fromkeys(other for tag in tags if (other := to if tag == name else tag) is not None))

    def of_contact(row: ContactRow) -> dict[str, str]:
        return {"tags": msgspec.json.encode(renamed(_decode(row.tags))).decode()}

    await rewriting.contacts(tx, await facet_rows.holding(tx.connection, "tag", key_of(name)), of_contact)
    await rewriting.conversations(tx, await conversation_tags.holding(tx.connection, name), renamed)
    if to is not None:
        await segment_words.rename_tag(tx, name, to)
        await words.rename_tag(tx, name, to)


async def _there(connection: Connection, name: str, field: str | None = None) -> TagRow:
    row = await rows.named(connection, name, key_of(name))
    if row is None:
        raise Refusal("not_found" if field is None else "invalid", "There is no such tag.", field=field)
    return row


async def _held(tx: Transaction, name: str) -> TagRow:
    row = await _there(tx.connection, name)
    return (await rows.lock(tx.connection, [row.id]))[row.id]


def _checked(name: str) -> str:
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST:
        raise Refusal("invalid", f"A tag needs 1 to {LONGEST} characters.", field="name")
    return tidy


def _new(tx: Transaction, name: str, colour: str | None) -> TagRow:
    key = key_of(name)
    return TagRow(id=ids.new(), version=1, name=name, key=key, colour=colour, created_at=tx.now, updated_at=tx.now)


def _announced(tx: Transaction, row: TagRow) -> customers.Tag:
    tx.announce(events.TagChanged(shape(row)), (EVERYONE,))
    return shape(row)


def _use(row: TagRow, counts: tuple[dict[str, int], dict[str, int]] | None) -> customers.TagUse:
    contacts = None if counts is None else counts[0].get(row.key, 0)
    conversations = None if counts is None else counts[1].get(row.name, 0)
    return customers.TagUse(
        id=row.id,
        version=row.version,
        name=row.name,
        colour=row.colour,
        contacts=contacts,
        conversations=conversations,
    )
