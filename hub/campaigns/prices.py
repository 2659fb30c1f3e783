"""What the provider asks for a delivered template: dated tables (prices.json), and what the office says instead. Pure.

A country whose price is not known is said, never guessed: also one of which we only know that its price changed.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import resources

import msgspec
from msgspec import Struct

from hub.wire.campaigns import Cost, CostLine
from hub.wire.configuration import CampaignPrice

CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
DISCOUNTED = frozenset({"UTILITY", "AUTHENTICATION"})  # categories that get cheaper with volume
QUARTER_DAYS = 92  # the provider announces another list so often
SERVICE_BILLED = date(2026, 10, 1)  # reported by many of Meta's partners; not on its own page as of September 2026
_CENT = Decimal("0.01")


class Market(Struct, frozen=True, kw_only=True):
    name: str
    countries: list[str]
    marketing: str
    utility: str
    authentication: str


class Edition(Struct, frozen=True, kw_only=True):
    """A rate card. `changed_since`: by date the countries whose price is another since, which we have not got."""

    effective: str
    currency: str
    source: str
    markets: list[Market]
    changed_since: Mapping[str, list[str]] = {}


def estimate(counts: Mapping[tuple[str | None, str | None], int], own: Sequence[CampaignPrice], today: date) -> Cost:
    """`counts`: recipients by country and category. `own`: the office's prices, which come before the table's."""
    edition = current(today)
    currency = own[0].currency if own else edition.currency
    lines = [
        _line(country, category, count, own, edition, today, currency)
        for (country, category), count in sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))
    ]
    known = [Decimal(line.amount) for line in lines if line.amount is not None]
    return Cost(
        currency=currency,
        amount=str(sum(known, Decimal(0)).quantize(_CENT)),
        lines=lines,
        unknown=sorted({line.country or "?" for line in lines if line.amount is None}),
        source="The office's own prices" if own else edition.source,
        effective=edition.effective,
        caveats=_caveats({category for _, category in counts}, own, edition, today),
    )


def _caveats(
    categories: Collection[str | None], own: Sequence[CampaignPrice], edition: Edition, today: date
) -> list[str]:
    """What the amount leaves out, or may have wrong."""
    found = []
    if not own:
        found.append(
            f"These are the provider's list prices of {edition.effective}, without what a partner or taxes add."
        )
        if (today - date.fromisoformat(edition.effective)).days > QUARTER_DAYS:
            found.append("The provider changes its list every quarter: compare it before much depends on the amount.")
    if DISCOUNTED & set(categories):
        found.append("Discounts for large volumes of utility and authentication messages are not counted.")
    if today >= SERVICE_BILLED:
        found.append(
            "Answering may cost too: the provider's partners report a price for messages in open conversations since "
            f"{SERVICE_BILLED.isoformat()}, which is not counted."
        )
    return found


def current(today: date) -> Edition:
    """The newest rate card that is in force."""
    in_force = [edition for edition in editions() if date.fromisoformat(edition.effective) <= today]
    return in_force[-1] if in_force else editions()[0]


@functools.cache
def editions() -> list[Edition]:
    """The oldest first."""
    told = resources.files("hub.campaigns").joinpath("prices.json").read_bytes()
    return sorted(msgspec.json.decode(told, type=list[Edition]), key=lambda edition: edition.effective)


def price(country: str | None, category: str | None, edition: Edition, today: date) -> Decimal | None:
    """Of one message; None when it is not known."""
    stale = {
        each
        for since, changed in edition.changed_since.items()
        if date.fromisoformat(since) <= today
        for each in changed
    }
    if country is None or category not in CATEGORIES or country in stale:
        return None
    market = next((market for market in edition.markets if country in market.countries), None)
    return None if market is None else Decimal(getattr(market, category.lower()))


def _line(
    country: str | None,
    category: str | None,
    count: int,
    own: Sequence[CampaignPrice],
    edition: Edition,
    today: date,
    currency: str,
) -> CostLine:
    said = next(
        (each for each in own if each.country == country and each.category == category and each.currency == currency),
        None,
    )
    each = Decimal(said.price) if said is not None else None
    if each is None and currency == edition.currency:
        each = price(country, category, edition, today)
    amount = None if each is None else str((each * count).quantize(_CENT))
    return CostLine(
        country=country, category=category, count=count, price=None if each is None else str(each), amount=amount
    )
