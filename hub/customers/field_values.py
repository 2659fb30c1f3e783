"""Values of contacts' fields, checked by the kind of their field. What a cell of a table means: hub/imports/people.py."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

from hub.wire.customers import LARGEST_NUMBER, Field, FieldValue
from hub.wire.errors import Refusal

LONGEST_TEXT = 5000  # characters
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def merged(
    fields: Iterable[Field], held: Mapping[str, FieldValue], given: Mapping[str, FieldValue]
) -> dict[str, FieldValue]:
    """What a contact's fields become when `given` is written: null and empty text clear one. Raises Refusal `invalid` naming the field."""
    known = {field.key: field for field in fields}
    after = dict(held)
    for key, value in given.items():
        if key not in known:
            raise Refusal("invalid", f"Contacts have no field {key}.", field=f"fields.{key}")
        if value is None or (isinstance(value, str) and not value.strip()):
            after.pop(key, None)
        else:
            after[key] = checked(known[key], value)
    return after


def checked(field: Field, value: FieldValue) -> FieldValue:
    """The value as it is kept. Raises Refusal `invalid`."""
    if field.kind == "yes_no":
        return _fits(field, value, isinstance(value, bool), "true or false")
    if field.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return _fits(field, value, number and _is_bounded(value), "a number")
    text = value.strip() if isinstance(value, str) else value
    if field.kind == "date":
        return _fits(field, text, _is_date(text), "a date, as in 2026-11-22")
    if field.kind == "choice":
        return _fits(field, text, text in field.choices, f"one of {', '.join(field.choices)}")
    return _fits(
        field, text, isinstance(text, str) and len(text) <= LONGEST_TEXT, f"text of at most {LONGEST_TEXT:,} characters"
    )


def _fits(field: Field, value: FieldValue, fits: bool, what: str) -> FieldValue:
    if not fits:
        raise Refusal("invalid", f"{field.name} takes {what}.", field=f"fields.{field.key}")
    return value


def _is_bounded(value: FieldValue) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) <= LARGEST_NUMBER


def _is_date(value: FieldValue) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
