"""A quotation as its customer sees it on the private page, and what the customer may say to it there."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.wire.quotations import QuotationState

SIGNATURE_MOST = 400_000  # characters of base64: a drawn name has about 20,000

Token = Annotated[
    str, Meta(min_length=1, max_length=128, description="What stands behind the # of the page's address.")
]
PngText = Annotated[str, Meta(min_length=1, max_length=SIGNATURE_MOST, description="A PNG picture in base64.")]


class PageOpening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`look`: somebody of the team looks at it, which is not the customer's having seen it."""

    token: Token
    look: bool = False


class PageAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`revision`: the version that was read. Accepting needs `name` and `signature`, asking for a change `words`."""

    token: Token
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]
    answer: Literal["accept", "change", "decline"]
    name: Annotated[str, Meta(max_length=120)] = ""
    words: Annotated[str, Meta(max_length=2000)] = ""
    signature: PngText | None = None


class PageItem(Struct, frozen=True, kw_only=True):
    """The first line of `description` is its title."""

    description: str
    quantity: str
    unit_price: str
    discount: str
    tax: str
    amount: str
    optional: bool


class PageSection(Struct, frozen=True, kw_only=True):
    title: str
    subtotal: str
    items: list[PageItem]


class PageLine(Struct, frozen=True, kw_only=True):
    """Something and its name: a total, a bank account."""

    label: str
    text: str
    strong: bool = False


class PageFile(Struct, frozen=True, kw_only=True):
    """Something that goes along with it. `address`: for the browser that opened the page; `size` in bytes."""

    name: str
    size: int
    address: str


class PageSaid(Struct, frozen=True, kw_only=True):
    """The answer it has. `by_customer` false: somebody of the team wrote it down."""

    name: str
    words: str
    on: str
    by_customer: bool


class PageCompany(Struct, frozen=True, kw_only=True):
    name: str
    address: str
    phone: str
    email: str
    website: str
    tax_id: str
    colour: str
    logo: str | None


class CustomerPage(Struct, frozen=True, kw_only=True):
    """All text is as it shall be shown, in the quotation's `language`; `words` are the page's own. `answerable`: which answers are open.
    `document`: where its PDF is, for the browser that opened the page."""

    revision: int
    number: str
    state: QuotationState
    revising: bool
    language: str
    direction: Literal["ltr", "rtl"]
    company: PageCompany
    customer: list[str]
    title: str
    issued_on: str
    valid_until: str
    total: str
    sections: list[PageSection]
    totals: list[PageLine]
    inclusive: str
    notes: str
    terms: str
    payment: str
    bank: list[PageLine]
    answerable: list[Literal["accept", "change", "decline"]]
    said: PageSaid | None
    document: str
    files: list[PageFile]
    words: dict[str, str]
