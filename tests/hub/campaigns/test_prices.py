"""What a campaign costs: dated prices, and what they do not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import phonenumbers
import pytest

from hub.campaigns import prices

pytestmark = pytest.mark.once
AUTUMN = date(2026, 11, 22)


def test_every_card_is_dated_names_its_source_and_prices_countries_once() -> None:
    for edition in prices.editions():
        assert date.fromisoformat(edition.effective) <= AUTUMN
        assert edition.source.startswith("Meta")
        named = [country for market in edition.markets for country in market.countries]
        assert len(named) == len(set(named))
        assert set(named) <= set(phonenumbers.SUPPORTED_REGIONS)
        for market in edition.markets:
            known = [Decimal(each) for each in (market.marketing, market.utility, market.authentication)]
            assert all(Decimal(0) < each < Decimal("0.2") for each in known)
            assert known[0] >= known[1], "marketing is never the cheaper one"


def test_what_is_delivered_to_thailand_costs_what_the_card_says() -> None:
    cost = prices.estimate({("TH", "MARKETING"): 1000}, [], AUTUMN)
    assert (cost.currency, cost.amount, cost.unknown) == ("USD", "73.20", [])
    assert cost.effective == "2026-01-01"


def test_it_says_what_it_does_not_know() -> None:
    said = " ".join(prices.estimate({("TH", "UTILITY"): 1}, [], AUTUMN).caveats)
    for word in ("list prices of 2026-01-01", "every quarter", "large volumes", "open conversations"):
        assert word in said
    young = " ".join(prices.estimate({("TH", "MARKETING"): 1}, [], date(2026, 1, 20)).caveats)
    assert "every quarter" not in young
    assert "large volumes" not in young
