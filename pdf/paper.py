"""What a quotation's paper says: everything is text as it shall be printed. Nothing here is computed, and nobody but the caller knows money.

`Paper` in, bytes out: `pdf.quotation.draw`. The same `Paper` gives the same bytes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Layout = Literal["classic", "modern", "plain"]
PageSize = Literal["A4", "Letter"]
Family = Literal["noto", "sarabun"]
Stamp = Literal["draft", "void", "superseded", "accepted", "declined", "expired"]
TotalKind = Literal[
    "subtotal", "line_discounts", "discount", "net", "tax", "included_tax", "total", "withholding", "payable"
]


class Company(Struct, frozen=True, kw_only=True):
    """Who offers. `address` may have several lines; `branch` as printed ("Head office", "สาขา 00001"); `logo`: a PNG, JPEG, WebP or GIF."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    branch: str = ""
    logo: bytes | None = None


class Customer(Struct, frozen=True, kw_only=True):
    """To whom. `attention`: the person, when `name` is a company."""

    name: str
    attention: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    branch: str = ""


class Item(Struct, frozen=True, kw_only=True):
    """One line of the table. The first line of `description` is its title, the others explain. `running`: what this item and all counted
    ones before it come to, printed where a page ends; an optional item repeats the one before. `discount`: "10 %" or "− 100.00"."""

    description: str
    number: str = ""
    quantity: str = ""
    unit: str = ""
    unit_price: str = ""
    discount: str = ""
    tax: str = ""
    amount: str = ""
    running: str = ""
    optional: bool = False


class Section(Struct, frozen=True, kw_only=True):
    """Items under a heading. The items of a quotation without sections are one section without title. `subtotal`: printed at its end, if any."""

    items: list[Item]
    title: str = ""
    subtotal: str = ""


class Total(Struct, frozen=True, kw_only=True):
    """A line under the table, in this order. `label`: what to print instead of the language's word for the kind; a tax or a withholding
    tax is named here ("VAT 7 %"). `base`: what a tax is computed from."""

    kind: TotalKind
    amount: str
    label: str = ""
    base: str = ""


class PromptPay(Struct, frozen=True, kw_only=True):
    """`target`: a Thai telephone number, a tax id of 13 digits or an e-wallet of 15. `amount`: baht, "2377.65"; None: the payer types it."""

    target: str
    amount: str | None = None


class Signature(Struct, frozen=True, kw_only=True):
    """Who signed: for the company, or the customer who accepted. `picture`: the drawn signature, of the same kinds as a logo."""

    name: str = ""
    title: str = ""
    signed_on: str = ""
    picture: bytes | None = None


class Paper(Struct, frozen=True, kw_only=True):
    """`language`: BCP 47; it chooses the labels, the shapes of Han characters and the side from which the page is read. `number` None: a
    draft. `facts`: further labelled lines at the head ("Reference", "PO 123"). `amount_words`: the total in words. `exchange`: a sentence
    on the rate locked at issue. `created`: with its zone; it is the date in the file's metadata. `seller` signs for the company, `signature`
    is the customer's.
    """

    language: str
    currency: str
    company: Company
    customer: Customer
    sections: list[Section]
    totals: list[Total]
    created: datetime
    number: str | None = None
    version: int = 1
    title: str = ""
    issued_on: str = ""
    valid_until: str = ""
    prepared_by: str = ""
    facts: list[tuple[str, str]] = []
    prices_include_tax: bool = False
    amount_words: str = ""
    exchange: str = ""
    notes: str = ""
    terms: str = ""
    payment: str = ""
    bank: list[tuple[str, str]] = []
    promptpay: PromptPay | None = None
    attachments: list[str] = []
    signature_block: bool = True
    seller: Signature | None = None
    signature: Signature | None = None
    stamp: Stamp | None = None
    layout: Layout = "classic"
    page_size: PageSize = "A4"
    colour: str = "#0f766e"
    family: Family = "noto"
