"""The words stories are told in. `ago` is minutes before the demo starts; times grow within a story."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

HOUR, DAY = 60, 24 * 60
By = Literal["ines", "dana", "omar", "mali"]
Until = Literal["delivered", "read"]


class Step(Struct, frozen=True, kw_only=True):
    """One thing that happened. `by` None is the customer; `quote` counts steps of the same story."""

    ago: float
    act: Literal["text", "image", "voice", "document", "location", "contacts", "template", "note", "reaction"]
    by: By | None = None
    text: str | None = None
    file: str | None = None
    content: dict[str, Any] = {}
    quote: int | None = None
    until: Until = "read"


class Story(Struct, frozen=True, kw_only=True):
    """`assignee` holds where nobody has answered; `snoozed_hours` and `resolved` come last."""

    name: str
    phone: str
    steps: list[Step]
    assignee: By | None = None
    tags: list[str] = []
    company: str | None = None
    resolved: bool = False
    snoozed_hours: int | None = None
    unread: bool = True


def says(ago: float, text: str, *, quote: int | None = None) -> Step:
    return Step(ago=ago, act="text", text=text, quote=quote)


def shows(ago: float, file: str, text: str | None = None) -> Step:
    return Step(ago=ago, act="image", file=file, text=text)


def speaks(ago: float, seconds: int) -> Step:
    return Step(ago=ago, act="voice", file=f"voice-{seconds}")


def hands(ago: float, file: str, text: str | None = None) -> Step:
    return Step(ago=ago, act="document", file=file, text=text)


def place(ago: float, name: str, address: str, latitude: float, longitude: float) -> Step:
    return Step(
        ago=ago,
        act="location",
        content={"name": name, "address": address, "latitude": latitude, "longitude": longitude},
    )


def card(ago: float, name: str, phone: str) -> Step:
    named = {"formatted_name": name, "first_name": name.split()[0]}
    return Step(
        ago=ago, act="contacts", content={"contacts": [{"name": named, "phones": [{"phone": phone, "type": "WORK"}]}]}
    )


def likes(ago: float, emoji: str) -> Step:
    return Step(ago=ago, act="reaction", text=emoji)


def answers(ago: float, by: By, text: str, *, quote: int | None = None, until: Until = "read") -> Step:
    return Step(ago=ago, act="text", by=by, text=text, quote=quote, until=until)


def sends(ago: float, by: By, file: str, text: str | None = None) -> Step:
    return Step(ago=ago, act="document", by=by, file=file, text=text)


def notes(ago: float, by: By, text: str) -> Step:
    return Step(ago=ago, act="note", by=by, text=text)
