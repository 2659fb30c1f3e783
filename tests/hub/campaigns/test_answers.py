"""Answers to campaigns: which one they answer, where they go, and what nobody answered."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.intake import Intake
from hub.transaction import Transactions
from hub.wire.campaigns import ReplyRule
from storage import event_log, tables
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.work import crowd

DAY_MS = 24 * 3_600_000


@pytest.fixture
async def people(transactions: Transactions, cast: Cast) -> list[str]:
    async with transactions.begin() as tx:
        return await crowd.crowd(tx, 3)


def ruled(**rule: Any) -> dict[str, str]:
    return {"replies": msgspec.json.encode(ReplyRule(**rule)).decode()}


async def events_of(transactions: Transactions) -> list[dict[str, Any]]:
    async with transactions.database.reading() as connection:
        return [msgspec.json.decode(entry.body) for entry in await event_log.read(connection, 0, 10_000)]


async def test_the_first_word_answers_the_campaign_and_its_conversation_is_told_whole(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people)
    assert (await sent.talk(transactions, people[0]))["state"] == "quiet"
    await sent.says(intake, people[0], "Is it still there?")
    row = await sent.recipient(transactions, id, people[0])
    assert (row["state"], row["replied_at"] is not None) == ("replied", True)
    told = [each for each in await events_of(transactions) if each["type"] == "conversation.created"]
    (shape,) = [each["conversation"] for each in told if each["conversation"]["contact"]["id"] == people[0]]
    assert (shape["state"], shape["campaign"]["id"], shape["campaign"]["name"]) == ("open", id, "Season")
    assert [row["state"] for row in await crowd.recipients(transactions, id)].count("replied") == 1


async def test_only_the_first_word_counts_and_later_ones_ask_nothing_of_the_database(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "hello")
    first = (await sent.recipient(transactions, id, people[0]))["replied_at"]
    asked = []
    monkeypatch.setattr("storage.campaigns.answers.lock_recipients", lambda *_: asked.append(1))
    await sent.says(intake, people[0], "anybody there?", later_ms=2_000)
    assert (await sent.recipient(transactions, id, people[0]))["replied_at"] == first
    assert not asked


async def test_a_quote_answers_the_campaign_it_quotes_and_the_rest_the_latest(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    first, wamids = await sent.arrived(transactions, cast.sales, people)
    second, _ = await sent.arrived(transactions, cast.sales, people, name="later")
    await sent.says(intake, people[0], "this one", quoting=wamids[people[0]])
    await sent.says(intake, people[1], "which one?")
    replied = {
        id: {row["contact_id"] for row in await crowd.recipients(transactions, id) if row["state"] == "replied"}
        for id in (first, second)
    }
    assert replied == {first: {people[0]}, second: {people[1]}}
    assert msgspec.json.decode((await sent.talk(transactions, people[0]))["answers"])["id"] == first


async def test_who_writes_after_the_days_the_campaign_names_answers_nothing(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, wamids = await sent.arrived(transactions, cast.sales, people, **ruled(days=2))
    async with transactions.begin() as tx:
        await tx.connection.execute(tables.conversations.update().values(campaign_until=tx.now - 1_000))
    await sent.says(intake, people[0], "too late")
    await sent.says(intake, people[1], "late, but about this", quoting=wamids[people[1]])
    assert (await sent.recipient(transactions, id, people[0]))["state"] == "delivered"
    assert (await sent.talk(transactions, people[0]))["answers"] is None
    assert (await sent.recipient(transactions, id, people[1]))["state"] == "replied"


async def test_a_word_from_before_the_message_and_one_to_a_message_that_never_left_are_no_answers(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "written before", later_ms=-60_000)
    async with transactions.begin() as tx:
        queued = tables.messages.update().where(tables.messages.c.campaign_id == id)
        await tx.connection.execute(queued.values(status="queued", provider_id=None))
    await sent.says(intake, people[1], "by chance")
    assert {row["state"] for row in await crowd.recipients(transactions, id)} == {"delivered"}


async def test_a_quick_reply_is_an_answer_and_a_click_on_its_button_with_or_without_its_context(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    async with transactions.begin() as tx:
        content = await crowd.offered(tx, cast.sales, sent.BUTTONS)
    id, wamids = await sent.arrived(transactions, cast.sales, people, content=content)
    await sent.taps(intake, people[0], "Yes please", on=wamids[people[0]])
    await sent.taps(intake, people[0], "Yes please", on=wamids[people[0]])
    await sent.taps(intake, people[1], "Yes please", on=None)
    rows = {row["contact_id"]: row for row in await crowd.recipients(transactions, id)}
    assert [rows[each]["state"] for each in people] == ["replied", "replied", "delivered"]
    assert [rows[each]["clicked_at"] is not None for each in people] == [True, True, False]
    taps = await sent.rows(transactions, tables.campaign_taps)
    assert sorted((tap["place"], tap["label"], tap["times"]) for tap in taps) == [
        ("button.0", "Yes please", 1),
        ("button.0", "Yes please", 2),
    ]


async def test_the_rule_gives_it_to_a_person_with_a_tag_and_takes_it_from_nobody(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    await sent.arrived(transactions, cast.sales, people, **ruled(user="dana", tag="season"))
    async with transactions.begin() as tx:
        taken = tables.conversations.update().where(tables.conversations.c.contact_id == people[1])
        await tx.connection.execute(taken.values(assignee_id="ines", state="open"))
    await sent.says(intake, people[0], "me")
    await sent.says(intake, people[1], "me too")
    mine, hers = await sent.talk(transactions, people[0]), await sent.talk(transactions, people[1])
    assert (mine["assignee_id"], msgspec.json.decode(mine["tags"])) == ("dana", ["season"])
    assert hers["assignee_id"] == "ines"
    lines = [each["message"] for each in await events_of(transactions) if each["type"] == "message.created"]
    assert [line["content"] for line in lines if line["kind"] == "system"] == [
        {"event": "assigned", "by": None, "to": "dana", "rule": "campaign"}
    ]


async def test_a_rule_nobody_can_follow_any_more_is_none(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    await sent.arrived(transactions, cast.sales, people, **ruled(user="omar"))  # who is no member of the sales number
    await sent.says(intake, people[0], "me")
    assert (await sent.talk(transactions, people[0]))["assignee_id"] is None


async def test_a_team_takes_answers_in_turn(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    async with transactions.begin() as tx:
        times = {"created_at": tx.now, "updated_at": tx.now}
        await tx.connection.insert_many(tables.teams, [{"id": "t", "name": "T", "folded": "t", "version": 1, **times}])
        members = [{"team_id": "t", "user_id": user} for user in ("ines", "dana", "omar")]
        await tx.connection.insert_many(tables.team_members, members)
    await sent.arrived(transactions, cast.sales, people, **ruled(team="t"))
    for person in people:
        await sent.says(intake, person, "me")
    given = [(await sent.talk(transactions, person))["assignee_id"] for person in people]
    assert set(given[:2]) == {"dana", "ines"}, "not Omar, who would not see it"
    assert given[2] in ("dana", "ines")


@pytest.mark.parametrize(
    ("rule", "asked", "left"), [({"round_robin": True}, [True], False), ({"nobody": True}, [], True)]
)
async def test_answers_wait_for_whoever_is_there_or_are_left_to_whoever_takes_them(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str], rule: Any, asked: list[bool], left: bool
) -> None:
    await sent.arrived(transactions, cast.sales, people, **ruled(**rule))
    await sent.says(intake, people[0], "me")
    queue = await sent.rows(transactions, tables.turn_queue)
    assert [bool(row["asked"]) for row in queue] == asked
    assert ('"left":true' in (await sent.talk(transactions, people[0]))["answers"]) == left


async def test_ordinary_messages_cost_no_statement_more(
    transactions: Transactions, cast: Cast, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any, **__: Any) -> None:
        raise AssertionError("asked for nothing")

    for name in ("lock_recipients", "lock_latest", "change", "opted_out", "waiting_messages"):
        monkeypatch.setattr(f"storage.campaigns.answers.{name}", never)
    async with transactions.begin() as tx:
        (person,) = await crowd.crowd(tx, 1, first=50)
    await sent.says(intake, person, "hello")
    await sent.says(intake, person, "hello again")
    assert (await sent.talk(transactions, person))["unread"] == 2
