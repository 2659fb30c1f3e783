"""Opting out: by a word, by the provider's switch, by its refusal; at once, and for whatever campaigns still have for that person."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from hub.campaigns.links import Link, rows_of
from hub.campaigns.opt_out_words import OptOutWords, folded
from hub.customers import consent, merging_rules
from hub.intake import Intake
from hub.live.broker import HINTS
from hub.office import configuration
from hub.transaction import Transactions, milliseconds
from hub.wire.configuration import Campaigns, Configuration, OptOut
from hub.wire.customer_changes import NewConsent
from hub.work.campaigns import Campaigns as CampaignsWork
from storage import tables
from storage.campaigns import answers as campaign_answers
from storage.customers import erasure
from storage.intake.batches import ConversationHeld
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.receiving import wire
from tests.hub.work import crowd
from tests.patience import PATIENCE


@pytest.fixture
async def people(transactions: Transactions, cast: Cast) -> list[str]:
    async with transactions.begin() as tx:
        return await crowd.crowd(tx, 3)


async def consent_of(transactions: Transactions, person: str) -> dict[str, Any]:
    contact = next(row for row in await sent.rows(transactions, tables.contacts) if row["id"] == person)
    said: dict[str, Any] = msgspec.json.decode(contact["consent"])
    return said


async def opted_out(transactions: Transactions, campaign_id: str) -> set[str]:
    return {row["contact_id"] for row in await crowd.recipients(transactions, campaign_id) if row["opted_out_at"]}


@pytest.mark.once
@pytest.mark.parametrize("text", ["STOP", " stop. ", "ＳＴＯＰ", "Stop!", "หยุด", "ยกเลิก ", "opt-out", "OPT  OUT"])
def test_a_word_alone_opts_out_whatever_its_case_width_and_punctuation(text: str) -> None:
    assert OptOutWords().language(text) is not None


@pytest.mark.once
@pytest.mark.parametrize("text", ["stop by tomorrow", "please stop", "หยุดไหม", "", None, "s t o p", "x" * 5_000])
def test_a_word_among_others_does_not(text: str | None) -> None:
    assert OptOutWords().language(text) is None


@pytest.mark.once
def test_thai_vowels_are_kept_when_words_are_compared() -> None:
    assert folded("เลิกรับข่าวสาร") != folded("เลกรบขาวสาร")


async def test_a_word_is_kept_as_consent_with_how_and_what_and_counts_against_the_campaign(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "STOP")
    word = (await consent_of(transactions, people[0]))["marketing_messages"]
    assert (word["wanted"], word["how"], word["detail"]) == (False, "keyword", "STOP")
    kept = await sent.rows(transactions, tables.consents)
    assert [(row["contact_id"], row["how"], row["text"], bool(row["wanted"])) for row in kept] == [
        (people[0], "keyword", "STOP", False)
    ]
    assert await opted_out(transactions, id) == {people[0]}
    row = await sent.recipient(transactions, id, people[0])
    assert row["state"] == "delivered", "a word of opting out is no answer"
    assert (await sent.talk(transactions, people[0]))["state"] == "open", "but a person reads it"


async def test_running_campaigns_and_what_waits_in_the_queue_skip_that_person_at_once(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    await sent.arrived(transactions, cast.sales, people)
    async with transactions.begin() as tx:
        second = await crowd.running(tx, cast.sales, people[:1], name="second")
    async with transactions.begin() as tx:
        queued = await crowd.running(tx, cast.sales, people, name="queued")
    assert set(await sent.taken(transactions, queued)) == set(people)
    await sent.says(intake, people[0], "หยุด")
    await sent.taken(transactions, second)
    assert (await sent.recipient(transactions, second, people[0]))["reason"] == "opted_out"
    rows = {row["contact_id"]: row for row in await crowd.recipients(transactions, queued)}
    assert (rows[people[0]]["state"], rows[people[0]]["reason"]) == ("skipped", "opted_out")
    assert [rows[each]["state"] for each in people[1:]] == ["claimed", "claimed"]
    waiting = [row for row in await sent.rows(transactions, tables.messages) if row["due_at"] is not None]
    assert len(waiting) == 2


async def test_metas_switch_counts_against_the_campaign_that_wrote_last(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    first, _ = await sent.arrived(transactions, cast.sales, people)
    last, _ = await sent.arrived(transactions, cast.sales, people, name="last")
    told = {
        "wa_id": crowd.phone_of(people[0]), "detail": "User requested to stop marketing messages", "category": "marketing_messages",
        "value": "stop", "timestamp": milliseconds() // 1000,
    }  # fmt: skip
    await wire.send(intake, wire.body(wire.change("user_preferences", user_preferences=[told])))
    assert await opted_out(transactions, first) == set()
    assert await opted_out(transactions, last) == {people[0]}


async def test_the_refusal_131050_counts_against_the_campaign_it_refused(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    first, wamids = await sent.arrived(transactions, cast.sales, people)
    await sent.arrived(transactions, cast.sales, people, name="last")
    failed = wire.status(wamids[people[0]], "failed", errors=[{"code": 131050, "title": "stopped marketing"}])
    await wire.send(intake, wire.statuses(failed))
    assert await opted_out(transactions, first) == {people[0]}
    assert (await consent_of(transactions, people[0]))["marketing_messages"]["wanted"] is False


async def test_said_once_counts_once(transactions: Transactions, cast: Cast, intake: Intake, people: list[str]) -> None:
    first, _ = await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "stop")
    before = await sent.recipient(transactions, first, people[0])
    await sent.says(intake, people[0], "stop", later_ms=3_000)
    after = await sent.recipient(transactions, first, people[0])
    assert before["opted_out_at"] == after["opted_out_at"]


async def test_a_button_that_says_so_is_a_word(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    async with transactions.begin() as tx:
        content = await crowd.offered(tx, cast.sales, sent.BUTTONS)
    id, wamids = await sent.arrived(transactions, cast.sales, people, content=content)
    await sent.taps(intake, people[0], "Stop", on=wamids[people[0]])
    assert await opted_out(transactions, id) == {people[0]}


@pytest.mark.parametrize(("word", "answer"), [("ยกเลิก", "จะไม่ส่งข่าวสารถึงคุณอีก"), ("stop", "You get no more of it.")])
async def test_the_office_confirms_in_the_language_of_the_word(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str], word: str, answer: str
) -> None:
    told = OptOut(confirmation={"en": "You get no more of it.", "th": "จะไม่ส่งข่าวสารถึงคุณอีก"})
    async with transactions.begin() as tx:
        row = {"key": "campaigns", "value": msgspec.json.encode(Campaigns(opt_out=told)).decode(), "updated_at": tx.now}
        await tx.connection.insert_many(tables.settings, [row])
    await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], word)
    said = [row for row in await sent.rows(transactions, tables.messages) if row["author_kind"] == "system"]
    assert [(row["text"], row["status"], bool(row["due_at"])) for row in said] == [(answer, "queued", True)]


async def test_nothing_is_answered_where_the_office_says_nothing(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    assert Configuration().campaigns.opt_out.confirmation == {}
    await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "stop")
    assert not [row for row in await sent.rows(transactions, tables.messages) if row["author_kind"] == "system"]


async def test_what_a_colleague_writes_down_holds_back_what_waits_too(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    async with transactions.begin() as tx:
        id = await crowd.running(tx, cast.sales, people)
    await sent.taken(transactions, id)
    async with transactions.begin() as tx:
        said = NewConsent(channel="marketing", wanted=False, how="by_phone")
        await consent.record(tx, cast.ines, people[0], said)
    rows = {row["contact_id"]: row for row in await crowd.recipients(transactions, id)}
    assert [rows[each]["state"] for each in people] == ["skipped", "claimed", "claimed"]


async def test_the_offices_own_words_are_known_as_soon_as_they_are_set(transactions: Transactions, cast: Cast) -> None:
    words = OptOutWords()
    await words.start(transactions.database)
    async with transactions.begin() as tx:
        told = Campaigns(opt_out=OptOut(words={"de": ["Abmelden"]}))
        await configuration.change(tx, cast.ines, "campaigns", told)
    words.receive(HINTS, b'{"type":"setting.changed"}')
    async with asyncio.timeout(PATIENCE):
        while words.language("ABMELDEN!") != "de":
            await asyncio.sleep(0.01)
    assert words.language("stop") is None, "the office's words, not ours"
    await words.stop()


async def test_clicks_and_opting_out_reach_the_campaign_that_everybody_watches(
    transactions: Transactions, cast: Cast, intake: Intake, people: list[str]
) -> None:
    id, _ = await sent.arrived(transactions, cast.sales, people)
    await sent.says(intake, people[0], "stop")
    await sent.says(intake, people[1], "yes")
    looks_after = CampaignsWork(transactions, "this process")
    while await looks_after.turn():
        pass
    row = await crowd.campaign(transactions, id)
    assert (row["opted_out"], msgspec.json.decode(row["counts"])["replied"]) == (1, 1)
    await looks_after.stop()


async def test_an_erased_persons_links_lead_nowhere_and_counts_stay(
    transactions: Transactions, cast: Cast, people: list[str]
) -> None:
    async with transactions.begin() as tx:
        id = await crowd.running(tx, cast.sales, people)
    row = await sent.recipient(transactions, id, people[0])
    link = Link(
        token="abcdefghij-_12", place="body.1", label="shop.example.com/for/you", url="https://shop.example.com"
    )
    async with transactions.begin() as tx:
        made = rows_of([link], campaign_id=id, recipient_id=row["id"], variant=None, now=tx.now)
        await campaign_answers.add_links(tx.connection, made)
        await erasure.remove_contacts(tx.connection, people[:1])
    (tap,) = await sent.rows(transactions, tables.campaign_taps)
    assert (tap["url"], tap["label"]) == (None, "body.1")
    assert len(await crowd.recipients(transactions, id)) == 3


@pytest.mark.once
def test_of_two_conversations_that_become_one_the_latest_campaign_is_answered() -> None:
    quiet = talk("b", state="quiet", campaign_id="late", campaign_until=9)
    there = talk("a", state="open", campaign_id="early", campaign_until=5)
    assert merging_rules.settle(quiet, [there], 1) is not None
    assert (there.state, there.campaign_id, there.campaign_until) == ("open", "late", 9)


def talk(id: str, **values: Any) -> ConversationHeld:
    empty: dict[str, Any] = dict.fromkeys(ConversationHeld.__struct_fields__)
    known = {"id": id, "version": 1, "contact_id": id, "channel_id": "c", "group_id": "", "unread": 0, "last_order": id}
    return ConversationHeld(**(empty | known | values))
