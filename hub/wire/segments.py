"""Segments: saved filters over contacts, as a closed tree of typed tests."""

from __future__ import annotations

from typing import Annotated, Literal, Union

from msgspec import Meta, Struct

from hub.wire.customers import FieldValue

Word = Annotated[str, Meta(min_length=1, max_length=200)]
Key = Annotated[str, Meta(min_length=1, max_length=40)]
Moment = Annotated[str, Meta(min_length=10, max_length=40)]
Days = Annotated[int, Meta(ge=1, le=3650)]
Outcome = Literal[
    "sent", "received", "read", "not_read", "replied", "not_replied", "clicked", "not_clicked", "opted_out", "failed"
]
Parts = Annotated[list["Expression"], Meta(min_length=1, max_length=20)]


class EveryOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="all"):
    """All of these hold."""

    of: Parts


class AnyOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="any"):
    """At least one of these holds."""

    of: Parts


class NoneOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="none"):
    """None of these holds."""

    of: Parts


class HasTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="tag"):
    name: Key


class FieldTest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="field"):
    """`is_set` needs no value; `starts` is for text; the others beside `is` compare numbers and dates."""

    field: Key
    test: Literal["is", "is_set", "starts", "at_least", "at_most", "above", "below"]
    value: FieldValue = None


class OwnedBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="owner"):
    """`user` null: nobody's."""

    user: Annotated[str, Meta(min_length=1, max_length=64)] | None


class CompanyTest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="company"):
    test: Literal["is", "starts", "is_set"]
    value: Word | None = None


class ConsentTest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="consent"):
    """What the contact said to being written to unasked on a channel, all words taken together."""

    channel: Literal["whatsapp", "line", "mail"]
    state: Literal["yes", "no", "unknown"]


class OnChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="channel"):
    """Has a conversation on this channel account."""

    channel: Annotated[str, Meta(min_length=1, max_length=64)]


class SeenWithin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="seen"):
    """The contact's last word lies in the last `days` days, or between `since` and `until`. Nothing given: wrote at all."""

    days: Days | None = None
    since: Moment | None = None
    until: Moment | None = None


class CreatedWithin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="created"):
    days: Days | None = None
    since: Moment | None = None
    until: Moment | None = None


class OnList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="list"):
    """Is on this list of people."""

    list: Annotated[str, Meta(min_length=1, max_length=64)]


class MetBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="campaign"):
    """A campaign went to them, and this became of it."""

    campaign: Annotated[str, Meta(min_length=1, max_length=64)]
    outcome: Outcome = "received"


Expression = Union[  # noqa: UP007 - the tree names itself, which `|` between classes cannot
    EveryOf,
    AnyOf,
    NoneOf,
    HasTag,
    FieldTest,
    OwnedBy,
    CompanyTest,
    ConsentTest,
    OnChannel,
    SeenWithin,
    CreatedWithin,
    OnList,
    MetBy,
]


class Segment(Struct, frozen=True, kw_only=True):
    """A saved filter over contacts. `user`: who made it."""

    id: str
    version: int
    name: str
    filter: Expression
    user: str
    created_at: str
    updated_at: str
