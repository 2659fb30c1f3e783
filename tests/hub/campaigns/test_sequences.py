"""Follow-ups after days, to whoever has not answered by then."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from hub.campaigns import figures, sequences, starting, states
from hub.intake import Intake
from hub.transaction import Transactions
from hub.wire.campaigns import CampaignContent, Canary, QuietHours, Sending, Step
from hub.work.campaign_starts import CampaignStarts
from hub.work.campaign_steps import CampaignSteps
from storage import tables
from storage.campaigns import answers as campaign_answers
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.work import crowd

DAY_MS = 24 * 3_600_000
AGAIN = CampaignContent(name="again", language="en", parameters={"1": "friend"})


def steps(*given: Step) -> dict[str, str]:
    return {"steps": msgspec.json.encode(given or (Step(after_days=3, template=AGAIN),)).decode()}


@pytest.fixture
async def people(transactions: Transactions, cast: Cast) -> list[str]:
    async with transactions.begin() as tx:
        await crowd.offered(tx, cast.sales, name="again")
        return await crowd.crowd(tx, 4)


async def done(transactions: Transactions, campaign_id: str) -> None:
    async with transactions.begin() as tx:
        await states.move(tx, campaign_id, "done", by=None)


async def pass_days(transactions: Transactions) -> None:
    c = tables.campaigns.c
    async with transactions.begin() as tx:
        late = tables.campaigns.update().where(c.follows_at.is_not(None))
        await tx.connection.execute(late.values(follows_at=tx.now - 1))


async def follow_up(transactions: Transactions) -> dict[str, Any]:
    """The next step is due, made and frozen: its row."""
    await pass_days(transactions)
    assert await CampaignSteps(transactions).turn()
    await begun(transactions)
    return max(await sent.rows(transactions, tables.campaigns), key=lambda row: row["step"])


async def begun(transactions: Transactions) -> None:
    starts = CampaignStarts(transactions, "tests:1:start")
    while await starts.turn():
        pass


async def waiting(transactions: Transactions, campaign_id: str) -> set[str]:
    return {row["contact_id"] for row in await crowd.recipients(transactions, campaign_id) if row["state"] == "waiting"}


async def test_whoever_answered_opted_out_or_clicked_gets_no_follow_up(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    wanted = steps(Step(after_days=3, template=AGAIN, unless_clicked=True))
    id, _ = await sent.arrived(transactions, cast.sales, people, **wanted)
    await sent.says(intake, people[0], "yes")
    await sent.says(intake, people[1], "stop")
    async with transactions.begin() as tx:
        row = await sent.recipient(transactions, id, people[2])
        await campaign_answers.clicked(tx.connection, row["id"], tx.now)
    await done(transactions, id)
    first = await crowd.campaign(transactions, id)
    assert first["follows_at"] - first["finished_at"] == 3 * DAY_MS
    second = await follow_up(transactions)
    assert (second["parent_id"], second["step"], second["name"], second["state"]) == (id, 2, "Season · 2", "running")
    assert await waiting(transactions, second["id"]) == {people[3]}


async def begins_and_dies(transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        assert await sequences.begin(tx)
        raise ZeroDivisionError


async def test_nothing_comes_before_its_day_and_nothing_twice(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people, **steps())
    loop = CampaignSteps(transactions)
    assert not await loop.turn()
    await done(transactions, id)
    assert not await loop.turn()
    await pass_days(transactions)
    await asyncio.gather(*(CampaignSteps(transactions).turn() for _ in range(4)))
    assert not await loop.turn()
    assert sorted(row["step"] for row in await sent.rows(transactions, tables.campaigns)) == [1, 2]


async def test_a_process_that_dies_before_it_commits_leaves_the_step_due(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people, **steps())
    await done(transactions, id)
    await pass_days(transactions)
    with pytest.raises(ZeroDivisionError):
        await begins_and_dies(transactions)
    assert len(await sent.rows(transactions, tables.campaigns)) == 1
    assert await CampaignSteps(transactions).turn()
    assert len(await sent.rows(transactions, tables.campaigns)) == 2


async def test_a_step_that_was_made_is_not_made_again_when_failed_ones_were_tried_again(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people, **steps())
    await done(transactions, id)
    await follow_up(transactions)
    async with transactions.begin() as tx:
        await states.move(tx, id, "running", by=cast.ines)
    await done(transactions, id)
    await pass_days(transactions)
    assert await CampaignSteps(transactions).turn()
    assert len(await sent.rows(transactions, tables.campaigns)) == 2
    assert (await crowd.campaign(transactions, id))["follows_at"] is None


async def test_who_answers_after_the_step_was_frozen_is_left_out_when_their_turn_comes(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, wamids = await sent.arrived(transactions, cast.sales, people, **steps())
    await done(transactions, id)
    second = await follow_up(transactions)
    await sent.says(intake, people[0], "about the first", quoting=wamids[people[0]])
    assert set(await sent.taken(transactions, second["id"])) == set(people[1:])
    skipped = await sent.recipient(transactions, second["id"], people[0])
    assert (skipped["state"], skipped["reason"]) == ("skipped", "answered")


async def test_a_follow_up_keeps_the_sending_and_the_rule_and_its_own_steps(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    asleep = QuietHours(begins="00:00", ends="00:00")  # never, but kept
    sending = Sending(per_second=7, again_days=30, quiet_hours=asleep)
    later = Step(after_days=5, template=AGAIN)
    id, _ = await sent.arrived(
        transactions, cast.sales, people, **steps(Step(after_days=1, template=AGAIN), later), sending=sending,
        canary=Canary(percent=0, minutes=9), replies='{"user":"dana"}',
    )  # fmt: skip
    await done(transactions, id)
    second = await follow_up(transactions)
    kept = msgspec.json.decode(second["sending"], type=Sending)
    assert (kept.per_second, kept.quiet_hours, kept.again_days) == (7, asleep, 0), (
        "the step before was recent, and meant to be"
    )
    assert msgspec.json.decode(second["replies"])["user"] == "dana"
    assert len(await waiting(transactions, second["id"])) == 4
    await sent.go_out(transactions, second["id"])
    await done(transactions, second["id"])
    third = await follow_up(transactions)
    assert (third["step"], third["after_days"], third["parent_id"]) == (3, 5, id)


async def test_cancelling_stops_what_runs_and_what_is_to_come(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    twice = steps(Step(after_days=1, template=AGAIN), Step(after_days=1, template=AGAIN))
    id, _ = await sent.arrived(transactions, cast.sales, people, **twice)
    await done(transactions, id)
    second = await follow_up(transactions)
    async with transactions.begin() as tx:
        told = await starting.cancel(tx, cast.ines, id, "enough")
    assert told.state == "done"
    after = await crowd.campaign(transactions, second["id"])
    assert (after["state"], after["follows_at"]) == ("cancelled", None)
    assert {row["reason"] for row in await crowd.recipients(transactions, second["id"])} == {"cancelled"}
    async with transactions.database.reading() as connection:
        shown = (await figures.analytics(connection, cast.ines, id)).steps
    assert [(step.step, step.state) for step in shown] == [(1, "done"), (2, "cancelled"), (3, "cancelled")]


async def test_cancelling_one_that_is_done_stops_its_steps(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people, **steps())
    await done(transactions, id)
    async with transactions.begin() as tx:
        told = await starting.cancel(tx, cast.ines, id, None)
    assert (told.state, told.follows_at, len(told.steps)) == ("done", None, 1)
    await pass_days(transactions)
    assert not await CampaignSteps(transactions).turn()


async def test_a_step_whose_template_is_no_longer_approved_is_a_draft_that_says_why(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people, **steps())
    await done(transactions, id)
    async with transactions.begin() as tx:
        again = tables.templates.update().where(tables.templates.c.name == "again")
        await tx.connection.execute(again.values(status="PAUSED"))
    second = await follow_up(transactions)
    assert (second["state"], second["state_code"]) == ("draft", "preflight")
    assert "paused" in second["state_reason"]


async def test_a_step_nobody_is_left_for_is_done(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people[:1], **steps())
    await sent.says(intake, people[0], "yes")
    await done(transactions, id)
    second = await follow_up(transactions)
    assert (second["state"], second["state_code"]) == ("done", "nobody")
