"""Money as each language writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hub import money
from hub.quotations import formats

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [
        ("th", "THB", "฿1,234,567.50"),
        ("en", "USD", "$1,234,567.50"),
        ("de", "EUR", "1.234.567,50\N{NO-BREAK SPACE}€"),
        ("hi", "INR", "₹12,34,567.50"),
        ("ja", "JPY", "￥123,456,750"),
    ],
)
def test_each_language_writes_money_its_way(language: str, currency: str, written: str) -> None:
    assert formats.amount(Decimal(money.plain(123456750, currency)), currency, language) == written


def test_every_unit_of_the_largest_amount_is_written() -> None:
    most = Decimal(money.plain(money.MOST - 1, "THB"))
    assert formats.figure(most, "THB", "en") == "9,999,999,999,999.99"
    assert formats.figure(most, "LAK", "ar-EG") == "9,999,999,999,999.99"  # western digits, whatever the language
