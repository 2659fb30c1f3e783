"""What a contact is filtered by, and what it would share with a second contact of the same person: read off its shape.

Whoever announces a contact keeps its facets with it, so that they follow every change in the transaction of that change.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from hub import phones
from hub.office import configuration
from hub.wire.configuration import Configuration
from hub.wire.customers import FieldValue
from hub.wire.shapes import Contact
from storage.customers import facets
from storage.customers.facets import FacetRow
from storage.database import Connection

LONGEST_VALUE = 120  # characters of a facet; what is longer is told by a hash behind its beginning
BEGINNING = 80
VERSION = 1  # of what is derived and how: when it grows, every contact is derived afresh (hub/work/facets.py)
CHANNEL_WORDS = {
    "whatsapp": ("marketing", "marketing_messages", "whatsapp"),
    "line": ("marketing", "line"),
    "mail": ("marketing", "mail"),
}
LEGAL_FORMS = frozenset({
    "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "limited", "llc", "ltd", "plc", "pcl", "pte", "public",
    "sdn", "bhd", "บจก", "บมจ", "หจก",
})  # fmt: skip
_WORD = re.compile(r"[^\W_][\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*")
_ACCENTS = re.compile("[\u0300-\u036f]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"\+?[\d\s().-]{7,24}")
_LEGAL_AFFIXES = ("บริษัท", "จำกัด", "(มหาชน)", "มหาชน")


async def keep(
    connection: Connection, shapes: Iterable[Contact], placed: Collection[str], *, new: bool = False
) -> None:
    """Makes the facets of contacts what their shapes say. `placed`: those that have a conversation; `new`: none of them has any facet
    yet."""
    listed = list(shapes)
    region = await _region(connection, listed)
    told = {shape.id: set(of_contact(shape, region)) for shape in listed}
    for id in told.keys() - set(placed):
        told[id].add(FacetRow(id, facets.LOOSE, ""))
    if new:
        await facets.add(connection, sorted((row for rows in told.values() for row in rows), key=_order), new=True)
        return
    # a new contact of whom only a name is known, as the intake adds them, has none and had none
    fresh = {shape.id for shape in listed if shape.version == 1 and not told[shape.id]}
    known = told.keys() - fresh
    if not known:
        return
    before = await facets.of_contacts(connection, known)
    after = {row for id in known for row in told[id]}
    gone = sorted(before - after, key=_order)
    if gone:
        await facets.remove(connection, gone)
    await facets.add(connection, sorted(after - before, key=_order))


def of_contact(contact: Contact, region: str) -> Iterator[FacetRow]:
    """`region`: the country of numbers that name none."""
    for tag in contact.tags:
        yield FacetRow(contact.id, "tag", folded(tag))
    for key, value in contact.fields.items():
        yield FacetRow(contact.id, field_facet(key), *of_value(value))
        yield from _shared_reach(contact.id, value, region)
    for identity in contact.identities:
        if identity.kind == "mail_from":  # somebody says it is theirs, and nothing proves it
            yield FacetRow(contact.id, "same.email", short(identity.value))
    if contact.company:
        yield FacetRow(contact.id, "company", folded(contact.company))
        if same := _same_name(contact.name, contact.company):
            yield FacetRow(contact.id, "same.name", same)
    for channel, names in CHANNEL_WORDS.items():
        words = [
            word["wanted"] for name in names if isinstance(word := contact.consent.get(name), dict) and "wanted" in word
        ]
        if words:
            yield FacetRow(contact.id, "consent", f"{channel}:{'yes' if all(words) else 'no'}")


def field_facet(key: str) -> str:
    return f"field.{key}"


def of_value(value: FieldValue) -> tuple[str, float | None]:
    """A field's value as it is found by, and as it is compared by."""
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    if isinstance(value, int | float):
        return repr(float(value)), float(value)
    text = str(value)
    return folded(text), day_number(text)


def day_number(text: str) -> float | None:
    """The day of a date as 2026-11-22, to compare by."""
    try:
        return float(date.fromisoformat(text).toordinal()) if len(text) == 10 else None
    except ValueError:
        return None


def folded(text: str) -> str:
    """As text is compared: in small letters, without odd forms and repeated spaces."""
    return short(" ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def beginning(text: str) -> str:
    """What the folded form of longer text begins with."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:BEGINNING]


def short(text: str) -> str:
    if len(text) <= LONGEST_VALUE:
        return text
    return text[:BEGINNING] + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


async def _region(connection: Connection, contacts: Iterable[Contact]) -> str:
    """Asked only where a field holds what may be a number written as at home."""
    if any(_is_number(value) for contact in contacts for value in contact.fields.values()):
        return (await configuration.read(connection)).default_country
    return Configuration().default_country


def _shared_reach(contact_id: str, value: FieldValue, region: str) -> Iterator[FacetRow]:
    """A number or an address in a field may be another contact's."""
    if isinstance(value, str) and _MAIL.fullmatch(value.strip()):
        yield FacetRow(contact_id, "same.email", short(value.strip().lower()))
    elif _is_number(value) and (digits := phones.normal(str(value), region)) is not None:
        yield FacetRow(contact_id, "same.phone", digits)


def _is_number(value: FieldValue) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None and day_number(value) is None


def _same_name(name: str, company: str) -> str | None:
    """Alike whatever the order of the words, capitals, accents, punctuation and a company's legal form."""
    for affix in _LEGAL_AFFIXES:
        company = company.replace(affix, " ")
    firm = [word for word in _words(company) if word not in LEGAL_FORMS]
    person = _words(name)
    return short(f"{' '.join(sorted(person))}|{' '.join(firm)}") if person and firm else None


def _words(text: str) -> list[str]:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(unicodedata.normalize("NFKC", plain).casefold())


def _order(row: FacetRow) -> tuple[str, str, str]:
    return row.contact_id, row.facet, row.value
