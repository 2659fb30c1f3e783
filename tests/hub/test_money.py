"""Money: whole minor units, written as each currency has it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import money
from hub.wire.errors import Refusal
from hub.wire.money import Money

pytestmark = pytest.mark.once


def test_currencies_have_the_places_of_iso_4217() -> None:
    assert {code: money.places(code) for code in ("JPY", "THB", "KWD", "CLF", "VND", "LAK", "IQD")} == {
        "JPY": 0, "THB": 2, "KWD": 3, "CLF": 4, "VND": 0, "LAK": 2, "IQD": 3,
    }  # fmt: skip
    assert len(money.MINOR_UNITS) > 150
    with pytest.raises(Refusal) as refused:
        money.places("XYZ")
    assert refused.value.field == "currency"


def test_an_amount_has_exactly_its_currencys_places() -> None:
    assert money.shape(123450, "THB") == Money("1234.50", "THB")
    assert money.shape(123450, "JPY") == Money("123450", "JPY")
    assert money.shape(-5, "KWD") == Money("-0.005", "KWD")
    assert money.plain(0, "THB") == "0.00"


def test_more_places_than_a_currency_has_are_refused() -> None:
    assert money.minor(Decimal("12.5"), "THB", field="f") == 1250
    for amount, currency in (("0.001", "THB"), ("1.5", "JPY"), ("99999999999999", "THB")):
        with pytest.raises(Refusal) as refused:
            money.minor(Decimal(amount), currency, field="f")
        assert (refused.value.code, refused.value.field) == ("invalid", "f")


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), max_size=30))
def test_what_is_divided_adds_up_and_nobody_gets_more_than_a_unit_too_much(whole: int, weights: list[int]) -> None:
    shares = money.divided(whole, weights)
    total = sum(weights)
    assert sum(shares) == (whole if total else 0)
    assert all(
        abs(share * total - whole * weight) < total for share, weight in zip(shares, weights, strict=True) if total
    )
