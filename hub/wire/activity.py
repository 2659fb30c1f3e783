"""The shape of an administrative act."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Act(Struct, frozen=True, kw_only=True):
    """Who did what to which subject, from where; `before` and `after` are what it was and became. `user` null: the product itself."""

    id: str
    at: str
    user: str | None
    user_name: str
    address: str
    act: str
    subject: str | None
    title: str
    before: Any
    after: Any
