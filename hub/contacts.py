"""Contacts in verbs: who the customers are and how they are reached."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import Alias, Person
from hub import announce, ids, phones, shaping
from hub.identities import display
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.commands import ContactEdit, ContactGet, ContactSearch, ConversationStart
from hub.wire.errors import Refusal
from storage import contacts as rows
from storage import conversations as conversation_rows
from storage import search as found
from storage import users
from storage.contacts import ContactRow
from storage.database import Connection

Answer = dict[str, shapes.Contact]
MOST_TAGS = 50


async def get(connection: Connection, agent: Agent, command: ContactGet) -> Answer:
    """The contact; the one it was merged into when it was."""
    return await _present(connection, (await _seen(connection, agent, command.contact)).id)


async def search(connection: Connection, agent: Agent, command: ContactSearch) -> shapes.Page:
    """By a part of the name, number or address; those changed last come first."""
    wanted = await found.contacts(connection, agent.channels, command.q.strip(), command.limit)
    drawn = await shaping.contacts(connection, wanted)
    return shapes.Page(items=[drawn[id] for id in wanted])


async def edit(tx: Transaction, agent: Agent, command: ContactEdit) -> Answer:
    """Changes what is given. A name typed here is never overwritten by a webhook; an empty company or owner clears it."""
    row = (await rows.lock(tx.connection, [(await _seen(tx.connection, agent, command.contact)).id])).popitem()[1]
    values = await _changes(tx.connection, row, command)
    if not values:
        return await _present(tx.connection, row.id)
    await rows.change(tx.connection, row.id, tx.now, **values)
    if "name" in values:  # every conversation's shape shows it
        theirs = await conversation_rows.of_contacts(tx.connection, [row.id])
        await conversation_rows.lock_and_bump(tx.connection, theirs)
        await announce.conversations(tx, theirs)
    await announce.contacts(tx, [row.id])
    return await _present(tx.connection, row.id)


async def chosen(tx: Transaction, agent: Agent, command: ConversationStart) -> str:
    """The contact a new conversation is to be with: one that is known, or whoever has the typed number. Held until the end."""
    if (command.contact is None) == (command.phone is None):
        raise Refusal("invalid", "Choose a contact or type a number.", field="phone")
    if command.contact is not None:
        contact_id = (await _seen(tx.connection, agent, command.contact)).id
    else:
        person = Person(aliases=(Alias("phone", normalise_phone(command.phone or "")),), name=command.name)
        contact_id = await resolve_person(tx, person)
    await rows.lock(tx.connection, [contact_id])
    return contact_id


async def resolve_person(tx: Transaction, person: Person) -> str:
    """The contact who has one of the person's aliases, else a new one. Announces nothing: a conversation follows."""
    pairs = [(alias.kind, alias.value) for alias in person.aliases]
    known = await rows.identities_by(tx.connection, pairs)
    if not known:
        contact_id = ids.new()
        source = "agent" if person.name else "none"
        name = person.name or display(person.aliases[0])
        new = {"id": contact_id, "name": name, "name_source": source, "created_at": tx.now, "updated_at": tx.now}
        await rows.insert(tx.connection, new)
        if await rows.insert_identities(
            tx.connection, [_identity(contact_id, alias, tx.now) for alias in person.aliases]
        ):
            return contact_id
        await rows.remove(tx.connection, contact_id)  # somebody else added this person at the same moment
        known = await rows.identities_by(tx.connection, pairs)
    ranked = {pair: place for place, pair in enumerate(pairs)}
    return min(known, key=lambda identity: ranked[identity.kind, identity.value]).contact_id


def normalise_phone(text: str, default_region: str = "TH") -> str:
    """E.164 digits without the plus. A number without a country is one of `default_region`, if it can be."""
    found = phones.normal(text, default_region)
    if found is not None:
        return found
    raise Refusal(
        "invalid", f"{text} is no phone number. Write it with its country, as in +66 81 234 5678.", field="phone"
    )


def tidy_tags(tags: list[str], most: int) -> list[str]:
    """Without spaces around, without repetition."""
    tidy = list(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip()))
    if len(tidy) > most:
        raise Refusal("invalid", f"At most {most} tags fit; these are {len(tidy)}.", field="tags")
    return tidy


async def _present(connection: Connection, contact_id: str) -> Answer:
    return {"contact": (await shaping.contacts(connection, [contact_id]))[contact_id]}


async def _seen(connection: Connection, agent: Agent, contact_id: str) -> ContactRow:
    row = await rows.get(connection, contact_id)
    if row is not None and row.merged_into is not None:
        row = await rows.get(connection, row.merged_into)
    if row is None or not await _may_see(connection, agent, row.id):
        raise Refusal("not_found", "There is no such contact.", field="contact")
    return row


async def _may_see(connection: Connection, agent: Agent, contact_id: str) -> bool:
    """By the channels of its conversations; one without conversations is everyone's."""
    places = (await conversation_rows.channels_of_contacts(connection, [contact_id])).get(contact_id, [])
    return not places or not agent.channels.isdisjoint(places)


async def _changes(connection: Connection, row: ContactRow, command: ContactEdit) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if command.name is not None:
        name = " ".join(command.name.split())
        if not name:
            raise Refusal("invalid", "A contact's name may not be empty.", field="name")
        wanted |= {"name": name, "name_source": "agent"}
    if command.company is not None:
        wanted["company"] = command.company.strip() or None
    if command.owner is not None:
        wanted["owner_id"] = command.owner or None
        owner = await users.get(connection, command.owner) if command.owner else None
        if command.owner and (owner is None or not owner.active):
            raise Refusal("invalid", "There is no such colleague.", field="owner")
    if command.tags is not None:
        wanted["tags"] = msgspec.json.encode(tidy_tags(command.tags, MOST_TAGS)).decode()
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _identity(contact_id: str, alias: Alias, now: int) -> dict[str, Any]:
    names = {"kind": alias.kind, "value": alias.value, "display": display(alias)}
    return {"id": ids.new(), "contact_id": contact_id, "created_at": now, **names}
