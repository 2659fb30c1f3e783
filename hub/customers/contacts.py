"""Contacts in verbs: who the customers are. How they are reached: hub/customers/contact_identities.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from channels.channel import Alias, Person
from hub import announce, emails, ids, phones, shaping, versions
from hub.customers import contact_history, contact_lists, fields, tags
from hub.customers.contact_lists import Wanted
from hub.identities import display
from hub.office import configuration
from hub.permissions import Agent
from hub.searching import search as searching
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.commands import ContactEdit, ContactGet, ContactSearch, ConversationStart
from hub.wire.customer_changes import ContactChange
from hub.wire.errors import Refusal
from storage.customers import contacts as rows
from storage.customers import vocabulary
from storage.customers.contacts import ContactRow
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.team import users

Answer = dict[str, shapes.Contact]
MOST_TAGS = 50
HELD_TRIES = 5  # a contact may be merged between being found and being held


async def get(connection: Connection, agent: Agent, command: ContactGet) -> Answer:
    """The contact; the one it was merged into when it was."""
    return {"contact": await one(connection, agent, command.contact)}


async def one(connection: Connection, agent: Agent, contact_id: str) -> shapes.Contact:
    return await present(connection, (await seen(connection, agent, contact_id)).id)


async def search(connection: Connection, agent: Agent, command: ContactSearch) -> shapes.Page:
    """By a part of the name, number or address, the best first; without words those changed last."""
    words = command.q.strip()
    if not words:
        newest, _ = await contact_lists.list_page(connection, agent, Wanted(), "-updated", None, command.limit)
        return shapes.Page(items=newest)
    wanted = await searching.contact_ids(connection, agent, words, command.limit)
    drawn = await shaping.contacts(connection, wanted)
    return shapes.Page(items=[drawn[id] for id in wanted])


async def edit(tx: Transaction, agent: Agent, command: ContactEdit) -> Answer:
    """Changes what is given. A name typed here is never overwritten by a webhook; an empty company or owner clears it."""
    given = {name: getattr(command, name) for name in ("name", "company", "owner", "tags", "fields")}
    wanted = ContactChange(**{name: value for name, value in given.items() if value is not None})
    return {"contact": await change(tx, agent, command.contact, wanted, None)}


async def change(
    tx: Transaction, agent: Agent, contact_id: str, wanted: ContactChange, if_match: int | None
) -> shapes.Contact:
    """Raises Refusal `invalid` naming the field, `conflict` when somebody was faster."""
    named = await _words(tx, wanted)
    row = await held(tx, agent, contact_id)
    if if_match is not None:
        versions.require(row.version, if_match, await present(tx.connection, row.id))
    values = await _values(tx, row.fields, wanted, named)
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not values:
        return await present(tx.connection, row.id)
    await rows.change(tx.connection, row.id, tx.now, **values)
    await contact_history.note(tx, agent, row.id, differences(row, values))
    if "name" in values:  # every conversation's shape shows it
        theirs = await conversation_rows.of_contacts(tx.connection, [row.id])
        await conversation_rows.lock_and_bump(tx.connection, theirs)
        await announce.conversations(tx, theirs)
    await announce.contacts(tx, [row.id])
    return await present(tx.connection, row.id)


async def columns(tx: Transaction, wanted: ContactChange) -> dict[str, Any]:
    """The columns of a new contact."""
    return await _values(tx, "{}", wanted, await _words(tx, wanted))


async def chosen(tx: Transaction, agent: Agent, command: ConversationStart) -> str:
    """The contact a new conversation is to be with: one that is known, or whoever has the typed number or address. Held until the end."""
    if [command.contact, command.phone, command.email].count(None) != 2:
        told = "Choose a contact, or type a number or an e-mail address."
        raise Refusal("invalid", told, field="phone" if command.email is None else "email")
    if command.contact is not None:
        contact_id = (await seen(tx.connection, agent, command.contact)).id
    elif command.email is not None:
        alias = Alias("email", normal_email(command.email))
        contact_id = await resolve_person(tx, Person(aliases=(alias,), name=command.name))
    else:
        country = (await configuration.read(tx.connection)).default_country
        person = Person(aliases=(Alias("phone", normalise_phone(command.phone or "", country)),), name=command.name)
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


def normal_email(text: str) -> str:
    """The address as it is kept."""
    found = emails.normal(text)
    if found is None:
        raise Refusal("invalid", f"{text[:100]} is no e-mail address.", field="email")
    return found


def tidy_tags(tags: list[str], most: int) -> list[str]:
    """Without spaces around, without repetition."""
    tidy = list(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip()))
    if len(tidy) > most:
        raise Refusal("invalid", f"At most {most} tags fit; these are {len(tidy)}.", field="tags")
    return tidy


async def present(connection: Connection, contact_id: str) -> shapes.Contact:
    return (await shaping.contacts(connection, [contact_id]))[contact_id]


async def seen(connection: Connection, agent: Agent, contact_id: str) -> ContactRow:
    """The contact, or the one it was merged into; a refusal as if it did not exist when the agent may not see it."""
    row = await rows.final(connection, contact_id)
    if row is None or not await may_see(connection, agent, row.id):
        raise Refusal("not_found", "There is no such contact.", field="contact")
    return row


async def held(tx: Transaction, agent: Agent, contact_id: str) -> ContactRow:
    """The contact as nobody else is changing it now."""
    for _ in range(HELD_TRIES):
        row = await seen(tx.connection, agent, contact_id)
        locked = (await rows.lock(tx.connection, [row.id])).get(row.id)
        if locked is not None and locked.merged_into is None:
            return locked
    raise Refusal("conflict", "This contact is being merged just now. Try again.", field="contact")


async def may_see(connection: Connection, agent: Agent, contact_id: str) -> bool:
    """By the channels of its conversations; one without conversations is everyone's."""
    places = (await conversation_rows.channels_of_contacts(connection, [contact_id])).get(contact_id, [])
    return not places or not agent.channels.isdisjoint(places)


async def _words(tx: Transaction, wanted: ContactChange) -> list[str]:
    """The tags as they are written; neither they nor the fields change until the transaction ends. Before any other lock."""
    if wanted.tags is not UNSET:
        return await tags.take(tx, tidy_tags(list(wanted.tags), MOST_TAGS))
    if wanted.fields is not UNSET:
        await vocabulary.use(tx.connection)
    return []


async def _values(tx: Transaction, held_fields: str, wanted: ContactChange, named: list[str]) -> dict[str, Any]:
    """The columns that are asked for."""
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        name = " ".join(wanted.name.split())
        if not name:
            raise Refusal("invalid", "A contact's name may not be empty.", field="name")
        values |= {"name": name, "name_source": "agent"}
    if wanted.company is not UNSET:
        values["company"] = " ".join((wanted.company or "").split()) or None
    if wanted.language is not UNSET:
        values["language"] = wanted.language
    if wanted.owner is not UNSET:
        values["owner_id"] = await colleague(tx.connection, wanted.owner or None)
    if wanted.tags is not UNSET:
        values["tags"] = msgspec.json.encode(named).decode()
    if wanted.fields is not UNSET:
        values["fields"] = msgspec.json.encode(
            await fields.written(tx, msgspec.json.decode(held_fields), wanted.fields)
        ).decode()
    return values


async def colleague(connection: Connection, user_id: str | None) -> str | None:
    """Whose contact it may become. Raises Refusal `invalid` when there is no such colleague at work."""
    user = await users.get(connection, user_id) if user_id else None
    if user_id and (user is None or not user.active):
        raise Refusal("invalid", "There is no such colleague.", field="owner")
    return user_id


def differences(row: ContactRow, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What a person would call changed, before and after."""
    told: dict[str, tuple[Any, Any]] = {}
    for column, name in (("name", "name"), ("company", "company"), ("owner_id", "owner"), ("language", "language")):
        if column in values and getattr(row, column) != values[column]:
            told[name] = getattr(row, column), values[column]
    if "tags" in values:
        told["tags"] = msgspec.json.decode(row.tags), msgspec.json.decode(values["tags"])
    if "fields" in values:
        before, after = msgspec.json.decode(row.fields), msgspec.json.decode(values["fields"])
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                told[f"fields.{key}"] = before.get(key), after.get(key)
    return told


def _identity(contact_id: str, alias: Alias, now: int) -> dict[str, Any]:
    names = {"kind": alias.kind, "value": alias.value, "display": display(alias)}
    return {"id": ids.new(), "contact_id": contact_id, "created_at": now, **names}
