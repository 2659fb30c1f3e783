"""Follow-ups and links while a campaign is written: looked at before the first message, previewed, kept."""

from __future__ import annotations

from typing import Any

import pytest

from hub.campaigns import preflight, previews
from hub.transaction import Transactions
from hub.wire.campaigns import Bound, CampaignContent, ReplyRule, Step
from hub.wire.errors import Refusal
from storage import tables
from storage.campaigns import files as campaign_files
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.campaigns import people, sent
from tests.hub.campaigns.test_files import kept_for, showing
from tests.hub.campaigns.test_links import HUB, OURS

LATER = CampaignContent(name="later", language="en", parameters={"1": Bound(field="fields.city")})


async def test_every_step_is_looked_at_before_the_first_message(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 2, fields={"city": "Bangkok"})
        await people.customers(tx, 1)
        await people.offer(tx, cast.sales)
        await people.offer(tx, cast.sales, name="later", category="UTILITY")
        steps = [
            Step(after_days=3, template=LATER),
            Step(after_days=5, template=CampaignContent(name="gone", language="en")),
        ]
        made = await people.draft(tx, cast, steps=steps)
    report = await preflight.report(transactions.database, made)
    errors = [each.message for each in report.findings if each.level == "error"]
    assert errors == ["Step 3: There is no template gone (en) on this number."]
    warned = {each.code: each.count for each in report.findings if each.level == "warning"}
    assert warned["step_parameters"] == 1
    assert [(step.step, step.after_days, step.most) for step in report.steps] == [(2, 3, 3), (3, 5, 3)]
    assert report.steps[0].cost.lines[0].category == "UTILITY"
    assert any(word.startswith("Step 2: whoever has not answered 3 days after") for word in report.words)


async def test_a_campaign_with_a_step_that_cannot_be_sent_does_not_start(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast, steps=[Step(after_days=3, template=LATER)])
        with pytest.raises(Refusal, match="Step 2"):
            await preflight.require(tx.connection, made)


async def test_a_step_is_previewed_with_its_own_words(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        (person,) = await people.customers(tx, 1, fields={"city": "Bangkok"})
        await people.offer(tx, cast.sales)
        await people.offer(tx, cast.sales, name="later")
        made = await people.draft(tx, cast, steps=[Step(after_days=3, template=LATER)])
        (first,) = await previews.draw(tx.connection, made, [person], 5)
        (second,) = await previews.draw(tx.connection, made, [person], 5, 2)
        assert (first.template, second.template) == ("offer", "later")
        assert second.content is not None
        assert second.content["body"].startswith("Hi Bangkok")
        with pytest.raises(Refusal, match="no such step"):
            await previews.draw(tx.connection, made, [person], 5, 3)


async def test_the_files_of_steps_stay_with_the_campaign(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        picture = await scenes.file_of(tx, cast.ines.id)
        await people.draft(tx, cast, steps=[Step(after_days=3, template=showing(picture))])
        assert await kept_for(tx, picture) == campaign_files.KEPT


async def test_a_link_button_that_is_filled_with_no_address_is_said_before_the_first_message(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1, fields={"page": "sale"})
        await people.customers(tx, 1, fields={"page": "https://shop.example.com/sale"})
        await people.offer(tx, cast.sales, people.OFFER, OURS)
        given: Any = dict(people.BY_NAME) | {"button.0": Bound(field="fields.page")}
        made = await people.draft(tx, cast, template=CampaignContent(name="offer", language="en", parameters=given))
    report = await preflight.report(transactions.database, made, HUB)
    (skipped,) = [each for each in report.findings if each.level == "skip"]
    assert (skipped.code, skipped.count) == ("parameters", 1)
    assert "whole address" in skipped.message


@pytest.mark.parametrize("rule", [ReplyRule(user="dana", nobody=True), ReplyRule(team="t", round_robin=True)])
async def test_answers_go_one_way(transactions: Transactions, cast: Cast, rule: ReplyRule) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="choose one"):
            await people.draft(tx, cast, replies=rule)


async def test_what_a_recipient_costs_depends_on_is_kept_as_it_was(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    (row,) = await sent.rows(transactions, tables.campaign_recipients)
    assert (row["country"], row["category"]) == ("TH", "MARKETING")
