"""What a list of conversations can be narrowed to: over the socket, over HTTP, in saved views and for bulk actions alike."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.wire.shapes import ConversationState

Name = Annotated[str, Meta(min_length=1, max_length=64)]
Moment = Annotated[str, Meta(max_length=40)]  # RFC 3339
Priority = Annotated[int, Meta(ge=0, le=3)]  # 0 none, 3 the most urgent
Tag = Annotated[str, Meta(min_length=1, max_length=40)]
ConversationSort = Literal["last", "waiting", "priority"]
WindowState = Literal["open", "closing", "closed"]


class ConversationFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`assignee`: a user's id, "me" or "none"; `team`: those assigned to its members; `waiting_before` and `waiting_minutes`: whose
    customer has waited since before then, or that long; `window`: may free text be sent (`closing`: only two hours more)."""

    state: ConversationState | None = None
    assignee: Name | None = None
    team: Name | None = None
    channel: Name | None = None
    contact: Name | None = None
    tag: Tag | None = None
    unread: bool | None = None
    waiting_before: Moment | None = None
    waiting_minutes: Annotated[int, Meta(ge=0, le=527_040)] | None = None
    window: WindowState | None = None
    priority: Priority | None = None
    q: Annotated[str, Meta(max_length=200)] | None = None


class ConversationsAsked(ConversationFilter, frozen=True, kw_only=True):
    """A page of a list. `sort`: the newest last message first, those that wait longest (others are left out), or the most urgent;
    `after` is the `next` of the page before."""

    sort: ConversationSort = "last"
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
