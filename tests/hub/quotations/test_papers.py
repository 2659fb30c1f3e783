"""From a quotation to its paper: the numbers are the ones that were computed, in the language's form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hub.quotations import formats, sums
from hub.quotations.papers import Sources, paper_of
from hub.quotations.shaping import Frozen
from hub.wire.configuration import Branding, Company
from hub.wire.money import Money
from hub.wire.quotation_settings import QuotationSettings
from hub.wire.quotations import Answered, Customer, Discount, Item, Quotation, Signature, Tax
from pdf.paper import Paper

VAT = Tax(name="VAT", rate="7")
SPEAKERS = Item(
    description="เครื่องเสียง / PA system",
    quantity="2",
    unit="set",
    unit_price="1234.50",
    discount=Discount(percent="10"),
    tax=VAT,
)
OFFICE = Frozen(
    company=Company(name="ACME", address="1 Road", tax_id="0105561234567"),
    branding=Branding(colour="#123456"),
    quotations=QuotationSettings(
        legal_name="ACME Co., Ltd.", branch="00000", bank="Bank: Kasikornbank\n123-4", promptpay="0105561234567"
    ),
)


def quotation(*items: Item, **changed: Any) -> Quotation:
    fields: dict[str, Any] = {"currency": "THB", "prices": "exclusive", "discount": None, "rounding": "line"} | changed
    asked = {name: fields[name] for name in ("currency", "prices", "discount", "rounding")}
    found = sums.compute(items, **asked)
    zero = Money("0.00", fields["currency"])
    head: dict[str, Any] = {
        "id": "q", "version": 1, "revision": 1, "number": "Q-2026-0042", "state": "issued", "contact": None,
        "customer_name": "", "conversation": None, "channel": None, "owner": None, "language": "th",
        "valid_until": "2027-01-31", "issue_date": "2026-11-22", "reported": None, "approval": "none", "answered": None,
        "created_at": "2026-11-22T08:00:00.000Z", "updated_at": "2026-11-22T08:00:00.000Z",
        "issued_at": "2026-11-22T09:00:00.000Z", "sent_at": None, "seen_at": None, "customer": Customer(name="Pim"),
        "customer_typed": True, "title": "", "notes": "", "terms": "", "payment": "", "signature": None,
        "attachments": [], "rate": None, "items": list(items),
    }  # fmt: skip
    totals = sums.shape(found, fields["currency"])
    told = {name: getattr(totals, name, zero) for name in Quotation.__struct_fields__ if name not in head | fields}
    return Quotation(**(head | told | fields | {"totals": totals}))


def paper(*items: Item, **changed: Any) -> Paper:
    return paper_of(Sources(quotation=quotation(*items, **changed), office=OFFICE, owner="Dana"))


def told(made: Paper) -> list[tuple[str, str, str, str]]:
    return [(total.kind, total.label, total.base, total.amount) for total in made.totals]


def test_the_example_of_the_interface() -> None:
    made = paper(SPEAKERS)
    (item,) = made.sections[0].items
    assert (item.quantity, item.unit, item.unit_price, item.discount) == ("2", "set", "1,234.50", "10\u00a0%")
    assert (item.amount, item.running) == ("2,222.10", "2,222.10")
    assert told(made) == [
        ("subtotal", "", "", "2,469.00"),
        ("discount", "", "", "\u2212246.90"),
        ("net", "", "", "2,222.10"),
        ("tax", "VAT 7\u00a0%", "2,222.10", "155.55"),
        ("total", "", "", "฿2,377.65"),
    ]
    assert made.amount_words == "สองพันสามร้อยเจ็ดสิบเจ็ดบาทหกสิบห้าสตางค์"
    assert (made.issued_on, made.valid_until) == ("22 พฤศจิกายน 2569", "31 มกราคม 2570")
    assert made.promptpay is not None
    assert (made.promptpay.target, made.promptpay.amount) == ("0105561234567", "2377.65")


def test_withholding_leaves_what_is_to_be_paid_and_the_code_asks_for_that() -> None:
    service = Item(description="Work", unit_price="1000", tax=VAT, withholding=Tax(name="WHT", rate="3"))
    made = paper(service)
    assert told(made)[-2:] == [
        ("withholding", "WHT 3\u00a0%", "1,000.00", "\u221230.00"),
        ("payable", "", "", "฿1,040.00"),
    ]
    assert made.promptpay is not None
    assert made.promptpay.amount == "1040.00"


def test_what_a_price_contains_is_told_after_the_total() -> None:
    made = paper(Item(description="Book", unit_price="107", tax=VAT), prices="inclusive")
    assert [each[0] for each in told(made)] == ["subtotal", "total", "included_tax"]
    assert made.prices_include_tax


def test_both_kinds_of_discount_are_told_apart() -> None:
    made = paper(SPEAKERS, discount=Discount(amount="22.10"))
    assert [(kind, amount) for kind, _, _, amount in told(made)][:4] == [
        ("subtotal", "2,469.00"),
        ("line_discounts", "\u2212246.90"),
        ("discount", "\u221222.10"),
        ("net", "2,200.00"),
    ]


def test_what_runs_over_a_page_counts_only_what_counts() -> None:
    plain = Item(description="A", unit_price="100")
    made = paper(plain, Item(description="B", unit_price="50", optional=True), plain)
    assert [item.running for item in made.sections[0].items] == ["100.00", "100.00", "200.00"]
    assert [item.optional for item in made.sections[0].items] == [False, True, False]


def test_sections_keep_their_items_and_their_sums() -> None:
    made = paper(*(Item(description="A", unit_price="100", section=title) for title in ("One", "One", "Two")))
    assert [(section.title, len(section.items), section.subtotal) for section in made.sections] == [
        ("One", 2, "200.00"),
        ("Two", 1, "100.00"),
    ]


def test_the_company_is_the_one_that_was_frozen() -> None:
    made = paper(SPEAKERS)
    assert (made.company.name, made.company.branch, made.colour) == ("ACME Co., Ltd.", "สำนักงานใหญ่", "#123456")
    assert made.bank == [("Bank", "Kasikornbank"), ("", "123-4")]
    assert paper(SPEAKERS, customer=Customer(name="Pim", company="PP", branch="00012")).customer.branch == "สาขา 00012"


@pytest.mark.parametrize(
    ("state", "stamp", "code"),
    [("draft", "draft", False), ("issued", None, True), ("void", "void", False), ("accepted", "accepted", True)],
)
def test_states_are_stamped_and_only_what_stands_can_be_paid(state: str, stamp: str | None, code: bool) -> None:
    made = paper(SPEAKERS, state=state)
    assert made.stamp == stamp
    assert (made.promptpay is not None) is code


def test_an_older_version_says_that_it_was_replaced() -> None:
    made = paper_of(Sources(quotation=quotation(SPEAKERS), office=OFFICE, superseded=True))
    assert made.stamp == "superseded"


def test_who_signed_is_told_with_the_day_it_was_at_the_office() -> None:
    answered = Answered(
        by="customer", how="page", name="Pim", reason=None, signature="s", at="2026-11-23T20:00:00.000Z"
    )
    found = quotation(SPEAKERS, state="accepted", answered=answered, signature=Signature(name="Ines", title="Boss"))
    made = paper_of(Sources(quotation=found, office=OFFICE, customer_signature=b"png", time_zone="Asia/Bangkok"))
    assert made.signature is not None
    assert (made.signature.name, made.signature.signed_on) == ("Pim", "24 พฤศจิกายน 2569")
    assert made.signature.picture == b"png"
    assert made.seller is not None
    assert (made.seller.name, made.seller.title) == ("Ines", "Boss")


@pytest.mark.parametrize(
    ("currency", "language", "expected"),
    [
        ("THB", "th", "฿1,234,567.50"),
        ("JPY", "ja", "￥1,234,568"),
        ("KWD", "en", "KWD\u00a01,234,567.500"),
        ("LAK", "lo", "₭1.234.567,50"),
        ("EUR", "de", "1.234.567,50\u00a0€"),
        ("INR", "hi", "₹12,34,567.50"),
    ],
)
def test_amounts_have_the_languages_form_and_the_currencys_places(currency: str, language: str, expected: str) -> None:
    assert formats.amount(Decimal("1234567.5"), currency, language) == expected


def test_thai_days_can_have_the_years_of_the_rest_of_the_world() -> None:
    assert formats.day("2026-11-22", "th", "gregorian") == "22 พฤศจิกายน ค.ศ. 2026"
    assert formats.day("2026-11-22", "en", "gregorian") == "November 22, 2026"


def test_digits_are_latin_on_an_arabic_paper() -> None:
    assert "1,234.50" in formats.amount(Decimal("1234.5"), "SAR", "ar")
    assert formats.day("2026-11-22", "ar") == "22 نوفمبر 2026"


def test_a_unit_price_keeps_all_its_places() -> None:
    assert [formats.price(Decimal(each), "THB", "en") for each in ("0.0125", "5", "1234.5")] == [
        "0.0125",
        "5.00",
        "1,234.50",
    ]


@pytest.mark.parametrize(
    ("amount", "words"), [("0.00", "ศูนย์บาทถ้วน"), ("21.00", "ยี่สิบเอ็ดบาทถ้วน"), ("1000001.25", "หนึ่งล้านหนึ่งบาทยี่สิบห้าสตางค์")]
)
def test_baht_in_words(amount: str, words: str) -> None:
    assert formats.baht_in_words(Decimal(amount)) in (words, words.replace("ล้านหนึ่ง", "ล้านเอ็ด"))
