"""What an agent may send beside text, files and templates: interactive messages, locations, contact cards.

Pure: a command's untyped part in, the `content` of the message's shape out, or a refusal that names the field.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from hub.accounts.limits import Limits, check_count, check_distinct, check_length
from hub.wire.errors import Refusal

Kept = TypeVar("Kept")


class Button(Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    id: str = ""


class Row(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    title: str
    id: str = ""
    description: str | None = None


class Section(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    rows: list[Row]
    title: str | None = None


class Buttons(
    Struct, frozen=True, kw_only=True, tag_field="form", tag="buttons", forbid_unknown_fields=True, omit_defaults=True
):
    body: str
    buttons: list[Button]
    header: str | None = None
    footer: str | None = None


class Choices(
    Struct, frozen=True, kw_only=True, tag_field="form", tag="list", forbid_unknown_fields=True, omit_defaults=True
):
    body: str
    button: str
    sections: list[Section]
    header: str | None = None
    footer: str | None = None


class Link(
    Struct, frozen=True, kw_only=True, tag_field="form", tag="link", forbid_unknown_fields=True, omit_defaults=True
):
    body: str
    button: str
    url: str
    header: str | None = None
    footer: str | None = None


class LocationRequest(
    Struct, frozen=True, kw_only=True, tag_field="form", tag="location_request", forbid_unknown_fields=True
):
    """Asks the customer where they are."""

    body: str


class Location(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    name: Annotated[str, Meta(max_length=1000)] | None = None
    address: Annotated[str, Meta(max_length=1000)] | None = None
    url: Annotated[str, Meta(max_length=2000)] | None = None


class Phone(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    number: Annotated[str, Meta(min_length=1, max_length=64)]
    type: str | None = None


class Address(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    address: Annotated[str, Meta(min_length=1, max_length=320)]
    type: str | None = None


class Url(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    type: str | None = None


class Card(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: Annotated[str, Meta(min_length=1, max_length=256)]
    organization: Annotated[str, Meta(max_length=256)] | None = None
    phones: list[Phone] = []
    emails: list[Address] = []
    urls: list[Url] = []


def interactive(given: dict[str, Any], limits: Limits) -> tuple[dict[str, Any], str]:
    """The content and its text."""
    form = _convert(given, Buttons | Choices | Link | LocationRequest, "interactive")
    if not isinstance(form, LocationRequest):
        check_length(form.header, limits.header, "The heading", "interactive.header")
        check_length(form.footer, limits.footer, "The footer", "interactive.footer")
    longest = limits.list_body if isinstance(form, Choices) else limits.body
    check_length(form.body, longest, "The text", "interactive.body", needed=True, length=limits.length)
    if isinstance(form, Buttons):
        form = _buttons(form, limits)
    elif isinstance(form, Choices):
        form = _choices(form, limits)
    elif isinstance(form, Link):
        _check_link(form, limits)
    return msgspec.to_builtins(form), form.body


def location(given: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = msgspec.to_builtins(_convert(given, Location, "location"))
    return content


def contacts(given: list[dict[str, Any]], limits: Limits) -> dict[str, Any]:
    check_count(given, limits.contacts, "contacts", "contacts")
    cards = _convert(given, list[Card], "contacts")
    for card in cards:
        check_length(card.name, 256, "A contact's name", "contacts", needed=True)
    return {"contacts": msgspec.to_builtins(cards)}


def _buttons(form: Buttons, limits: Limits) -> Buttons:
    check_count(form.buttons, limits.buttons, "buttons", "interactive.buttons")
    for button in form.buttons:
        check_length(button.title, limits.button_title, "A button's title", "interactive.buttons", needed=True)
        check_length(button.id, limits.button_id, "A button's id", "interactive.buttons")
    named = [Button(button.title, button.id or str(n)) for n, button in enumerate(form.buttons, 1)]
    check_distinct([button.id for button in named], "button ids", "interactive.buttons")
    check_distinct([button.title for button in named], "button titles", "interactive.buttons")
    return msgspec.structs.replace(form, buttons=named)


def _choices(form: Choices, limits: Limits) -> Choices:
    field = "interactive.sections"
    check_length(form.button, limits.button_title, "The list's button", "interactive.button", needed=True)
    check_count(form.sections, limits.sections, "sections", field)
    check_count([row for section in form.sections for row in section.rows], limits.rows, "rows", field)
    named, number = [], 0
    for section in form.sections:
        several = len(form.sections) > 1  # one section needs no title
        check_length(section.title, limits.row_title, "A section's title", field, needed=several)
        kept = []
        for row in section.rows:
            number += 1
            check_length(row.title, limits.row_title, "A row's title", field, needed=True)
            check_length(row.description, limits.row_description, "A row's description", field)
            check_length(row.id, limits.row_id, "A row's id", field)
            kept.append(msgspec.structs.replace(row, id=row.id or str(number)))
        named.append(msgspec.structs.replace(section, rows=kept))
    check_distinct([row.id for section in named for row in section.rows], "row ids", field)
    return msgspec.structs.replace(form, sections=named)


def _check_link(form: Link, limits: Limits) -> None:
    check_length(form.button, limits.button_title, "The button", "interactive.button", needed=True)
    check_length(form.url, 2000, "The link", "interactive.url", needed=True)
    parts = urlsplit(form.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refusal("invalid", "The link must begin with https:// or http://.", field="interactive.url")


def _convert(given: Any, into: type[Kept] | Any, field: str) -> Any:
    try:
        return msgspec.convert(given, into)
    except msgspec.ValidationError as error:
        raise Refusal("invalid", f"The {field} is not as it should be: {error}.", field=field) from None
