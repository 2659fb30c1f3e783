"""What quotations are made from: templates and the price list."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.money import Currency
from hub.wire.quotations import (
    Discount,
    Item,
    Items,
    Language,
    Line,
    LongWords,
    Prices,
    RateNumber,
    Rounding,
    Signature,
    Tax,
    UnitPrice,
    Words,
)

TemplateName = Annotated[str, Meta(min_length=1, max_length=100)]
Code = Annotated[str, Meta(min_length=1, max_length=64)]
Description = Annotated[str, Meta(min_length=1, max_length=4000)]
Unit = Annotated[str, Meta(max_length=40)]
ValidDays = Annotated[int, Meta(ge=1, le=3650)]


class QuotationTemplate(Struct, frozen=True, kw_only=True):
    """What is null is as the office's settings have it."""

    id: str
    version: int
    name: str
    language: str
    currency: str | None
    prices: Prices | None
    rounding: Rounding | None
    valid_days: int | None
    title: str
    items: list[Item]
    discount: Discount | None
    notes: str | None
    terms: str | None
    payment: str | None
    signature: Signature | None
    created_at: str
    updated_at: str


class NewQuotationTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is null is as the office's settings have it."""

    name: TemplateName
    language: Language = "en"
    currency: Currency | None = None
    prices: Prices | None = None
    rounding: Rounding | None = None
    valid_days: ValidDays | None = None
    title: Line = ""
    items: Items = []
    discount: Discount | None = None
    notes: Words | None = None
    terms: LongWords | None = None
    payment: Words | None = None
    signature: Signature | None = None


class QuotationTemplateChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: TemplateName | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    currency: Currency | UnsetType | None = UNSET
    prices: Prices | UnsetType | None = UNSET
    rounding: Rounding | UnsetType | None = UNSET
    valid_days: ValidDays | UnsetType | None = UNSET
    title: Line | UnsetType = UNSET
    items: Items | UnsetType = UNSET
    discount: Discount | UnsetType | None = UNSET
    notes: Words | UnsetType | None = UNSET
    terms: LongWords | UnsetType | None = UNSET
    payment: Words | UnsetType | None = UNSET
    signature: Signature | UnsetType | None = UNSET


class Price(Struct, frozen=True, kw_only=True):
    """An entry of the price list. `code`: the office's own name of it."""

    id: str
    version: int
    code: str | None
    description: str
    unit: str
    unit_price: str
    currency: str
    tax: Tax | None
    withholding: Tax | None
    created_at: str
    updated_at: str


class NewPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Code | None = None
    description: Description
    unit: Unit = ""
    unit_price: UnitPrice
    currency: Currency
    tax: Tax | None = None
    withholding: Tax | None = None


class PriceChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    code: Code | UnsetType | None = UNSET
    description: Description | UnsetType = UNSET
    unit: Unit | UnsetType = UNSET
    unit_price: UnitPrice | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    tax: Tax | UnsetType | None = UNSET
    withholding: Tax | UnsetType | None = UNSET


class PriceFault(Struct, frozen=True, kw_only=True):
    """A line of an imported list that was left out."""

    line: int
    message: str


class PricesImported(Struct, frozen=True, kw_only=True):
    added: int
    changed: int
    faults: list[PriceFault]


class KnownRate(Struct, frozen=True, kw_only=True):
    """One `currency` is `rate` of `base`, the report currency, as `source` said `at`."""

    currency: str
    base: str
    rate: str
    source: str
    at: str


class NewRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `currency` is `rate` of the report currency."""

    currency: Currency
    rate: RateNumber
