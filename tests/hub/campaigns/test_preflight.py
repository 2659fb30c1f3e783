"""What is said before the first message: what stands in the way, who gets nothing, what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from hub.campaigns import preflight, prices
from hub.campaigns.checks import address_of, country_of
from hub.office import configuration
from hub.transaction import Transactions
from hub.wire.campaigns import Audience, Campaign, Preflight, Sending
from hub.wire.configuration import CampaignPrice, Campaigns
from storage.campaigns import sends as campaign_sends
from tests.cast import BUSINESS, Cast
from tests.hub.campaigns import people

AUTUMN = date(2026, 11, 1)


async def looked(transactions: Transactions, campaign: Campaign) -> Preflight:
    return await preflight.report(transactions.database, campaign)


def codes(report: Preflight, level: str) -> dict[str, int]:
    return {each.code: each.count for each in report.findings if each.level == level}


async def test_the_report_counts_and_says_it_in_words(transactions: Transactions, cast: Cast) -> None:
    yes = {"wanted": True, "at": "2026-01-01T00:00:00Z", "how": "in_person"}
    async with transactions.begin() as tx:
        await people.customers(tx, 3, consent={"marketing": yes})
        await people.customers(tx, 2)
        out = await people.customers(tx, 1, consent={"marketing": False})
        await people.offer(tx, cast.sales)
        await people.channel_is(tx, cast.sales, tier="TIER_2K")
        made = await people.draft(tx, cast)
    report = await looked(transactions, made)
    assert (report.ok, report.people, report.sends, report.skipped) == (True, 6, 5, 1)
    assert codes(report, "skip") == {"opted_out": 1}
    assert codes(report, "warning") == {"no_consent": 2}
    assert next(each for each in report.findings if each.code == "opted_out").contacts == out
    assert report.words[:3] == [
        "6 people are meant; 5 will get a message.",
        "1 person opted out and gets nothing.",
        "2 people have not said whether they want marketing.",
    ]
    assert (report.cost.currency, report.cost.amount) == ("USD", "0.37")  # 5 × 0.0732
    assert "USD 0.37 (prices of 2026-01-01)" in report.words[-1]
    assert report.languages == {"en": 5}


async def test_missing_consent_blocks_where_the_campaign_says_so(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 2)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast, sending=Sending(missing_consent="block"))
    report = await looked(transactions, made)
    assert codes(report, "skip") == {"no_consent": 2}
    assert codes(report, "error") == {"nobody": 0}
    assert not report.ok


async def test_an_opt_out_of_marketing_leaves_other_categories_alone(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1, consent={"marketing": False})
        await people.customers(tx, 1, consent={"whatsapp": False})
        await people.offer(tx, cast.sales, category="UTILITY")
        made = await people.draft(tx, cast)
    assert codes(await looked(transactions, made), "skip") == {"opted_out": 1}


@pytest.mark.parametrize(
    ("template", "channel", "said"),
    [
        ({"status": "PAUSED", "reason": "Too many people blocked it."}, {}, "offer (en) is paused, so it cannot be sent. Too many"),
        ({"status": "REJECTED"}, {}, "offer (en) is rejected"),
        ({"components": '[{"type":"BODY","text":"{{1}} {{2}}"}]'}, {}, "Nothing fills body.2 of offer (en)."),
        ({"components": '[{"type":"BODY","text":"Hi"}]'}, {}, "offer (en) has no place called body.1."),
        ({"components": '[{"type":"HEADER","format":"VIDEO"},{"type":"BODY","text":"{{1}}"}]'}, {}, "needs a file of the kind video"),
        ({"components": '[{"type":"CAROUSEL"},{"type":"BODY","text":"{{1}}"}]'}, {}, "has a carousel"),
        ({"name": "other"}, {}, "There is no template offer (en)"),
        ({}, {"state": "paused"}, "Sales line is paused."),
    ],
)  # fmt: skip
async def test_what_keeps_it_from_starting(
    transactions: Transactions, cast: Cast, template: dict[str, Any], channel: dict[str, Any], said: str
) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1)
        offer = await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        if template:
            await people.template_is(tx, offer, **template)
        if channel:
            await people.channel_is(tx, cast.sales, **channel)
    report = await looked(transactions, made)
    assert not report.ok
    assert any(said in each.message for each in report.findings if each.level == "error"), report.words


async def test_quality_and_the_portfolio_s_limit_are_told(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 4)
        await people.offer(tx, cast.sales, quality="RED")
        made = await people.draft(tx, cast)
    report = await looked(transactions, made)
    assert codes(report, "warning").keys() == {"quality", "tier", "no_consent"}  # of the tier nothing is known yet
    async with transactions.begin() as tx:
        await people.channel_is(tx, cast.sales, tier="TIER_250")
        await campaign_sends.lock_reach(tx.connection, BUSINESS, tx.now)
        await campaign_sends.add_reach(tx.connection, BUSINESS, tx.now, 248)
    report = await looked(transactions, made)
    assert codes(report, "warning")["tier"] == 2
    (told,) = [each.message for each in report.findings if each.code == "tier"]
    assert "250 people in 24 hours, 2 more now" in told
    strict = msgspec.structs.replace(made, sending=Sending(unknown_tier="block"))
    async with transactions.begin() as tx:
        await people.channel_is(tx, cast.sales, tier=None)
    assert codes(await looked(transactions, strict), "error") == {"tier": 0}


async def test_us_numbers_are_told_of(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        (american,) = await people.customers(tx, 1)
        await people.number_is(tx, american, "12025550123")
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast, audience=Audience(everyone=True))
    report = await looked(transactions, made)
    assert codes(report, "warning")["us_marketing"] == 1


async def test_the_office_s_own_prices_come_first(transactions: Transactions, cast: Cast) -> None:
    own = CampaignPrice(country="TH", category="MARKETING", currency="THB", price="2.5")
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "campaigns", Campaigns(prices=[own]))
        await people.customers(tx, 4)
        (german,) = await people.customers(tx, 1)
        await people.number_is(tx, german, "491701234567")
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    cost = (await looked(transactions, made)).cost
    assert (cost.currency, cost.amount, cost.unknown) == ("THB", "10.00", ["DE"])


@pytest.mark.once
def test_prices_are_dated_and_what_changed_since_is_not_known() -> None:
    counts = {("TH", "MARKETING"): 1000, ("UA", "MARKETING"): 10, ("KP", "UTILITY"): 1, (None, None): 1}
    cost = prices.estimate(counts, [], AUTUMN)
    assert (cost.amount, cost.effective, cost.unknown) == ("73.20", "2026-01-01", ["?", "KP", "UA"])
    summer = prices.estimate({("UA", "MARKETING"): 10}, [], date(2026, 7, 1))  # before its price changed
    assert (summer.amount, summer.unknown) == ("0.86", [])


@pytest.mark.once
def test_every_country_has_one_price() -> None:
    for edition in prices.editions():
        listed = [country for market in edition.markets for country in market.countries]
        assert len(listed) == len(set(listed))
        assert all(
            country_of(number) in listed for number in ("66812345678", "14165550123", "447400123456", "491701234567")
        )


@pytest.mark.once
@pytest.mark.parametrize(
    ("digits", "country"),
    [("66812345678", "TH"), ("12025550123", "US"), ("14165550123", "CA"), ("447400123456", "GB"), ("77011234567", "KZ"),
     ("66123", None), ("999123456789", None), ("not a number", None), ("1" * 20, None)],
)  # fmt: skip
def test_the_country_of_a_number(digits: str, country: str | None) -> None:
    assert country_of(digits) == country


@pytest.mark.once
def test_numbers_written_in_two_ways_are_one() -> None:
    pairs = (("5215512345678", "525512345678"), ("5491123456789", "541123456789"), ("5511987654321", "551187654321"))
    assert all(address_of("phone", one) == address_of("phone", other) for one, other in pairs)
    assert address_of("whatsapp_user", "TH.1349") == "whatsapp_user:TH.1349"
