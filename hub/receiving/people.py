"""Who a fact is about: aliases lead to contacts, unknown ones are learned, two contacts that turn out to be one are merged.

A username is a weak alias: people give it up and others take it, so it never merges two contacts, and it follows its newest bearer.
"""

from __future__ import annotations

from collections.abc import Iterable

from channels.channel import Alias, AliasesChanged, ContactTold, Person, PreferenceTold, Reacted, Received, StatusTold
from hub import ids
from hub.identities import GROUP, display
from hub.receiving import merging, proof
from hub.receiving.book import Book, Item, Raced
from storage import tables
from storage.intake import batches as intake
from storage.intake.batches import ContactHeld

WEAK = ("username",)
NAME_RANK = {"agent": 0, "phone_app": 1, "provider": 2, "none": 3}  # the smaller wins; what an agent typed stays
NAME_LIMIT = 300  # characters


async def meet(book: Book) -> None:
    """Every person the batch names has one contact afterwards, locked; see `contact_of`."""
    await proof.weigh(book)
    named = [(item, person) for item in book.items if item.state == "waiting" for person in persons_of(item)]
    aliases = {alias: None for _, person in named for alias in person.aliases}
    if not aliases and not book.wanted_contacts:
        return
    await _load(book, aliases)
    for item in book.waiting(AliasesChanged):
        _renumber(book, item)
    for item, person in named:
        if person.aliases and not isinstance(item.fact, AliasesChanged):
            _learn(book, item, person)
    await merging.merge(book)
    await _add(book)
    await _move(book)
    await _forget(book)


def contact_of(book: Book, person: Person) -> str:
    """The contact of a person met."""
    owner = next((book.owner_of[a] for a in person.aliases if a.kind not in WEAK), None)
    return owner or book.owner_of[person.aliases[0]]


def group_person(group: str) -> Person:
    return Person(aliases=(Alias(GROUP, group),))


def persons_of(item: Item) -> Iterable[Person]:
    fact = item.fact
    if isinstance(fact, Received):
        yield fact.person
        if fact.group:
            yield group_person(fact.group)
    elif isinstance(fact, Reacted | ContactTold | PreferenceTold):
        yield fact.person
    elif isinstance(fact, AliasesChanged):
        yield Person(aliases=fact.old + fact.new)
    elif isinstance(fact, StatusTold) and fact.status == "sent" and fact.person and len(fact.person.aliases) > 1:
        yield fact.person  # how a phone number learns the user id that belongs to it


async def _load(book: Book, aliases: Iterable[Alias]) -> None:
    """Reads whose the aliases are and locks those contacts."""
    found = await intake.identities(book.connection, [(alias.kind, alias.value) for alias in aliases])
    for (kind, value), (id, contact) in found.items():
        alias = Alias(kind, value)
        book.owner_of[alias] = book.stored_owner[alias] = contact.id
        book.identity_of[alias] = id
        _hold(book, contact)
    if left := book.wanted_contacts - set(book.contacts):
        for contact in await intake.lock_contacts(book.connection, left):
            _hold(book, contact)


def _hold(book: Book, contact: ContactHeld) -> None:
    if contact.merged_into is not None:
        raise Raced("a contact was merged at the same moment")
    book.contacts.setdefault(contact.id, contact)


def _learn(book: Book, item: Item, person: Person) -> None:
    strong = [alias for alias in person.aliases if alias.kind not in WEAK]
    owners = list(dict.fromkeys(book.owner_of[a] for a in strong or person.aliases if a in book.owner_of))
    if owners and all(book.owner_of.get(alias) == owners[0] for alias in person.aliases):
        contact = book.contacts[owners[0]]  # the ordinary case: nothing new
    else:
        contact = merging.unite(book, owners) if owners else _new(book, person)
        for alias in person.aliases:
            _give(book, alias, contact.id)
    if person.name:
        _name(book, contact, person.name, item)


def _give(book: Book, alias: Alias, contact_id: str) -> None:
    if book.owner_of.get(alias) != contact_id:
        if (before := book.owner_of.get(alias)) is not None:
            book.changed_contacts.add(before)
        book.owner_of[alias] = contact_id
        book.changed_contacts.add(contact_id)


def _new(book: Book, person: Person) -> ContactHeld:
    held = ContactHeld(
        id=ids.new(),
        version=1,
        name=display(person.aliases[0]),
        name_source="none",
        consent="{}",
        merged_into=None,
        created_at=book.now,
    )
    book.contacts[held.id] = held
    book.new_contacts.add(held.id)
    return held


def renames(contact: ContactHeld, name: str | None, item: Item) -> bool:
    """The name that ranks higher wins; among equals the newest, but a backfill's only where there is none."""
    source = _source(item)
    if not name or (contact.name == name and contact.name_source == source):
        return False
    if NAME_RANK[source] > NAME_RANK[contact.name_source]:
        return False
    return not getattr(item.fact, "historic", False) or contact.name_source == "none"


def _source(item: Item) -> str:
    return "phone_app" if isinstance(item.fact, ContactTold) and item.fact.action != "profile" else "provider"


def _name(book: Book, contact: ContactHeld, name: str, item: Item) -> None:
    if not renames(contact, name, item):
        return
    if contact.name != name[:NAME_LIMIT]:
        contact.name = name[:NAME_LIMIT]
        book.renamed_contacts.add(contact.id)
    contact.name_source = _source(item)
    book.changed_contacts.add(contact.id)


def _renumber(book: Book, item: Item) -> None:
    """The person known as `old` is now also known as `new`."""
    fact = item.fact
    assert isinstance(fact, AliasesChanged)
    owners = list(dict.fromkeys(book.owner_of[a] for a in fact.old + fact.new if a in book.owner_of))
    contact = merging.unite(book, owners) if owners else _new(book, Person(aliases=fact.new))
    for alias in fact.new + tuple(alias for alias in fact.old if alias in book.owner_of):
        _give(book, alias, contact.id)
    for alias in fact.gone:
        if book.owner_of.get(alias) == contact.id:
            book.gone_aliases[alias] = contact.id
            book.changed_contacts.add(contact.id)


async def _add(book: Book) -> None:
    """Inserts new contacts and new aliases. Where another process was first, its contact is the one."""
    rows = [
        {
            "id": contact.id,
            "version": 1,
            "name": contact.name,
            "name_source": contact.name_source,
            "consent": contact.consent,
            "created_at": book.now,
            "updated_at": book.now,
        }
        for id in sorted(book.new_contacts)
        for contact in (book.contacts[id],)
    ]
    await book.connection.insert_many(tables.contacts, rows)
    book.changed_contacts -= book.new_contacts  # written as they are; what changes from here on is written at the end
    missing = sorted((a for a in book.owner_of if a not in book.identity_of), key=lambda a: (a.kind, a.value))
    if not missing:
        return
    identities = [
        {
            "id": ids.new(),
            "contact_id": book.owner_of[alias],
            "kind": alias.kind,
            "value": alias.value,
            "display": display(alias),
            "created_at": book.now,
        }
        for alias in missing
    ]
    # In the order of kind and value: two processes that meet the same people wait for each other, never in a circle.
    entered = await book.connection.insert_many(tables.identities, identities, ignore=True, returning="id")
    if len(entered) < len(identities):
        raise Raced("another process met the same person at the same moment")
    for alias, row in zip(missing, identities, strict=True):
        book.identity_of[alias] = str(row["id"])


async def _move(book: Book) -> None:
    """Aliases whose newest bearer is another contact."""
    moved = [
        {"id": id, "contact_id": book.owner_of[alias]}
        for alias, id in book.identity_of.items()
        if book.stored_owner.get(alias, book.owner_of[alias]) != book.owner_of[alias]
    ]
    await book.connection.update_many(tables.identities, moved)


async def _forget(book: Book) -> None:
    """Aliases that no longer lead to anybody."""
    gone = [book.identity_of[alias] for alias, owner in book.gone_aliases.items() if book.owner_of[alias] == owner]
    if gone:
        await intake.remove(book.connection, tables.identities, gone)
