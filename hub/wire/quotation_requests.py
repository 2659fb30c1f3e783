"""What is asked of quotations over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.money import Currency
from hub.wire.quotations import (
    Amount,
    Customer,
    Date,
    Discount,
    Files,
    Id,
    Items,
    Language,
    Line,
    LongWords,
    Prices,
    QuotationState,
    RateNumber,
    Rounding,
    Signature,
    Words,
)

Reason = Annotated[str, Meta(max_length=2000)]
DayOrMoment = Annotated[str, Meta(min_length=10, max_length=40, description="A day of the office, or a time.")]
QuotationSort = Literal["-created", "created", "-updated", "-total", "total", "valid"]


class QuotationFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list is narrowed to. `state` may come several times; `owner`: a user's id or "me"; `since` and `until`: when it was made, days both
    included; `valid_since` and `valid_until`: its last day; `least` and `most`: its total, with a `currency`."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    state: Annotated[list[QuotationState], Meta(max_length=9)] = []
    contact: Id | None = None
    conversation: Id | None = None
    owner: Id | None = None
    currency: Currency | None = None
    since: DayOrMoment | None = None
    until: DayOrMoment | None = None
    valid_since: Date | None = None
    valid_until: Date | None = None
    least: Amount | None = None
    most: Amount | None = None


class NewQuotation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With a contact or a conversation. What is left out comes from the `template`, then from the office's settings. `rate`: one unit of
    the currency in the report currency, if it is typed."""

    contact: Id | None = None
    conversation: Id | None = None
    template: Id | None = None
    owner: Id | None = None
    currency: Currency | None = None
    language: Language | None = None
    valid_until: Date | None = None
    prices: Prices | None = None
    customer: Customer | None = None
    title: Line | None = None
    items: Items | None = None
    discount: Discount | None = None
    rounding: Rounding | None = None
    notes: Words | None = None
    terms: LongWords | None = None
    payment: Words | None = None
    signature: Signature | None = None
    attachments: Files | None = None
    rate: RateNumber | None = None


class QuotationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a draft; what is left out stays. `customer` null: as the contact is. `conversation` null takes it out of the conversation."""

    contact: Id | UnsetType = UNSET
    conversation: Id | UnsetType | None = UNSET
    owner: Id | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    valid_until: Date | UnsetType | None = UNSET
    prices: Prices | UnsetType = UNSET
    customer: Customer | UnsetType | None = UNSET
    title: Line | UnsetType = UNSET
    items: Items | UnsetType = UNSET
    discount: Discount | UnsetType | None = UNSET
    rounding: Rounding | UnsetType = UNSET
    notes: Words | UnsetType = UNSET
    terms: LongWords | UnsetType = UNSET
    payment: Words | UnsetType = UNSET
    signature: Signature | UnsetType | None = UNSET
    attachments: Files | UnsetType = UNSET
    rate: RateNumber | UnsetType | None = UNSET


class QuotationSum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall be added up without keeping it."""

    currency: Currency
    prices: Prices = "exclusive"
    rounding: Rounding = "line"
    items: Items = []
    discount: Discount | None = None


class QuotationAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On the customer's behalf: by telephone, in the shop. `name`: who said it."""

    reason: Reason | None = None
    name: Line = ""


class QuotationReason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason | None = None
