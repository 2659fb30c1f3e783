"""The ways a campaign goes beside its own channel, to whom that does not reach; and what fills the places of its words."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Key = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=1024)]
FallbackKind = Literal["line", "mail"]


class Bound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fills a place: a field of the contact (`name`, `first_name`, `company`, `phone`, `email`, `fields.<key>`) or a `value`, the
    same for all; `fallback` where neither says anything."""

    field: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    value: Text | None = None
    fallback: Text | None = None


Parameters = Annotated[dict[Key, Bound | Text], Meta(max_length=40)]


class FallbackWay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A LINE account or a mailbox, and what is said there. Places in double braces: `parameters`, else the template's own places (`1`), else
    fields of the contact by name (`first_name`). Of a mail: `subject`, and the sentence below it by which one says no
    (`{{unsubscribe}}` in it is the link; null: ours)."""

    channel: Id
    text: Annotated[str, Meta(max_length=20_000)] = ""
    subject: Annotated[str, Meta(max_length=200)] | None = None
    parameters: Parameters = {}
    unsubscribe: Annotated[str, Meta(max_length=500)] | None = None


class FallbackForecast(Struct, frozen=True, kw_only=True):
    """`most`: of those meant, who could get it there, whatever becomes of their WhatsApp message; `sure`: of them, who has no WhatsApp number
    and gets it there for certain (of those no way before it takes). `left`: what a LINE account has left of the month's messages; null:
    nothing is counted, or not known."""

    channel: str
    kind: FallbackKind
    name: str
    most: int
    sure: int
    left: int | None = None


class FallbackPreview(Struct, frozen=True, kw_only=True):
    """What one person would get there. `problem`: why nothing."""

    channel: str
    kind: FallbackKind
    subject: str | None
    text: str | None
    problem: str | None = None


class FallbackFigures(Struct, frozen=True, kw_only=True):
    """What a kind of channel brought of those the campaign's own did not reach: how many went that way, by state, and how far."""

    kind: FallbackKind
    people: int
    counts: dict[str, int]
    reached: dict[str, int]


class TriedWay(Struct, frozen=True, kw_only=True):
    """A way that did not reach a person. `kind` null: the campaign's own. `sent`: a message went; else it could not even be tried."""

    kind: FallbackKind | None
    sent: bool
    reason: str | None
    detail: str | None
    at: str | None = None
