"""The shapes of quotations: what is offered to a customer, at which price, and what became of it.

Numbers are decimal strings, never floats. `version` counts every change of the row (the ETag); `revision` is what people call the
version of a quotation: v1, v2.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.wire.money import Money

QuotationState = Literal[
    "draft", "issued", "sent", "seen", "accepted", "declined", "change_requested", "expired", "void"
]
Prices = Literal["exclusive", "inclusive"]
Rounding = Literal["line", "document"]
Doer = Literal["agent", "customer", "system"]
How = Literal["console", "button", "page", "rule"]

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=4000)]
LongWords = Annotated[str, Meta(max_length=10_000)]
Quantity = Annotated[
    str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,4})?$", description="More than 0, at most four decimal places.")
]
UnitPrice = Annotated[
    str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$", description="0 or more, at most four decimal places.")
]
Amount = Annotated[
    str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$", description="With at most the currency's decimal places.")
]
Percent = Annotated[
    str, Meta(pattern=r"^(100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?)$", description="0 to 100, four decimal places.")
]
RateNumber = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]
Language = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$", description="As BCP 47 has it: th, en, zh-TW.")
]
Date = Annotated[str, Meta(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", description="A day, as 2027-01-31.")]


class Discount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Either a `percent` or an `amount` of the quotation's currency."""

    percent: Percent | None = None
    amount: Amount | None = None


class Tax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`rate` in percent."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    rate: Percent


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of what is offered. Neighbours with the same `section` stand under that heading. An `optional` one counts once `chosen`.
    `withholding`: what the customer keeps back for the tax office, of the amount before tax; `price`: the price-list entry it came from."""

    description: Annotated[str, Meta(min_length=1, max_length=4000)]
    quantity: Quantity = "1"
    unit: Annotated[str, Meta(max_length=40)] = ""
    unit_price: UnitPrice
    discount: Discount | None = None
    tax: Tax | None = None
    withholding: Tax | None = None
    section: Line = ""
    optional: bool = False
    chosen: bool = False
    price: Id | None = None


Items = Annotated[list[Item], Meta(max_length=500)]
Files = Annotated[list[Id], Meta(max_length=10)]


class Customer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom it is addressed to, as printed. `branch`: of the company, as Thai tax law has it ("00000" the head office)."""

    name: Line = ""
    company: Line = ""
    address: Annotated[str, Meta(max_length=1000)] = ""
    tax_id: Annotated[str, Meta(max_length=64)] = ""
    branch: Annotated[str, Meta(max_length=64)] = ""
    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Annotated[str, Meta(max_length=64)] = ""


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs for the company; `image`: an uploaded picture of it."""

    name: Line = ""
    title: Line = ""
    image: Id | None = None


class ExchangeRate(Struct, frozen=True, kw_only=True):
    """One unit of the quotation's currency is `rate` of `currency`, as `source` said `at`."""

    currency: str
    rate: str
    source: str
    at: str


class ItemAmounts(Struct, frozen=True, kw_only=True):
    """What a line comes to, in the order of the items. `amount`: quantity times price; `share`: its part of the discount on the whole;
    `net`: before tax; `total`: with it. One that does not count has what it would come to, before the discount on the whole."""

    amount: Money
    discount: Money
    share: Money
    net: Money
    tax: Money
    total: Money
    withheld: Money
    counted: bool


class TaxAmount(Struct, frozen=True, kw_only=True):
    """A tax on everything it is on: `of` is the amount before tax."""

    name: str
    rate: str
    of: Money
    amount: Money


class SectionAmount(Struct, frozen=True, kw_only=True):
    """`amount`: its lines after their own discounts, before the discount on the whole."""

    title: str
    amount: Money


class Totals(Struct, frozen=True, kw_only=True):
    """What it comes to. `subtotal` less `discount_total` is `net`, plus `tax_total` is `total`; where prices include tax, `subtotal`
    less `discount_total` is `total`, and `net` is that without tax. `payable`: the total less what is `withheld`."""

    items: list[ItemAmounts]
    sections: list[SectionAmount]
    subtotal: Money
    discount_total: Money
    net: Money
    taxes: list[TaxAmount]
    tax_total: Money
    total: Money
    withholdings: list[TaxAmount]
    withheld: Money
    payable: Money


class Answered(Struct, frozen=True, kw_only=True):
    """What was last said to it: by whom, how and why. `signature`: the id of the drawn one."""

    by: Doer
    how: How
    name: str
    reason: str | None
    signature: str | None
    at: str


class QuotationSummary(Struct, frozen=True, kw_only=True):
    """A quotation in lists and events. `number` is null until it is issued; `approval`: what a manager said to its discount."""

    id: str
    version: int
    revision: int
    number: str | None
    state: QuotationState
    contact: str | None
    customer_name: str
    conversation: str | None
    channel: str | None
    owner: str | None
    language: str
    currency: str
    prices: Prices
    valid_until: str | None
    issue_date: str | None
    subtotal: Money
    discount_total: Money
    net: Money
    tax_total: Money
    total: Money
    withheld: Money
    payable: Money
    reported: Money | None
    approval: Literal["none", "needed", "asked", "approved", "refused"]
    answered: Answered | None
    created_at: str
    updated_at: str
    issued_at: str | None
    sent_at: str | None
    seen_at: str | None


class Content(Struct, frozen=True, kw_only=True):
    """What is written in it, beside its head. Stored as JSON."""

    customer: Customer = Customer()
    customer_typed: bool = False
    title: Line = ""
    items: list[Item] = []
    discount: Discount | None = None
    rounding: Rounding = "line"
    notes: str = ""
    terms: str = ""
    payment: str = ""
    signature: Signature | None = None
    attachments: list[str] = []
    rate: ExchangeRate | None = None


class Quotation(QuotationSummary, frozen=True, kw_only=True):
    """The whole of it. `customer_typed`: until it is issued, who it is addressed to follows the contact unless it was typed."""

    customer: Customer
    customer_typed: bool
    title: str
    items: list[Item]
    discount: Discount | None
    rounding: Rounding
    notes: str
    terms: str
    payment: str
    signature: Signature | None
    attachments: list[str]
    rate: ExchangeRate | None
    totals: Totals


class QuotationVersion(Struct, frozen=True, kw_only=True):
    """`replaced_at`: when the next one was begun; null of the present one."""

    revision: int
    quotation: QuotationSummary
    replaced_at: str | None


class QuotationMove(Struct, frozen=True, kw_only=True):
    """A state it came to. `from_state` and `to_state` may lie in either direction: undoing is a move too, and what it took back has
    `undone_at`."""

    id: str
    quotation: str
    revision: int
    at: str
    from_state: QuotationState
    to_state: QuotationState
    by: Doer
    how: How
    user: str | None
    name: str
    reason: str | None
    signature: str | None
    undone_at: str | None


class CurrencyTotal(Struct, frozen=True, kw_only=True):
    """Of the quotations in one currency and state."""

    state: QuotationState
    count: int
    total: Money


class QuotationTotals(Struct, frozen=True, kw_only=True):
    """`complete`: whether all that were asked for are counted; else the newest 20,000."""

    totals: list[CurrencyTotal]
    complete: bool
