"""What is asked of campaigns."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.campaigns import Audience, CampaignContent, Canary, Id, Name, ReplyRule, Schedule, Sending, Variant


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
