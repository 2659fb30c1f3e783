"""Fields in verbs: what an office wants to know of every contact. A manager defines them; values are checked at every write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec import UNSET

from hub import ids, versions
from hub.accounts.limits import check_distinct
from hub.campaigns import words
from hub.customers import facets, field_values, rewriting, segment_words
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.transaction import Transaction
from hub.wire import customers, events
from hub.wire.customer_changes import FieldChange, NewField
from hub.wire.customers import FieldKind, FieldValue
from hub.wire.errors import Refusal
from storage.customers import facets as facet_rows
from storage.customers import fields as rows
from storage.customers import vocabulary
from storage.customers.contacts import ContactRow
from storage.customers.fields import FieldRow
from storage.database import Connection

MOST_FIELDS = 100
MOST_CHOICES = 200
LONGEST_KEY = 40
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_decode_choices = msgspec.json.Decoder(list[str]).decode
_decode_values = msgspec.json.Decoder(dict[str, Any]).decode


async def every(connection: Connection) -> list[customers.Field]:
    """In the order they are shown."""
    return [shape(row) for row in await rows.every(connection)]


async def list_page(
    connection: Connection, q: str, after: str | None, limit: int
) -> tuple[list[customers.Field], str | None]:
    """Those whose name or key begins with `q`, in the order they are shown; `after` takes the id of the last one seen."""
    words = facets.beginning(q)
    found = [field for field in await every(connection) if _begins(field, words)]
    if after is not None:
        places = [field.id for field in found]
        if after not in places:
            raise Refusal("invalid", "The cursor must be one an earlier page gave as `next`.", field="after")
        found = found[places.index(after) + 1 :]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


async def get(connection: Connection, field_id: str) -> customers.Field:
    row = await rows.get(connection, field_id)
    if row is None:
        raise Refusal("not_found", "There is no such field.")
    return shape(row)


async def written(
    tx: Transaction, held: Mapping[str, FieldValue], given: Mapping[str, FieldValue]
) -> dict[str, FieldValue]:
    """What a contact's fields become; see `field_values.merged`. The fields stay as they are until the transaction ends."""
    return field_values.merged(await every(tx.connection), held, given)


async def add(tx: Transaction, agent: Agent, new: NewField) -> customers.Field:
    await vocabulary.change(tx.connection)
    known = await rows.every(tx.connection)
    if len(known) >= MOST_FIELDS:
        raise Refusal("conflict", f"There are {MOST_FIELDS} fields already; remove one first.")
    name = _name(new.name, known)
    row: dict[str, Any] = {
        "id": ids.new(),
        "version": 1,
        "key": _key(new.key, name, {each.key for each in known}),
        "name": name,
        "kind": new.kind,
        "choices": msgspec.json.encode(_choices(new.kind, new.choices)).decode(),
        "position": await rows.last_position(tx.connection) + 1,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    if not await rows.insert(tx.connection, row):
        raise Refusal("conflict", "There is a field of that key already.", field="key")
    added = FieldRow(**row)
    await activity.note(tx, agent, "field.added", subject=added.id, title=name, after=shape(added))
    return _announced(tx, added)


async def change(
    tx: Transaction, agent: Agent, field_id: str, wanted: FieldChange, if_match: int | None
) -> customers.Field:
    """Raises Refusal `conflict` when a choice would go that contacts have."""
    await vocabulary.change(tx.connection)
    before = await _held(tx, field_id)
    versions.require(before.version, if_match, shape(before))
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        values["name"] = _name(wanted.name, [row for row in await rows.every(tx.connection) if row.id != before.id])
    if wanted.position is not UNSET:
        values["position"] = wanted.position
    if wanted.choices is not UNSET or wanted.renamed:
        choices = await _rechosen(tx, before, wanted)
        values["choices"] = msgspec.json.encode(choices).decode()
    values = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not values and not wanted.renamed:
        return shape(before)
    await rows.change(tx.connection, before.id, tx.now, **values)
    after = await _held(tx, field_id)
    await activity.note(
        tx, agent, "field.changed", subject=after.id, title=after.name, before=shape(before), after=shape(after)
    )
    return _announced(tx, after)


async def remove(tx: Transaction, agent: Agent, field_id: str) -> None:
    """With every contact's value of it. Raises Refusal `conflict` while a segment asks for it."""
    await vocabulary.change(tx.connection)
    row = await _held(tx, field_id)
    if asking := await segment_words.naming_field(tx.connection, row.key):
        named = ", ".join(asking[:5])
        raise Refusal("conflict", f"Segments ask for this field: {named}. Change or remove them first.")

    def without(contact: ContactRow) -> dict[str, str] | None:
        values = _decode_values(contact.fields)
        values.pop(row.key, None)
        return {"fields": msgspec.json.encode(values).decode()}

    await rewriting.contacts(tx, await facet_rows.holding(tx.connection, facets.field_facet(row.key)), without)
    await rows.remove(tx.connection, row.id)
    await activity.note(tx, agent, "field.removed", subject=row.id, title=row.name, before=shape(row))
    tx.announce(events.FieldRemoved(row.id), (EVERYONE,))


def shape(row: FieldRow) -> customers.Field:
    return customers.Field(
        id=row.id,
        version=row.version,
        key=row.key,
        name=row.name,
        kind=cast(FieldKind, row.kind),
        choices=_decode_choices(row.choices),
        position=row.position,
    )


def _begins(field: customers.Field, words: str) -> bool:
    return facets.beginning(field.name).startswith(words) or field.key.startswith(words)


async def _rechosen(tx: Transaction, field: FieldRow, wanted: FieldChange) -> list[str]:
    before = _decode_choices(field.choices)
    for choice in wanted.renamed:
        if choice not in before:
            raise Refusal("invalid", f"{field.name} has no choice {choice}.", field="renamed")
    renamed = [wanted.renamed.get(choice, choice) for choice in before]
    after = _choices(field.kind, list(dict.fromkeys(renamed)) if wanted.choices is UNSET else wanted.choices)
    for choice, name in zip(before, renamed, strict=True):
        if name not in after and await _holding(tx, field, choice):
            message = f"Contacts have {choice}. Rename it to another choice instead of leaving it out."
            raise Refusal("conflict", message, field="choices")
    await _rename(tx, field, {choice: name for choice, name in wanted.renamed.items() if choice != name})
    return after


async def _rename(tx: Transaction, field: FieldRow, names: Mapping[str, str]) -> None:
    """All at once: two choices may take each other's names."""

    def renamed(contact: ContactRow) -> dict[str, str] | None:
        values = _decode_values(contact.fields)
        name = names.get(str(values.get(field.key)))
        return None if name is None else {"fields": msgspec.json.encode(values | {field.key: name}).decode()}

    holding = {id for choice in names for id in await _holding(tx, field, choice)}
    await rewriting.contacts(tx, sorted(holding), renamed)
    if names:
        await segment_words.rename_choices(tx, field.key, names)
        await words.rename_choices(tx, field.key, names)


async def _holding(tx: Transaction, field: FieldRow, choice: str) -> list[str]:
    return await facet_rows.holding(tx.connection, facets.field_facet(field.key), facets.folded(choice))


async def _held(tx: Transaction, field_id: str) -> FieldRow:
    row = await rows.lock(tx.connection, field_id)
    if row is None:
        raise Refusal("not_found", "There is no such field.")
    return row


def _name(name: str, others: Sequence[FieldRow]) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise Refusal("invalid", "A field needs a name.", field="name")
    if tidy.casefold() in {row.name.casefold() for row in others}:
        raise Refusal("conflict", f"There is a field {tidy} already.", field="name")
    return tidy


def _key(given: str | None, name: str, taken: set[str]) -> str:
    """Given, or made of the name; a name in another script has no letters for one."""
    if given is not None:
        if not _KEY.fullmatch(given):
            raise Refusal("invalid", "A key is made of small letters a–z, digits and underscores.", field="key")
        if given in taken:
            raise Refusal("conflict", "There is a field of that key already.", field="key")
        return given
    made = _NOT_KEY.sub("_", name.lower()).strip("_")[: LONGEST_KEY - 4]
    made = made if _KEY.fullmatch(made) else "field"
    return next(key for n in range(1, MOST_FIELDS + 2) if (key := made if n == 1 else f"{made}_{n}") not in taken)


def _choices(kind: str, choices: Sequence[str]) -> list[str]:
    tidy = [" ".join(choice.split()) for choice in choices]
    if kind != "choice":
        if tidy:
            raise Refusal("invalid", "Only a field of the kind choice has choices.", field="choices")
        return []
    if not 0 < len(tidy) <= MOST_CHOICES or not all(tidy):
        raise Refusal("invalid", f"Give 1 to {MOST_CHOICES} choices, each with a name.", field="choices")
    check_distinct([choice.casefold() for choice in tidy], "choices", "choices")
    return tidy


def _announced(tx: Transaction, row: FieldRow) -> customers.Field:
    tx.announce(events.FieldChanged(shape(row)), (EVERYONE,))
    return shape(row)
