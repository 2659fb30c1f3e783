"""What fills a template's places when a send names no value: fields of the contact, the agent's name, or fixed words. Pure but for
`for_contact`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from hub import shaping
from hub.texts import template_places
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.shapes import Binding
from storage.accounts.templates import TemplateRow
from storage.database import Connection

PLAIN = (
    "contact.name",
    "contact.first_name",
    "contact.company",
    "contact.phone",
    "contact.email",
    "agent.name",
    "fixed",
)
FIELD = "contact.fields."
# filled where a quotation is sent (hub/quotations/carriers.py); a button bound to the link takes what stands behind its last slash or #
OF_QUOTATIONS = ("quotation.number", "quotation.total", "quotation.valid_until", "quotation.link")
# a value may hold no line breaks, tabs or runs of spaces (132012): what people typed into fields may
_BLANKS = re.compile(r"\s+")
_PLACE = re.compile(r"(header|body)\.\w{1,64}|button\.[0-9]")


def check(bindings: Mapping[str, Binding], components: list[dict[str, Any]]) -> None:
    """Refuses a binding of a place the template does not have, or from a source there is not."""
    known = set(places(components))
    for place, binding in bindings.items():
        field = f"bindings.{place}"
        if not _PLACE.fullmatch(place) or place not in known:
            raise Refusal("invalid", f"The template has no place called {place}.", field=field)
        is_field = binding.source.startswith(FIELD) and len(binding.source) > len(FIELD)
        if binding.source not in (*PLAIN, *OF_QUOTATIONS) and not is_field:
            named = f"{', '.join((*PLAIN, *OF_QUOTATIONS))} or {FIELD}<key>"
            raise Refusal("invalid", f"A place is bound to {named}; not to {binding.source}.", field=field)
        if binding.source == "fixed" and not (binding.value or "").strip():
            raise Refusal("invalid", "Give the fixed value.", field=field)


def places(components: list[dict[str, Any]]) -> list[str]:
    """Every place of a template in the provider's form: body.1, header.name, button.0."""
    found: list[str] = []
    for part in components:
        kind = str(part.get("type") or "").lower()
        if kind in ("header", "body"):
            found += [f"{kind}.{place}" for place in template_places.of(str(part.get("text") or ""))]
        for index, button in enumerate(part.get("buttons") or []):
            kind = str(button.get("type") or "").upper()
            if kind in ("COPY_CODE", "OTP") or template_places.of(str(button.get("url") or "")):
                found.append(f"button.{index}")
    return found


def parameters(
    bindings: Mapping[str, Binding], contact: shapes.Contact, agent_name: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """`given` with the bound values of the parts it does not name. A place without a value is left out, to be refused by its name."""
    filled: dict[str, Any] = dict(given)
    for place, binding in bindings.items():
        part, _, name = place.partition(".")
        where = place if part == "button" else part
        value = value_of(binding, contact, agent_name)
        if where in given or not value:
            continue
        if part == "button":
            filled[where] = [value]
        else:
            filled.setdefault(where, {})[name] = value
    return filled


def value_of(binding: Binding, contact: shapes.Contact, agent_name: str) -> str:
    """Empty when neither the source nor a fallback says anything."""
    if binding.source == "fixed":
        return _clean(binding.value)
    if binding.source == "agent.name":
        return _clean(agent_name) or _clean(binding.fallback)
    return _clean(_of_contact(binding.source, contact)) or _clean(binding.fallback)


async def for_contact(
    connection: Connection, row: TemplateRow, contact_id: str, agent_name: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """`given`, completed by the template's bindings for a contact. A binding outlives the place an edit took away."""
    known = set(places(msgspec.json.decode(row.components, type=list[dict[str, Any]])))
    kept = msgspec.json.decode(row.bindings, type=dict[str, Binding])
    bindings = {place: binding for place, binding in kept.items() if place in known}
    if not bindings:
        return dict(given)
    contact = (await shaping.contacts(connection, [contact_id])).get(contact_id)
    return dict(given) if contact is None else parameters(bindings, contact, agent_name, given)


def _of_contact(source: str, contact: shapes.Contact) -> Any:
    if source.startswith(FIELD):
        return contact.fields.get(source.removeprefix(FIELD))
    if source == "contact.name":
        return "" if contact.name == shaping.NAMELESS else contact.name
    if source == "contact.first_name":
        return "" if contact.name == shaping.NAMELESS else (contact.name.split() or [""])[0]
    if source == "contact.company":
        return contact.company
    kind = source.removeprefix("contact.")  # phone, email
    return next((each.display for each in contact.identities if each.kind == kind), "")


def _clean(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return _BLANKS.sub(" ", str(said)).strip()
