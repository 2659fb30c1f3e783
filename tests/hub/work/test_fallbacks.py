"""Whom WhatsApp does not reach goes another way, once: and never who may have got it, said no, was blocked or has answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.campaigns import falling, starting, states
from hub.customers import erasure
from hub.office import configuration
from hub.transaction import Transactions
from hub.wire.campaigns import Canary, QuietHours, Sending
from hub.wire.shapes import Fault
from storage import tables
from tests.cast import Cast
from tests.hub.work import crowd
from tests.hub.work.ways import House
from tests.patience import PATIENCE
from tests.stage import Process, Stage


@pytest.fixture
async def house(cast: Cast, transactions: Transactions) -> House:
    made = House(transactions, cast.sales)
    await made.open()
    return made


async def test_who_is_not_on_whatsapp_gets_it_by_line(house: House) -> None:
    await house.start()
    await house.look()
    (message,) = await house.went(house.line)
    assert (message["status"], message["kind"], message["weight"]) == ("queued", "text", 1)
    assert message["text"].startswith("Hi Customer, 20 % off: https://office.example/c/"), "clicks are counted"
    assert (message["campaign_id"], message["author_kind"]) == (house.campaign, "campaign")
    talk = await house.talk(house.line)
    assert (talk["state"], talk["id"]) == ("quiet", message["conversation_id"])
    row = await house.recipient()
    assert (row["state"], row["way"], row["by"]) == ("claimed", 1, "line")
    assert (row["message_id"], row["falls_at"]) == (message["id"], None)
    (failed,) = await house.went(house.sales)
    assert msgspec.json.decode(failed["content"])["replaced_by"] == message["id"]
    assert msgspec.json.decode(message["content"])["replaces"] == failed["id"]


async def test_what_becomes_of_it_there_is_what_became_of_the_person(house: House) -> None:
    await house.start()
    await house.look()
    row = await house.recipient()
    await house.ended(row["message_id"], "delivered")
    await house.look()
    row = await house.recipient()
    assert (row["state"], row["by"], row["reason"]) == ("delivered", "line", None)
    assert (await crowd.campaign(house.transactions, house.campaign))["state"] == "done"


async def test_a_mail_says_how_to_say_no(house: House) -> None:
    await house.start(1, house.by_mail())
    await house.look()
    (message,) = await house.went(house.mail)
    about = msgspec.json.decode(message["content"])["mail"]
    assert about["subject"] == "Spring for Customer"
    assert about["to"] == [{"address": f"{house.people[0]}@example.com"}]
    page = msgspec.json.decode(message["outgoing"])["mail"]["unsubscribe"]
    assert page.startswith("https://office.example/u/")
    assert page in message["text"]


async def test_what_fails_there_too_goes_the_next_way_and_then_says_why_twice(house: House) -> None:
    await house.start(1, house.by_line(), house.by_mail())
    await house.look()
    await house.fail(Fault(code="400", message="LINE does not know them."))
    await house.look()
    row = await house.recipient()
    assert (row["state"], row["way"], row["by"]) == ("claimed", 2, "mail")
    await house.fail(Fault(code="5.1.1", message="There is no such mailbox."))
    await house.look()
    row = await house.recipient()
    assert (row["state"], row["reason"], row["falls_at"]) == ("failed", "5.1.1", None)
    assert [each["reason"] for each in msgspec.json.decode(row["fell"])] == ["131026", "400"]
    assert len(await house.went(house.mail)) == 1


async def test_a_way_that_cannot_be_tried_is_passed_over_with_its_reason(house: House) -> None:
    await house.start(1, house.by_line("Your points: {{fields.points}}"), house.by_mail())
    await house.look()
    row = await house.recipient()
    assert (row["way"], row["by"]) == (2, "mail")
    assert {each["way"]: each["reason"] for each in msgspec.json.decode(row["fell"])} == {0: "131026", 1: "parameters"}


async def test_who_has_no_whatsapp_number_is_taken_too(house: House) -> None:
    await house.start(failed=False)
    row = await house.recipient()
    told = {"state": "skipped", "reason": "unreachable", "message_id": None, "claimed_at": None, "falls_at": 1}
    await house.change(tables.campaign_recipients, row["id"], **told)
    await house.look()
    assert len(await house.went(house.line)) == 1


# never


async def unknown(house: House) -> None:
    await house.fail(unknown=True)


async def wants_no_marketing(house: House) -> None:
    await house.fail(Fault(code="131050", message="This person does not want marketing from you."))


async def opted_out(house: House) -> None:
    consent = msgspec.json.encode({"marketing_messages": {"wanted": False, "at": "2026-01-01T00:00:00.000Z"}}).decode()
    await house.change(tables.contacts, house.people[0], consent=consent)
    await house.fail()


async def opted_out_of_this_campaign(house: House) -> None:
    await house.change(tables.campaign_recipients, (await house.recipient())["id"], opted_out_at=1)
    await house.fail()


async def wants_nothing_on_line(house: House) -> None:
    await house.change(tables.contacts, house.people[0], consent='{"line":{"wanted":false}}')
    await house.fail()


async def blocked(house: House) -> None:
    await house.change(tables.contacts, house.people[0], blocked_at=1)
    await house.fail()


async def answered(house: House) -> None:
    await house.change(tables.campaign_recipients, (await house.recipient())["id"], replied_at=1)
    await house.fail()


async def reached(house: House) -> None:
    await house.fail()
    async with house.transactions.begin() as tx:
        await tx.connection.execute(tables.attempts.update().values(delivered_at=tx.now))


async def tried_again_with_no_answer(house: House) -> None:
    message = str((await house.recipient())["message_id"])
    await house.fail()
    async with house.transactions.begin() as tx:
        again = {"id": "again", "message_id": message, "channel_id": house.sales, "number": 2}
        await tx.connection.insert_many(tables.attempts, [again | {"started_at": tx.now, "unknown_at": tx.now}])


async def in_a_call_that_may_have_been_taken(house: House) -> None:
    await house.fail()
    async with house.transactions.begin() as tx:
        await tx.connection.execute(tables.attempts.update().values(call="call", accepted_at=None))


async def sent_another_way_by_an_agent(house: House) -> None:
    await house.fail()
    await house.change(tables.messages, (await house.recipient())["message_id"], content='{"replaced_by":"other"}')


async def tried_again_by_an_agent(house: House) -> None:
    await house.fail()
    await house.change(tables.messages, (await house.recipient())["message_id"], status="queued")


async def of_the_template(house: House) -> None:
    await house.fail(Fault(code="132001", message="This template does not exist."))


async def no_line(house: House) -> None:
    async with house.transactions.begin() as tx:
        await tx.connection.execute(tables.identities.delete().where(tables.identities.c.kind == "line_user"))
    await house.fail()


async def never_written_on_line(house: House) -> None:
    async with house.transactions.begin() as tx:
        mine = tables.conversations.c.channel_id == house.line
        await tx.connection.execute(tables.conversations.delete().where(mine))
    await house.fail()


async def no_push_left(house: House) -> None:
    await house.change(tables.channels, house.line, quota_allowed=500, quota_used=500, quota_at=1)
    await house.fail()


async def account_gone(house: House) -> None:
    await house.change(tables.channels, house.line, state="deactivated")
    await house.fail()


async def written_to_enough(house: House) -> None:
    async with house.transactions.begin() as tx:
        for name in ("one", "two"):
            other = await crowd.running(tx, house.sales, house.people, name=name)
            r = tables.campaign_recipients
            sent = r.update().where(r.c.campaign_id == other)
            await tx.connection.execute(sent.values(state="sent", claimed_at=tx.now))
            c = tables.campaigns
            await tx.connection.execute(c.update().where(c.c.id == other).values(state="done", finished_at=tx.now))
    await house.fail()


@pytest.mark.parametrize(
    "why",
    [
        unknown, wants_no_marketing, opted_out, opted_out_of_this_campaign, blocked, answered, reached,
        tried_again_with_no_answer, in_a_call_that_may_have_been_taken, sent_another_way_by_an_agent,
        tried_again_by_an_agent, of_the_template, written_to_enough,
    ],
    ids=lambda each: each.__name__,
)  # fmt: skip
async def test_no_way_is_even_tried(house: House, why: Callable[[House], Awaitable[None]]) -> None:
    await house.start(1, house.by_line(), house.by_mail(), failed=False)
    await why(house)
    await house.look()
    assert await house.went(house.line) == await house.went(house.mail) == []
    row = await house.recipient()
    assert (row["way"], row["by"], row["fell"]) == (0, None, None)


@pytest.mark.parametrize(
    "why",
    [wants_nothing_on_line, no_line, never_written_on_line, no_push_left, account_gone],
    ids=lambda each: each.__name__,
)
async def test_this_way_is_passed_over(house: House, why: Callable[[House], Awaitable[None]]) -> None:
    await house.start(1, house.by_line(), house.by_mail(), failed=False)
    await why(house)
    await house.look()
    assert await house.went(house.line) == []
    row = await house.recipient()
    assert (row["way"], row["by"]) == (2, "mail")


async def test_whose_data_is_being_deleted_gets_nothing(house: House, cast: Cast) -> None:
    await house.start()
    async with house.transactions.begin() as tx:
        ines = msgspec.structs.replace(cast.ines, channels=cast.ines.channels | {house.line})
        await erasure.erase(tx, ines, house.people[0], messages="anonymise")
    await house.look()
    assert await house.went(house.line) == []
    row = await house.recipient()
    assert (row["contact_id"], row["fell"], row["falls_at"]) == (None, None, None)


async def test_without_consent_a_strict_campaign_says_nothing_there(house: House) -> None:
    await house.start(2, failed=False, sending=Sending(missing_consent="block"))
    await house.change(tables.contacts, house.people[0], consent='{"line":{"wanted":true}}')
    await house.fail()
    await house.look()
    talks = [row["conversation_id"] for row in await house.went(house.line)]
    assert len(talks) == 1
    told = {row["contact_id"]: row["way"] for row in await house.recipients()}
    assert told == {house.people[0]: 1, house.people[1]: 0}


# what holds for all of a campaign


async def test_it_waits_while_the_campaign_is_paused_and_is_taken_back(house: House, cast: Cast) -> None:
    await house.start(3)
    await house.look()
    assert len(await house.went(house.line)) == 3
    async with house.transactions.begin() as tx:
        await starting.pause(tx, cast.ines, house.campaign, None)
    await house.look()
    assert await house.went(house.line) == [], "nobody tried to send them yet"
    rows = await house.recipients()
    assert {(row["state"], row["reason"], row["way"], row["by"], row["fell"]) for row in rows} == {
        ("failed", "131026", 0, None, None)
    }
    assert all("replaced_by" not in row["content"] for row in await house.went(house.sales))
    async with house.transactions.begin() as tx:
        await states.move(tx, house.campaign, "running", by=None)
    await house.look()
    assert len(await house.went(house.line)) == 3


async def test_a_cancelled_one_goes_no_other_way(house: House, cast: Cast) -> None:
    await house.start(2)
    await house.look()
    async with house.transactions.begin() as tx:
        await starting.cancel(tx, cast.ines, house.campaign, None)
    await house.look()
    assert await house.went(house.line) == []
    assert {(row["state"], row["falls_at"]) for row in await house.recipients()} == {("failed", None)}


async def test_what_fails_late_still_goes_on_until_somebody_stops_it(house: House, cast: Cast) -> None:
    await house.start(2, failed=False)
    await house.look()
    assert (await crowd.campaign(house.transactions, house.campaign))["state"] == "done"
    first, second = await house.recipients()
    await house.ended(first["message_id"], "failed")
    await house.look()
    assert len(await house.went(house.line)) == 1
    async with house.transactions.begin() as tx:
        await starting.cancel(tx, cast.ines, house.campaign, None)
    await house.ended(second["message_id"], "failed")
    await house.look()
    assert len(await house.went(house.line)) == 0, "the first was not sent yet, and is taken back"


async def test_quiet_hours_hold_there_too(house: House) -> None:
    always = Sending(quiet_hours=QuietHours(begins="00:00", ends="23:59"))
    await house.start(sending=always)
    await house.look()
    assert await house.went(house.line) == []
    row = await house.recipient()
    async with house.transactions.begin() as tx:
        assert row["falls_at"] > tx.now
    assert (await crowd.campaign(house.transactions, house.campaign))["state"] == "running", "somebody is still to come"


async def test_a_canary_is_judged_first(house: House) -> None:
    await house.start(2, canary=Canary(percent=50, minutes=60), failed=False)
    first, second = await house.recipients()
    waits = {"state": "waiting", "message_id": None, "claimed_at": None}
    await house.change(tables.campaign_recipients, second["id"], **waits)
    await house.ended(first["message_id"], "failed")
    await house.look()
    assert await house.went(house.line) == []
    await house.change(tables.campaigns, house.campaign, canary_passed_at=1, state="running")
    await house.look()
    assert len(await house.went(house.line)) == 1


async def test_its_own_pace_holds_there_too(house: House) -> None:
    await house.start(9, sending=Sending(per_second=1.0))
    async with house.transactions.begin() as tx:
        office = await configuration.read(tx.connection)
    await house.loop._follow()
    async with house.transactions.begin() as tx:
        assert await falling.take(tx, house.campaign, office) == 2, "two seconds' worth in advance"
    async with house.transactions.begin() as tx:
        assert await falling.take(tx, house.campaign, office) == 0


async def test_a_paused_account_is_waited_for(house: House) -> None:
    await house.start(1, house.by_line(), house.by_mail())
    await house.change(tables.channels, house.line, state="paused")
    await house.look()
    assert await house.went(house.line) == await house.went(house.mail) == []
    await house.change(tables.channels, house.line, state="active")
    await house.change(tables.campaign_recipients, (await house.recipient())["id"], falls_at=1)
    await house.look()
    assert len(await house.went(house.line)) == 1


async def test_the_months_last_messages_are_not_given_twice(house: House) -> None:
    await house.start(3)
    await house.change(tables.channels, house.line, quota_allowed=500, quota_used=498, quota_at=1)
    await house.look()
    assert len(await house.went(house.line)) == 2
    told = sorted(row["way"] for row in await house.recipients())
    assert told == [0, 1, 1]


async def test_failures_that_went_another_way_still_count_against_a_campaign(house: House) -> None:
    await house.start(60, sending=Sending(pause_percent=10.0, pause_least=50), failed=False)
    async with house.transactions.begin() as tx:
        await tx.connection.execute(tables.campaign_recipients.update().values(state="claimed"))
    await house.look()  # what comes from now on is held against it
    for row in (await house.recipients())[1:50]:
        await house.ended(row["message_id"], "failed")
    await house.loop._follow()
    await house.loop._fall()
    assert len(await house.went(house.line)) == 49
    await house.ended((await house.recipients())[50]["message_id"], "failed")
    await house.look()
    row: dict[str, Any] = await crowd.campaign(house.transactions, house.campaign)
    assert (row["state"], row["state_code"]) == ("paused", "failures")


async def test_two_workers_at_once_take_everybody_once(house: House, transactions: Transactions) -> None:
    await house.start(20)
    await house.loop._follow()
    async with transactions.begin() as tx:
        office = await configuration.read(tx.connection)

    async def worker() -> None:
        async with transactions.begin() as tx:
            await falling.take(tx, house.campaign, office)

    await asyncio.gather(*(worker() for _ in range(4)))
    assert len(await house.went(house.line)) == 20
    assert len({row["message_id"] for row in await house.recipients()}) == 20


@pytest.mark.parametrize(("boundary", "gone"), [("before_fall", 0), ("after_fall", 20)])
async def test_a_worker_killed_on_the_way_takes_nobody_twice_and_forgets_nobody(
    house: House, database_url: str, tmp_path: Path, boundary: str, gone: int
) -> None:
    await house.start(20, house.by_line(), house.by_mail(), failed=False)
    stage = Stage(
        database_url, None, tmp_path / "data"
    )  # nobody answers at the provider: its templates stay as they are
    worker = Process("worker", ["tests.hub.work.worker"], stage.environment(), None)
    stage.processes.append(worker)
    try:
        for row in (await house.recipients())[1:]:
            await house.ended(row["message_id"], "failed")
        first = (await house.recipients())[0]
        await house.ended(first["message_id"], "failed")
        await house.loop._follow()  # they fall together
        worker.start(CRASH_AT=boundary)
        await until(lambda: dead(worker))
        assert len(await house.went(house.line)) == gone
        async with house.transactions.begin() as tx:
            await tx.connection.execute(tables.leases.delete())  # as if its time were over
        worker.start()
        await until(lambda: all_gone(house, 20))
        (late,) = (await house.recipients())[:1]
        await house.ended(late["message_id"], "failed")
        await until(lambda: by_mail(house, 1))
        assert len(await house.went(house.line)) == 20
        assert len({row["message_id"] for row in await house.recipients()}) == 20
    finally:
        await stage.close()


async def dead(process: Process) -> bool:
    return process.dead


async def all_gone(house: House, count: int) -> bool:
    return len(await house.went(house.line)) == count


async def by_mail(house: House, count: int) -> bool:
    return len(await house.went(house.mail)) == count


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():
            await asyncio.sleep(0.05)


async def test_an_open_conversation_goes_on_and_its_readers_hear(house: House) -> None:
    await house.start(failed=False)
    person = house.people[0]
    async with house.transactions.begin() as tx:
        talk = {"id": "open-talk", "contact_id": person, "channel_id": house.line, "state": "open", "last_at": tx.now}
        times = {"created_at": tx.now, "updated_at": tx.now}
        await tx.connection.insert_many(tables.conversations, [talk | times])
    await house.fail()
    await house.look()
    (message,) = await house.went(house.line)
    assert message["conversation_id"] == "open-talk"
