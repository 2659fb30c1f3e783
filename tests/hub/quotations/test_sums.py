"""What a quotation comes to: the rule in examples, and for any mix of items against exact fractions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from hub import money
from hub.quotations import sums
from hub.wire.errors import Refusal
from hub.wire.quotations import Discount, Item, Tax
from tests.hub.quotations import oracle

pytestmark = pytest.mark.once

VAT = Tax(name="VAT", rate="7")
WHT = Tax(name="WHT", rate="3")
CURRENCIES = ("JPY", "THB", "KWD", "CLF")


def item(price: str, quantity: str = "1", **more: Any) -> Item:
    return Item(description="A thing", unit_price=price, quantity=quantity, **more)


def compute(*items: Item, currency: str = "THB", **more: Any) -> sums.Sums:
    asked: dict[str, Any] = {"prices": "exclusive", "discount": None, "rounding": "line"} | more
    return sums.compute(items, currency=currency, **asked)


def told(found: sums.Sums) -> dict[str, Any]:
    lines = [[x.amount, x.discount, x.share, x.net, x.tax, x.withheld] for x in found.lines]
    names = ("subtotal", "discount_total", "net", "tax_total", "total", "withheld", "payable")
    return {"lines": lines, **{name: getattr(found, name) for name in names}}


def decimals(whole: int, places: int) -> st.SearchStrategy[str]:
    return st.tuples(st.integers(0, whole), st.integers(0, places)).flatmap(
        lambda pair: st.integers(0, 10 ** pair[1] - 1).map(
            lambda part: f"{pair[0]}.{part:0{pair[1]}d}" if pair[1] else str(pair[0])
        )
    )


RATES = st.sampled_from(["0", "7", "7.5", "19", "33.3333", "100", "0.0001"])
TAXES = st.none() | st.builds(lambda name, rate: Tax(name=name, rate=rate), st.sampled_from(["VAT", "GST"]), RATES)
PERCENTS = st.builds(
    lambda percent: Discount(percent=percent), st.sampled_from(["0", "3", "10", "33.3333", "99.9999", "100"])
)
ITEMS = st.builds(
    Item,
    description=st.just("A thing"),
    unit_price=decimals(99_999, 4),
    quantity=decimals(999, 4).filter(lambda text: any(digit in text for digit in "123456789")),
    discount=st.none() | PERCENTS,
    tax=TAXES,
    withholding=st.none() | st.just(WHT),
    optional=st.booleans(),
    chosen=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ITEMS, max_size=12),
    st.sampled_from(CURRENCIES),
    st.sampled_from(["exclusive", "inclusive"]),
    st.sampled_from(["line", "document"]),
    st.none() | PERCENTS | decimals(99, 0).map(lambda amount: Discount(amount=amount)),
)
def test_any_mix_comes_to_what_fractions_say_and_adds_up(
    items: list[Item], currency: str, prices: Any, rounding: Any, discount: Discount | None
) -> None:
    try:
        found = compute(*items, currency=currency, prices=prices, rounding=rounding, discount=discount)
    except Refusal:  # the discount is larger than all items together
        reject()
    digits = money.places(currency)
    assert told(found) == oracle.computed(items, digits=digits, prices=prices, discount=discount, rounding=rounding)
    counted = [line for line in found.lines if line.counted]
    assert sum(line.net + line.tax for line in counted) == found.total
    assert sum(tax.amount for tax in found.taxes) == found.tax_total
    assert sum(tax.amount for tax in found.withholdings) == found.withheld
    before_tax = found.total if prices == "inclusive" else found.net
    assert found.subtotal - found.discount_total == before_tax
    assert all(line.amount - line.discount - line.share >= 0 and line.net >= 0 and line.tax >= 0 for line in counted)
    assert not found.sections


def test_two_sets_less_a_tenth_with_vat() -> None:
    found = compute(item("1234.50", "2", discount=Discount(percent="10"), tax=VAT))
    assert (found.subtotal, found.discount_total, found.tax_total, found.total) == (246900, 24690, 15555, 237765)


def test_what_lies_between_two_units_goes_to_the_larger() -> None:
    assert compute(item("0.005")).total == 1
    assert compute(item("0.0049")).total == 0
    assert compute(item("0.5"), currency="JPY").total == 1
    assert compute(item("1.0005"), currency="KWD").total == 1001


def test_taxes_are_rounded_on_each_line_or_once_on_the_whole() -> None:
    things = [item("0.07", tax=VAT)] * 3  # a tax of 0.0049 each
    assert compute(*things).tax_total == 0
    whole = compute(*things, rounding="document")
    assert whole.tax_total == 1
    assert [line.tax for line in whole.lines] == [1, 0, 0]


def test_a_discount_on_the_whole_is_shared_out_to_the_last_unit() -> None:
    found = compute(item("10"), item("10"), item("10"), discount=Discount(amount="10.00"))
    assert [line.share for line in found.lines] == [334, 333, 333]


def test_inclusive_prices_hold_their_tax() -> None:
    found = compute(item("107", tax=VAT), prices="inclusive")
    assert (found.subtotal, found.net, found.tax_total, found.total) == (10700, 10000, 700, 10700)


def test_what_is_withheld_is_no_part_of_the_total() -> None:
    found = compute(item("1000", tax=VAT, withholding=WHT))
    assert (found.total, found.withheld, found.payable) == (107000, 3000, 104000)


def test_an_optional_item_counts_once_it_is_chosen() -> None:
    lamp = item("5", tax=VAT, optional=True)
    left = compute(item("10"), lamp)
    assert (left.total, left.lines[1].net, left.lines[1].tax, left.taxes) == (1000, 500, 35, [])
    chosen = compute(item("10"), item("5", tax=VAT, optional=True, chosen=True))
    assert chosen.total == 1535


def test_taxes_are_told_by_name_and_rate_and_sections_by_neighbours() -> None:
    things = [
        item("10", tax=VAT, section="Sound"),
        item("20", tax=Tax(name="VAT", rate="7.0"), section="Sound"),
        item("5", tax=Tax(name="VAT", rate="0")),
    ]
    found = sums.shape(compute(*things), "THB")
    assert [(tax.name, tax.rate, tax.of.amount, tax.amount.amount) for tax in found.taxes] == [
        ("VAT", "7", "30.00", "2.10"),
        ("VAT", "0", "5.00", "0.00"),
    ]
    assert [(section.title, section.amount.amount) for section in found.sections] == [("Sound", "30.00"), ("", "5.00")]


@pytest.mark.parametrize(
    ("things", "more", "field"),
    [
        ([item("1", "0")], {}, "items[0].quantity"),
        ([item("1")], {"currency": "XYZ"}, "currency"),
        ([item("1"), item("1", discount=Discount(amount="1.01"))], {}, "items[1].discount.amount"),
        ([item("1", discount=Discount(amount="0.001"))], {}, "items[0].discount.amount"),
        ([item("1", discount=Discount())], {}, "items[0].discount"),
        ([item("1")], {"discount": Discount(percent="1", amount="1")}, "discount"),
        ([item("1")], {"discount": Discount(amount="2")}, "discount.amount"),
        ([item("999999999999", "999999999")], {}, "items[0]"),
        ([item("9000000000000", "1")] * 2, {}, "items"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(things: list[Item], more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        compute(*things, **more)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
