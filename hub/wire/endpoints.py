"""The shapes of webhooks out: endpoints, how they stand, and what went to them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

EndpointKind = Literal["events", "router"]
EndpointState = Literal["new", "working", "failing", "paused"]
InOrderOf = Literal["number", "conversation"]
ForwardState = Literal["waiting", "done", "dead"]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Url = Annotated[str, Meta(min_length=1, max_length=2000)]
Types = Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=100)]
Fields = Annotated[list[Annotated[str, Meta(pattern="^[a-z0-9_]{1,64}$")]], Meta(max_length=100)]
Numbers = Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=1000)]


class EndpointHealth(Struct, frozen=True, kw_only=True):
    """How an endpoint stands. `waiting` and `dead` are counted up to 10,000; `last_error` is in words."""

    state: EndpointState
    waiting: int
    oldest_waiting: str | None
    dead: int
    last_success: str | None
    last_failure: str | None
    last_error: str | None


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where webhooks go. `events`: our own, signed, of these `types` (none: all). `router`: the provider's own bytes, of these `fields`
    and `numbers` (none: all). In `in_order_of` one waits for the one before it; `secret_overlaps_until`: how long the previous secret
    signs too; `from_environment`: described by a setting and read-only here."""

    id: str
    version: int
    kind: EndpointKind
    name: str
    url: str
    active: bool
    types: list[str]
    fields: list[str]
    numbers: list[str]
    in_order_of: InOrderOf
    secret_overlaps_until: str | None
    from_environment: bool
    health: EndpointHealth
    created_at: str
    updated_at: str


class EndpointMade(Struct, frozen=True, kw_only=True):
    """`secret` is shown this once; null for the router's, whose webhooks carry the provider's signature."""

    endpoint: Endpoint
    secret: str | None


class Forward(Struct, frozen=True, kw_only=True):
    """One webhook or event on its way to one endpoint. `webhook_id` is the header the endpoint gets, the same at every try; `lane`: what
    it keeps its order in; `next_try`: while it waits; `status`: of the last answer."""

    id: str
    webhook_id: str
    topic: str
    lane: str
    state: ForwardState
    tries: int
    next_try: str | None
    status: int | None
    error: str | None
    queued_at: str
    settled_at: str | None


class Replayed(Struct, frozen=True, kw_only=True):
    """`asked`: how many go once more; `more`: whether the range holds more than were taken at once."""

    asked: int
    more: bool


class Tested(Struct, frozen=True, kw_only=True):
    """What a test call met: `status` null when there was no answer; `seconds` it took; `message` in words."""

    good: bool
    status: int | None
    seconds: float
    message: str


class NewEndpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: EndpointKind
    name: Name
    url: Url
    active: bool = True
    types: Types = []
    fields: Fields = []
    numbers: Numbers = []
    in_order_of: InOrderOf = "number"


class EndpointChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    types: Types | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    numbers: Numbers | UnsetType = UNSET
    in_order_of: InOrderOf | UnsetType = UNSET
