"""What a chunk of rows makes of the contacts that are there. Pure: rows and contacts in, new and changed contacts out.

The rules: whoever has one of a row's numbers or addresses is that person; the row changes them. A row that fits two people changes
neither. Cells that are not empty win, empty ones clear nothing; tags and addresses are added, never taken away. A name that a
colleague typed (or an earlier import brought) stays, unless overwriting names was asked for. Who has said no stays a no: only their own
word changes that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from hub import ids
from hub.imports.people import MOST_TAGS, Identity, Person
from hub.imports.reader import Row
from storage.customers.contacts import ContactRow

Alias = tuple[str, str]  # kind, value
CONSENT = "marketing"  # what the column of consent is about
TYPED = "agent"  # what a name's source is when a person wrote it
LONGEST_FIELDS = 64 * 1024  # characters of all custom fields of a contact
_tags = msgspec.json.Decoder(list[str]).decode


class Known(Struct, kw_only=True):
    """A contact as a chunk knows it: read once, changed in memory, written once."""

    id: str
    version: int = 0
    new: bool = False
    name: str = ""
    name_source: str = "none"
    company: str | None = None
    owner_id: str | None = None
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)
    identities: list[Identity] = field(default_factory=list)  # those it has got from the file
    before: dict[str, Any] = field(default_factory=dict)  # what a changed thing was


class Plan(Struct, kw_only=True):
    """What is to be written. `owners`: whose each identity then is."""

    known: dict[str, Known]
    owners: dict[Alias, str]
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Row] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # whose rows they were

    @property
    def new(self) -> list[Known]:
        return [each for each in self.known.values() if each.new]

    @property
    def changed(self) -> list[Known]:
        return [each for each in self.known.values() if not each.new and each.before]


class Terms(Struct, frozen=True, kw_only=True):
    """How an import is done. `word`: what is kept of a word on consent beside the word itself."""

    overwrite_names: bool
    word: Mapping[str, str]


def plan(
    rows: Iterable[Row],
    owners: Mapping[Alias, str],
    held: Mapping[str, ContactRow],
    terms: Terms,
    *,
    passing: Collection[str] = (),
) -> Plan:
    """`owners`: whose the rows' identities are; `held`: those contacts; `passing`: owners a dry run would have added by now."""
    made = Plan(known={id: _known(row) for id, row in held.items()}, owners=dict(owners))
    made.known |= {id: Known(id=id) for id in passing}
    owners = made.owners
    for row in rows:
        if row.person is None:
            made.errors.append(row)
            continue
        aliases = [(identity.kind, identity.value) for identity in row.person.identities]
        found = list(dict.fromkeys(owners[alias] for alias in aliases if alias in owners))
        problem = _problem(row.person, [made.known[id] for id in found])
        if problem is not None:
            made.errors.append(Row(row.number, None, [problem], row.cells))
            continue
        contact = made.known[found[0]] if found else _new(made, row)
        changed = _take(
            contact, row.person, [i for i in row.person.identities if (i.kind, i.value) not in owners], terms
        )
        made.owners.update((alias, contact.id) for alias in aliases)
        made.taken.append(contact.id)
        if not found:
            made.added += 1
        elif changed:
            made.updated += 1
        else:
            made.unchanged += 1
    return made


def _problem(person: Person, found: list[Known]) -> str | None:
    if len(found) > 1:
        names = " and ".join(each.name or "somebody without a name" for each in found[:3])
        return f"The number and the address belong to different contacts ({names}): merge them first."
    if found and len(dict.fromkeys([*found[0].tags, *person.tags])) > MOST_TAGS:
        return f"With these tags the contact would have more than {MOST_TAGS}."
    if found and len(msgspec.json.encode(found[0].fields | person.fields)) > LONGEST_FIELDS:
        return "With these fields the contact would hold more than fits."
    return None


def _new(made: Plan, row: Row) -> Known:
    assert row.person is not None
    contact = Known(id=ids.new(), new=True, name=row.person.identities[0].display)
    made.known[contact.id] = contact
    return contact


def _take(contact: Known, person: Person, identities: list[Identity], terms: Terms) -> bool:
    """Whether the row says something new."""
    wanted: dict[str, Any] = {}
    if person.name and (terms.overwrite_names or contact.name_source != TYPED):
        wanted |= {"name": person.name, "name_source": TYPED}
    if person.company:
        wanted["company"] = person.company
    if person.owner:
        wanted["owner_id"] = person.owner
    wanted["tags"] = list(dict.fromkeys([*contact.tags, *person.tags]))
    wanted["fields"] = contact.fields | person.fields
    if _is_news(contact, person):
        wanted["consent"] = contact.consent | {CONSENT: {"wanted": person.consent, **terms.word}}
    changes = {name: value for name, value in wanted.items() if getattr(contact, name) != value}
    for name, value in changes.items():
        contact.before.setdefault(name, getattr(contact, name))
        setattr(contact, name, value)
    if identities:
        contact.before.setdefault("identities", [])
        contact.identities += identities
    return bool(changes or identities)


def _is_news(contact: Known, person: Person) -> bool:
    held = contact.consent.get(CONSENT, {}).get("wanted")
    return person.consent is not None and held is not False and held != person.consent


def _known(row: ContactRow) -> Known:
    return Known(
        id=row.id,
        version=row.version,
        name=row.name,
        name_source=row.name_source,
        company=row.company,
        owner_id=row.owner_id,
        tags=_tags(row.tags),
        fields=msgspec.json.decode(row.fields),
        consent=msgspec.json.decode(row.consent),
    )
