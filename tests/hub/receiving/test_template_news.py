"""What Meta tells of templates by webhook: at once, with the reason, and without ghosts of what was deleted."""

from __future__ import annotations

from typing import Any

from hub.intake import Intake
from hub.transaction import Commit, Transactions
from storage import tables
from tests.cast import BUSINESS, Cast
from tests.hub import scenes
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, send


def told(field: str, at: int = NOON * 2, **value: Any) -> dict[str, Any]:
    named = {
        "message_template_id": 701,
        "message_template_name": "order_ready",
        "message_template_language": "en",
        **value,
    }
    entry = {"id": BUSINESS, "time": at, "changes": [{"field": field, "value": named}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def status(event: str, **more: Any) -> dict[str, Any]:
    return told("message_template_status_update", event=event, **more)


async def template_of(look: Look, channel: str) -> dict[str, Any]:
    return await look.row("templates", "channel_id = :channel", channel=channel)


async def test_a_draft_learns_its_id_and_state(
    intake: Intake, cast: Cast, look: Look, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        await scenes.template(tx, cast.sales, status="DRAFT", error='{"code":"unknown","message":"?"}', updated_at=1)
    await send(intake, status("APPROVED", reason="NONE"))
    row = await template_of(look, cast.sales)
    assert (row["status"], row["provider_id"], row["error"], row["reason"]) == ("APPROVED", "701", None, None)


async def test_a_rejection_and_a_pause_say_why_and_an_approval_forgets_it(
    intake: Intake, cast: Cast, look: Look, transactions: Transactions, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        await scenes.template(tx, cast.sales, updated_at=1)
    await send(intake, status("REJECTED", reason="PROMOTIONAL"))
    assert "advertises" in (await template_of(look, cast.sales))["reason"]
    await send(intake, status("PAUSED", other_info={"title": "SECOND_PAUSE"}))
    assert "six hours" in (await template_of(look, cast.sales))["reason"]
    assert b"six hours" in commits[-1].entries[0].body
    await send(intake, status("APPROVED"))
    assert (await template_of(look, cast.sales))["reason"] is None


async def test_a_category_that_will_change_is_told_ahead(
    intake: Intake, cast: Cast, look: Look, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        await scenes.template(tx, cast.sales, updated_at=1)
    await send(intake, told("template_category_update", correct_category="MARKETING", new_category="UTILITY"))
    row = await template_of(look, cast.sales)
    assert (row["category"], row["correct_category"]) == ("UTILITY", "MARKETING")
    await send(intake, told("template_category_update", previous_category="UTILITY", new_category="MARKETING"))
    row = await template_of(look, cast.sales)
    assert (row["category"], row["correct_category"]) == ("MARKETING", None)


async def test_a_deleted_template_does_not_come_back_as_a_ghost(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, status("DELETED"))
    assert await look.count("templates") == 0
    await send(intake, status("PENDING"))
    assert await look.count("templates") == 2  # on both accounts of the business


async def test_news_ask_for_a_synchronisation(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, status("APPROVED"))
    assert [row["templates_asked_at"] is not None for row in await look.rows("channels")] == [True, True]


async def test_news_of_the_number_ask_for_a_look_at_it(
    intake: Intake, cast: Cast, look: Look, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(checked_at=tx.now))
    from_meta = {"event": "DOWNGRADE", "display_phone_number": "6620000000", "current_limit": "TIER_250"}
    entry = {"id": BUSINESS, "time": NOON, "changes": [{"field": "phone_number_quality_update", "value": from_meta}]}
    await send(intake, {"object": "whatsapp_business_account", "entry": [entry]})
    assert {row["checked_at"] for row in await look.rows("channels")} == {None}
