"""Saved views: named lists of conversations."""

from __future__ import annotations

from msgspec import Struct

from hub.wire.filters import ConversationFilter, ConversationSort


class View(Struct, frozen=True, kw_only=True):
    """`owner` null means shared by all. What `filter` calls "me" is whoever looks."""

    id: str
    version: int
    name: str
    owner: str | None
    filter: ConversationFilter
    sort: ConversationSort
    position: int
    created_at: str
    updated_at: str


class CountedView(View, frozen=True, kw_only=True):
    """`count`: the conversations it holds for the asker; 1000 means that many or more, null that words are sought, which nobody counts."""

    count: int | None
