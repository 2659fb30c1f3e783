"""What is asked of campaigns."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.campaign_ways import FallbackWay, Id
from hub.wire.campaigns import (
    Audience,
    CampaignContent,
    Canary,
    Name,
    ReplyRule,
    Schedule,
    Sending,
    Step,
    Variant,
)


class NewCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`canary` null: 1 % first."""

    name: Name
    channel: Id
    template: CampaignContent | None = None
    variants: Annotated[list[Variant], Meta(max_length=4)] = []
    audience: Audience = Audience()
    schedule: Schedule | None = None
    canary: Canary | None = None
    sending: Sending = Sending()
    replies: ReplyRule = ReplyRule()
    steps: Annotated[list[Step], Meta(max_length=4)] = []
    fallback: Annotated[list[FallbackWay], Meta(max_length=2)] = []


class CampaignChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    channel: Id | UnsetType = UNSET
    template: CampaignContent | UnsetType | None = UNSET
    variants: Annotated[list[Variant], Meta(max_length=4)] | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    schedule: Schedule | UnsetType | None = UNSET
    canary: Canary | UnsetType | None = UNSET
    sending: Sending | UnsetType = UNSET
    replies: ReplyRule | UnsetType = UNSET
    steps: Annotated[list[Step], Meta(max_length=4)] | UnsetType = UNSET
    fallback: Annotated[list[FallbackWay], Meta(max_length=2)] | UnsetType = UNSET


class AudienceAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    audience: Audience


class AudienceCount(Struct, frozen=True, kw_only=True):
    """How many contacts an audience means now, before each is looked at."""

    contacts: int


class PreviewAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`contacts` null: the first `limit` of the audience. `step` 2 …: what a follow-up would say."""

    contacts: Annotated[list[Id], Meta(min_length=1, max_length=20)] | None = None
    limit: Annotated[int, Meta(ge=1, le=20)] = 5
    step: Annotated[int, Meta(ge=1, le=5)] = 1


class ScheduleAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Null: it waits for no time any more."""

    schedule: Schedule | None


class CampaignReason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(max_length=500)] | None = None


class RetryAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those who failed for these reasons (the provider's codes); null: for any."""

    reasons: (
        Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(min_length=1, max_length=50)] | None
    ) = None


class TrialAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom a test goes: contacts, or numbers as one types them. `sample`: whose fields fill it, instead of the receiver's. `step` 2 …: what
    a follow-up says; `way` 1 or 2: what is said that other way, to contacts that can be reached there."""

    contacts: Annotated[list[Id], Meta(max_length=10)] = []
    numbers: Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=10)] = []
    sample: Id | None = None
    variant: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    step: Annotated[int, Meta(ge=1, le=5)] = 1
    way: Annotated[int, Meta(ge=0, le=2)] = 0


class NewList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    contacts: Annotated[list[Id], Meta(max_length=5000)] = []


class ListChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET


class ListMembersChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contacts to put on a list and to take off it. Who is on it already, or not, is fine."""

    add: Annotated[list[Id], Meta(max_length=5000)] = []
    remove: Annotated[list[Id], Meta(max_length=5000)] = []
