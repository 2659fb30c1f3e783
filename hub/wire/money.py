"""An amount of money in shapes: `{"amount":"1234.50","currency":"THB"}`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="Three letters of ISO 4217.")]


class Money(Struct, frozen=True):
    """`amount` has exactly the currency's decimal places: JPY 0, THB 2, KWD 3."""

    amount: str
    currency: str
