"""What an office decides about its quotations: a section of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from hub.wire.money import Currency
from hub.wire.quotations import Language, Line, LongWords, Percent, Prices, Rounding, Signature, Tax, Words

PageSize = Literal["A4", "Letter"]
Layout = Literal["classic", "modern", "plain"]
FontFamily = Literal["noto", "sarabun"]
ThaiYears = Literal["buddhist", "gregorian"]
RATES_BASE = "{base}"  # what stands for the report currency in `rates_url`


class TaxPreset(Tax, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`withheld`: the customer keeps it back for the tax office; else it is added to the price, or contained in it."""

    withheld: bool = False


PRESETS = (
    TaxPreset(name="VAT", rate="7"),
    TaxPreset(name="VAT", rate="0"),
    TaxPreset(name="WHT", rate="1", withheld=True),  # Thai withholding tax: transport
    TaxPreset(name="WHT", rate="2", withheld=True),  # advertising
    TaxPreset(name="WHT", rate="3", withheld=True),  # services
    TaxPreset(name="WHT", rate="5", withheld=True),  # rent
)


class QuotationSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`number_pattern` names `{year}` and `{number}` (`{number:4}`: at least four digits). `rounding`: of taxes, per line or per document.
    `bank` and `promptpay` are printed for payment. `discount_limit`: the percentage an agent may grant without a manager; null: any.
    `report_currency`: what totals are added up in; `rates_url`: where rates come from, fetched daily; null: they are typed.
    `remind_days`: before it expires the customer is reminded, once; null: never. `remind_template`: the name of the template that does
    it when free text cannot be sent; null: the owner is told instead. `colour` null: the branding's. `thai_years`: of days on Thai papers, 2569 or ค.ศ. 2026."""

    legal_name: Line = ""
    branch: Annotated[str, Meta(max_length=64)] = ""
    bank: Annotated[str, Meta(max_length=1000)] = ""
    promptpay: Annotated[str, Meta(pattern=r"^([0-9]{10}|[0-9]{13}|[0-9]{15})?$")] = ""
    number_pattern: Annotated[str, Meta(min_length=1, max_length=40)] = "Q-{year}-{number:4}"
    currency: Currency = "THB"
    language: Language = "en"
    prices: Prices = "exclusive"
    rounding: Rounding = "line"
    valid_days: Annotated[int, Meta(ge=1, le=3650)] | None = 30
    taxes: Annotated[list[TaxPreset], Meta(max_length=50)] = field(default_factory=lambda: list(PRESETS))
    notes: Words = ""
    terms: LongWords = ""
    payment: Words = ""
    signature: Signature | None = None
    discount_limit: Percent | None = None
    remind_days: Annotated[int, Meta(ge=1, le=60)] | None = 3
    remind_template: Annotated[str, Meta(min_length=1, max_length=512)] | None = None
    report_currency: Currency | None = None
    rates_url: Annotated[str, Meta(max_length=2000)] | None = None
    page_size: PageSize = "A4"
    layout: Layout = "classic"
    font: FontFamily = "noto"
    thai_years: ThaiYears = "buddhist"
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
