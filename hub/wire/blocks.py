"""Contacts that are blocked as spam."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

BlockState = Literal["wanted", "told", "refused"]


class Blocking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`reason`: for colleagues."""

    reason: Annotated[str, Meta(max_length=500)] | None = None


class ChannelBlock(Struct, frozen=True, kw_only=True):
    """What the provider of a channel account knows. `state` of what is wanted (`blocked` or not): wanted, told, or refused, with the
    provider's `reason` in words. What a provider refuses still holds here."""

    channel: str
    blocked: bool
    state: BlockState
    reason: str | None
    since: str


class Block(Struct, frozen=True, kw_only=True):
    """`since`, `by` and `reason` are null for who is not blocked."""

    blocked: bool
    since: str | None
    by: str | None
    reason: str | None
    channels: list[ChannelBlock]
