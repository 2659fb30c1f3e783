"""A row becomes a person, or the problems that keep it from being one. Pure: the same row always gives the same."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from hub import phones

LONGEST_NAME = 300  # characters, as for a name that is typed
LONGEST_COMPANY = 300
LONGEST_EMAIL = 320
LONGEST_TAG = 40
LONGEST_TEXT = 2_000
MOST_TAGS = 50
MOST_ADDRESSES = 10  # of one person
BUDDHIST = 543  # years the Thai calendar is ahead
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "on", "ja", "ใช่", "ยินยอม", "จริง", "มี", "ตกลง"})
NO = frozenset({"no", "n", "false", "0", "-", "off", "nein", "ไม่", "ไม่ใช่", "ไม่ยินยอม", "เท็จ", "ไม่มี"})
_ADDRESSES_APART = re.compile(r"[,;\n/|]|:::")  # ":::" as in an export of Google Contacts
_TAGS_APART = re.compile(r"[,;\n|]|:::")
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")

FieldKind = Literal["text", "number", "date", "choice", "yes_no"]


class FieldRule(Struct, frozen=True, kw_only=True):
    """A custom field as far as a cell of it must be understood."""

    key: str
    name: str
    kind: FieldKind
    choices: list[str] = []


class Rules(Struct, frozen=True, kw_only=True):
    """`targets`: what each column means; `country`: of numbers without one; `owners`: user ids by lower-case name and e-mail address."""

    targets: list[str | None]
    country: str
    fields: list[FieldRule]
    owners: dict[str, str]


class Identity(Struct, frozen=True, array_like=True):
    kind: str  # phone | email
    value: str
    display: str


class Person(Struct, array_like=True):
    """What a row says. Empty: it says nothing about that."""

    identities: list[Identity]
    name: str
    company: str
    owner: str
    tags: list[str]
    fields: dict[str, Any]
    consent: bool | None


class Unfit(Exception):
    """A cell that cannot be what its column is."""


def read(cells: Sequence[str], rules: Rules) -> tuple[Person | None, list[str]]:
    """The person of a row, or None and every problem of it."""
    said: dict[str, list[str]] = {}
    for place, target in enumerate(rules.targets):
        if target is not None and place < len(cells) and cells[place]:
            said.setdefault(target, []).append(cells[place])
    problems: list[str] = []

    def understood(act: Callable[..., Any], *given: Any) -> Any:
        try:
            return act(*given)
        except Unfit as unfit:
            problems.append(str(unfit))
            return None

    numbers = understood(_phones, said.get("phone", ()), rules.country) or []
    addresses = understood(_emails, said.get("email", ())) or []
    person = Person(
        identities=list(dict.fromkeys(numbers + addresses)),
        name=understood(_name, said) or "",
        company=understood(_short, said, "company", LONGEST_COMPANY) or "",
        owner=understood(_owner, said, rules.owners) or "",
        tags=understood(_tags, said.get("tags", ())) or [],
        fields={
            field.key: value
            for field in rules.fields
            if (cell := said.get(f"field:{field.key}"))
            and (value := understood(field_value, field, cell[0])) is not None
        },
        consent=understood(_yes_or_no, said["consent"][0], "consent") if "consent" in said else None,
    )
    if not person.identities and not problems:
        problems.append("There is neither a telephone number nor an e-mail address in this row.")
    return (None, problems) if problems else (person, [])


def field_value(field: FieldRule, cell: str) -> Any:
    """What a custom field keeps of a cell. Raises Unfit."""
    if field.kind == "number":
        return _number(cell, field.name)
    if field.kind == "date":
        return _date(cell, field.name)
    if field.kind == "yes_no":
        return _yes_or_no(cell, field.name)
    if field.kind == "choice":
        found = next((choice for choice in field.choices if choice.casefold() == cell.casefold()), None)
        if found is None:
            raise Unfit(f"{cell[:100]!r} is no choice of {field.name}; there are {', '.join(field.choices)[:300]}.")
        return found
    if len(cell) > LONGEST_TEXT:
        raise Unfit(f"{field.name} may have at most {LONGEST_TEXT:,} characters; this has {len(cell):,}.")
    return cell


def _phones(cells: Sequence[str], country: str) -> list[Identity]:
    found = []
    for typed in _apart(cells, _ADDRESSES_APART):
        if _SHORTENED.fullmatch(typed):
            raise Unfit(f"{typed} is a number the spreadsheet has shortened: make the column text and type it again.")
        number = phones.normal_and_shown(typed, country)
        if number is None:
            raise Unfit(
                f"{typed[:100]!r} is no telephone number. Write it with its country, as in {_example(country)}."
            )
        found.append(Identity("phone", *number))
    return _bounded(found, "telephone numbers")


def _example(country: str) -> str:
    return "+66 81 234 5678" if country == "TH" else "+44 20 7946 0958"


def _emails(cells: Sequence[str]) -> list[Identity]:
    found = []
    for typed in _apart(cells, _ADDRESSES_APART):
        address = typed.removeprefix("mailto:").casefold()
        if len(address) > LONGEST_EMAIL or EMAIL.fullmatch(address) is None:
            raise Unfit(f"{typed[:100]!r} is no e-mail address.")
        found.append(Identity("email", address, address))
    return _bounded(found, "e-mail addresses")


def _apart(cells: Sequence[str], between: re.Pattern[str]) -> list[str]:
    return [part for cell in cells for each in between.split(cell) if (part := each.strip())]


def _bounded(found: list[Identity], what: str) -> list[Identity]:
    if len(found) > MOST_ADDRESSES:
        raise Unfit(f"At most {MOST_ADDRESSES} {what} fit; these are {len(found)}.")
    return found


def _name(said: Mapping[str, Sequence[str]]) -> str:
    whole = said.get("name") or [*said.get("first_name", ()), *said.get("last_name", ())]
    name = " ".join(" ".join(whole).split())
    if len(name) > LONGEST_NAME:
        raise Unfit(f"A name may have at most {LONGEST_NAME} characters; this one has {len(name)}.")
    return name


def _short(said: Mapping[str, Sequence[str]], target: str, most: int) -> str:
    text = " ".join(" ".join(said.get(target, ())).split())
    if len(text) > most:
        raise Unfit(f"The {target} may have at most {most} characters; this has {len(text)}.")
    return text


def _owner(said: Mapping[str, Sequence[str]], owners: Mapping[str, str]) -> str:
    if "owner" not in said:
        return ""
    typed = said["owner"][0]
    found = owners.get(" ".join(typed.split()).casefold())
    if found is None:
        raise Unfit(f"There is no colleague called {typed[:100]!r}: write a name or e-mail address as in the team.")
    return found


def _tags(cells: Sequence[str]) -> list[str]:
    tags = list(dict.fromkeys(" ".join(tag.split()) for tag in _apart(cells, _TAGS_APART)))
    if long := next((tag for tag in tags if len(tag) > LONGEST_TAG), None):
        raise Unfit(f"A tag may have at most {LONGEST_TAG} characters: {long[:100]!r} has {len(long)}.")
    if len(tags) > MOST_TAGS:
        raise Unfit(f"At most {MOST_TAGS} tags fit; these are {len(tags)}.")
    return tags


def _yes_or_no(cell: str, what: str) -> bool:
    word = cell.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unfit(f"{cell[:100]!r} is neither yes nor no, which {what} must be.")


def _number(cell: str, what: str) -> int | float:
    plain = cell.replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{1,10})?|\.\d{1,10})", plain):
        raise Unfit(f"{cell[:100]!r} is no number, which {what} must be.")
    return float(plain) if "." in plain else int(plain)


def _date(cell: str, what: str) -> str:
    """ISO, or day/month/year; a year of the Thai calendar is told from ours by its size."""
    try:
        found = _DAY_FIRST.fullmatch(cell)
        day = (
            datetime.date.fromisoformat(cell[:10])
            if found is None
            else datetime.date(int(found[3]), int(found[2]), int(found[1]))
        )
        day = day.replace(year=day.year - BUDDHIST) if day.year > 2400 else day
    except ValueError:
        raise Unfit(f"{cell[:100]!r} is no date, which {what} must be. Write it as 2026-11-22 or 22/11/2026.") from None
    return day.isoformat()
