"""A campaign on its way through one account's sender, driven as a worker drives it, with a channel whose wire is a list."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest

from channels.channel import Accepted, Alias, ChannelError, Person, Received
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.campaigns import sending, states
from hub.campaigns.entering import Hand
from hub.inbox import message_status
from hub.receiving.apply import apply
from hub.receiving.book import Item, Rules
from hub.transaction import Transactions
from hub.wire.campaigns import CampaignContent, QuietHours, Sending
from hub.wire.configuration import Campaigns as OfficeCampaigns
from hub.wire.configuration import Configuration
from storage import event_log, tables
from storage.campaigns import crowds
from storage.campaigns import sends as campaign_sends
from tests.cast import BUSINESS, SALES_ADDRESS, Cast
from tests.hub import scenes
from tests.hub.work import crowd
from tests.hub.work.campaign_office import Office
from tests.hub.work.fakes import FakeChannel, all_rows, queue


async def events_of(transactions: Transactions) -> list[dict[str, Any]]:
    async with transactions.database.reading() as connection:
        return [msgspec.json.decode(entry.body) for entry in await event_log.read(connection, 0, 10_000)]


async def test_everybody_gets_it_once_and_the_campaign_is_done(office: Office, channel: FakeChannel) -> None:
    id = await office.start(30)
    row = await office.until_state(id, "done")
    assert len(channel.sent) == len({message.to[0].value for message in channel.sent}) == 30
    assert await office.states(id) == {"sent": 30}
    assert msgspec.json.decode(row["counts"]) == {"sent": 30}
    first = channel.sent[0]
    assert first.content["components"][0]["parameters"] == [{"type": "text", "text": "friend"}]


async def test_they_go_in_the_order_that_was_drawn(office: Office, channel: FakeChannel) -> None:
    id = await office.start(20)
    await office.until_state(id, "done", per_second=50.0)
    drawn = [crowd.phone_of(row["contact_id"]) for row in await crowd.recipients(office.transactions, id)]
    assert [message.to[0].value for message in channel.sent] == drawn


async def test_a_reply_leaves_before_what_waits_of_a_campaign(office: Office, cast: Cast, channel: FakeChannel) -> None:
    await office.start(200)
    replied = False

    async def reply_sent() -> bool:
        nonlocal replied
        if len(channel.sent) >= 20 and not replied:
            replied = True
            await queue(office.transactions, cast.pims, cast.sales, "I am here")
        return any(message.text == "I am here" for message in channel.sent)

    await office.work.until(reply_sent, per_second=40.0)
    place = next(n for n, message in enumerate(channel.sent) if message.text == "I am here")
    assert place < 200, "not behind the whole campaign"


async def test_what_people_say_passes_what_of_a_campaign_is_claimed_already(
    office: Office, cast: Cast, channel: FakeChannel
) -> None:
    await office.start(50)
    assert await office.work.lease.take()
    sender = office.work.sender(10.0)
    sender._settled = True
    await sender._feed.turn()
    await sender._attempting._record(10)
    sender._ahead = 1.0
    claimed = sender._departures.in_line
    await queue(office.transactions, cast.pims, cast.sales, "first", "not at once, to the same person")
    await sender._turn()
    assert claimed > 1
    assert sender._departures.said_in_line == 1
    assert sender._departures._line.take().outgoing.text == "first"


async def test_nobody_is_claimed_after_the_pause_and_who_waits_is_given_back(
    office: Office, cast: Cast, channel: FakeChannel
) -> None:
    id = await office.start(200)
    await office.work.until_sent(5)  # at 1000/s: hundreds are queued
    async with office.transactions.begin() as tx:
        await states.move(tx, id, "paused", by=cast.ines)
    sent = len(channel.sent)
    await office.look()
    left = [row for row in await office.work.rows() if row["due_at"] is not None]
    assert not left, "what nobody had tried is in the queue no more"
    counted = await office.states(id)
    assert counted["claimed"] == 0
    assert counted["waiting"] == 200 - counted["sent"]

    async def a_while() -> bool:
        return office.work.clock.monotonic() > 100

    await office.work.until(a_while)
    assert len(channel.sent) == sent
    async with office.transactions.begin() as tx:
        await states.move(tx, id, "running", by=cast.ines)
    await office.until_state(id, "done")
    assert len(channel.sent) == len({message.to[0].value for message in channel.sent}) == 200


async def test_a_claim_leaves_out_what_was_paused_a_moment_ago(
    office: Office, cast: Cast, channel: FakeChannel
) -> None:
    id = await office.start(10)
    assert await office.work.lease.take()
    sender = office.work.sender()
    async with office.transactions.begin() as tx:
        assert (await sending.take(tx, id, 10, Configuration())).count == 10  # into the queue, as of open conversations
    async with office.transactions.begin() as tx:
        await states.move(tx, id, "paused", by=cast.ines)
    await sender._turn()
    assert not sender._departures.messages
    assert not await office.work.attempts()


async def test_whoever_waits_gets_nothing_when_it_is_cancelled(
    office: Office, cast: Cast, channel: FakeChannel
) -> None:
    id = await office.start(30)
    async with office.transactions.begin() as tx:
        await sending.take(tx, id, 10, Configuration())
        await states.move(tx, id, "cancelled", by=cast.ines)
    await office.look()
    assert await office.states(id) == {"skipped": 30}
    assert {row["reason"] for row in await crowd.recipients(office.transactions, id)} == {"cancelled"}
    assert not channel.sent


async def test_nobody_is_written_to_in_their_quiet_hours(office: Office, channel: FakeChannel) -> None:
    id = await office.start(4, sending=Sending(quiet_hours=QuietHours(begins="00:00", ends="23:59")))

    async def all_sleep() -> bool:
        rows = await crowd.recipients(office.transactions, id)
        return all(row["not_before"] > 0 for row in rows)

    await office.until(all_sleep)
    assert not channel.sent
    assert await office.states(id) == {"waiting": 4}
    assert (await crowd.campaign(office.transactions, id))["state"] == "running"


async def test_who_wants_no_more_or_is_gone_since_is_left_out(office: Office, channel: FakeChannel) -> None:
    id = await office.start(4)
    refused = msgspec.json.encode({"marketing": {"wanted": False}}).decode()
    async with office.transactions.begin() as tx:
        for contact, values in (("0", {"consent": refused}), ("1", {"blocked_at": tx.now})):
            one = tables.contacts.update().where(tables.contacts.c.id == f"customer-0000{contact}")
            await tx.connection.execute(one.values(**values))
        gone = tables.campaign_recipients.update().where(tables.campaign_recipients.c.contact_id == "customer-00002")
        await tx.connection.execute(gone.values(contact_id=None))
    await office.until_state(id, "done")
    reasons = {row["contact_id"]: row["reason"] for row in await crowd.recipients(office.transactions, id)}
    assert reasons == {
        "customer-00000": "opted_out",
        "customer-00001": "blocked",
        None: "gone",
        "customer-00003": None,
    }
    assert len(channel.sent) == 1


async def test_a_person_gets_no_more_a_day_than_allowed_whatever_campaigns_say(
    office: Office, channel: FakeChannel
) -> None:
    first = await office.start(3)
    await office.until_state(first, "done")
    async with office.transactions.begin() as tx:
        people = [f"customer-0000{n}" for n in range(3)]
        second = await crowd.running(tx, office.work.account, people, name="again", sending=Sending(per_day=1))
    await office.until_state(second, "done")
    assert await office.states(second) == {"skipped": 3}
    assert len(channel.sent) == 3


async def test_all_numbers_of_a_business_share_its_tier(office: Office, cast: Cast, channel: FakeChannel) -> None:
    async with office.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(tier="TIER_250"))
        hour = tx.now // 3_600_000
        await tx.connection.insert_many(
            tables.reach_hours,
            [
                {"business": BUSINESS, "hour": hour - 1, "people": 240},
                {"business": BUSINESS, "hour": hour - 30, "people": 90},
            ],
        )
    id = await office.start(20)

    async def used_up() -> bool:
        return (await office.states(id))["sent"] >= 10

    await office.until(used_up)
    await office.look()
    assert await office.states(id) == {"sent": 10, "waiting": 10}
    assert len(channel.sent) == 10
    waiting = await crowd.campaign(office.transactions, id)
    assert (waiting["state"], waiting["state_code"]) == ("running", "tier")
    assert "250 people" in waiting["state_reason"]
    async with office.transactions.begin() as tx:
        other = await crowd.running(tx, cast.support, await crowd.crowd(tx, 5, first=100), name="other")
        assert (await sending.take(tx, other, 5, Configuration())).count == 0, (
            "the other number belongs to the same business"
        )


async def test_a_campaign_keeps_to_its_own_rate(office: Office) -> None:
    id = await office.start(100, sending=Sending(per_second=5))
    async with office.transactions.begin() as tx:
        taken = [(await sending.take(tx, id, 100, Configuration())).count for _ in range(3)]
    assert taken == [10, 0, 0], "two seconds in advance, whoever asks how often"


async def test_nobody_hears_of_quiet_conversations_but_of_open_ones(
    office: Office, cast: Cast, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        id = await crowd.running(tx, cast.sales, [cast.pim, *await crowd.crowd(tx, 20)])
    await office.until_state(id, "done")
    told = await events_of(transactions)
    heard = [e for e in told if e["type"].startswith(("message.", "conversation."))]
    assert {(e.get("message") or e.get("conversation"))["id"] for e in heard} <= {
        cast.pims,
        *(e["message"]["id"] for e in heard if "message" in e and e["message"]["conversation"] == cast.pims),
    }
    assert any(e["type"] == "message.created" for e in heard)
    progress = [e["campaign"] for e in told if e["type"] == "campaign.changed"]
    assert progress[-1]["counts"] == {"sent": 21}
    async with transactions.database.reading() as connection:
        states_now = Counter(row[0] for row in await connection.driver("SELECT state FROM conversations"))
    assert states_now["quiet"] == 20


async def test_the_provider_that_complains_slows_whoever_sends_next_too(office: Office, channel: FakeChannel) -> None:
    channel.answers = [
        ChannelError("retry", "Too fast.", code="130429", scope="account", retry_after=1.0, slows=True),
        Accepted("wamid.a"),
    ]
    id = await office.start(3)
    await office.until_state(id, "done")
    assert len(channel.sent) == 4
    assert await office.states(id) == {"sent": 3}
    async with office.transactions.database.reading() as connection:
        kept = await campaign_sends.pace(connection, office.work.account)
    assert kept is not None
    assert kept[0] < 1000, "whoever sends next begins with it"


async def test_a_conversation_that_is_open_is_left_true_when_its_message_is_given_back(
    office: Office, cast: Cast
) -> None:
    await queue(office.transactions, cast.pims, cast.sales, "The last word", due_at=None, status="sent")
    async with office.transactions.begin() as tx:
        (said,) = [row for row in await all_rows(tx.connection, tables.messages) if row["conversation_id"] == cast.pims]
        ended = {"last_message_id": said["id"], "last_order": said["order"], "last_at": said["created_at"]}
        await tx.connection.update_many(tables.conversations, [{"id": cast.pims, **ended}])
        id = await crowd.running(tx, cast.sales, [cast.pim])
        taken = await sending.take(tx, id, 10, Configuration(), Hand("this process", lambda _: True))
        assert (taken.count, len(taken.handed)) == (1, 0), "people hear of it: it waits in the queue"
    assert (await office.work.conversation(cast.pims))["last_message_id"] != said["id"]
    async with office.transactions.begin() as tx:
        await states.move(tx, id, "paused", by=cast.ines)
    await office.look()
    found = await office.work.conversation(cast.pims)
    assert {name: found[name] for name in ended} == ended
    assert await office.states(id) == {"waiting": 1}
    told = [e["type"] for e in await events_of(office.transactions)]
    assert told.count("message.created") == told.count("message.removed") == 1


async def test_a_file_that_is_gone_pauses_the_campaign_that_shows_it(
    office: Office, cast: Cast, channel: FakeChannel
) -> None:
    async with office.transactions.begin() as tx:
        header = {"type": "HEADER", "format": "IMAGE"}
        await scenes.template(tx, cast.sales, header, crowd.BODY, name="picture", category="MARKETING")
        content = CampaignContent(name="picture", language="en", parameters={"1": "friend"}, media="no-such-upload")
        id = await crowd.running(tx, cast.sales, await crowd.crowd(tx, 3), content=content)
    row = await office.until_state(id, "paused")
    assert row["state_code"] == "file"
    assert "gone" in row["state_reason"]
    assert await office.states(id) == {"waiting": 3}
    assert not channel.sent


async def test_a_person_gets_no_more_a_day_than_the_office_allows(office: Office, channel: FakeChannel) -> None:
    first = await office.start(1)
    await office.until_state(first, "done")
    async with office.transactions.begin() as tx:
        second = await crowd.running(tx, office.work.account, ["customer-00000"], name="again")
        once = Configuration(campaigns=OfficeCampaigns(per_day=1))
        assert (await sending.take(tx, second, 10, once)).count == 0
    assert await office.states(second) == {"skipped": 1}
    (row,) = await crowd.recipients(office.transactions, second)
    assert row["reason"] == "too_often"


@pytest.mark.parametrize(
    ("level", "setting", "rate"),
    [(None, None, 80), ("STANDARD", None, 80), ("HIGH", None, 1000), ("HIGH", 200, 200), (None, 200, 200)],
)
async def test_a_number_sends_as_fast_as_its_provider_and_the_settings_allow(
    office: Office, level: str | None, setting: float | None, rate: float
) -> None:
    office.work.channel.limits = WhatsApp.limits
    async with office.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(throughput=level))
    await office.work.accounts.refresh()
    assert office.work.sender(setting).rate == rate


async def test_who_was_claimed_and_not_attempted_when_a_worker_died_goes_on(
    office: Office, channel: FakeChannel
) -> None:
    id = await office.start(5)
    async with office.transactions.begin() as tx:
        taken = await sending.take(tx, id, 5, Configuration(), Hand("somebody dead", lambda _: True))
        assert len(taken.handed) == 5
    async with office.transactions.begin() as tx:
        first = taken.handed[0]
        had = await crowds.attempt(
            tx.connection, "somebody dead", office.work.account, [(first.attempt_id, first.message_id)], tx.now
        )
        assert had == {first.message_id}
        late = await crowds.attempt(
            tx.connection,
            "another",
            office.work.account,
            [(each.attempt_id, each.message_id) for each in taken.handed[1:]],
            tx.now,
        )
        assert not late, "whoever does not have them records nothing"
    await office.until_state(id, "done")
    assert await office.states(id) == {"sent": 4, "unknown": 1}
    assert len(channel.sent) == 4


async def test_an_unknown_one_is_resolved_by_a_person_too(office: Office, cast: Cast, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("unknown", "No answer.", code="no_answer") for _ in range(2)]
    id = await office.start(4)
    await office.until_state(id, "done")
    assert await office.states(id) == {"sent": 2, "unknown": 2}
    assert len(channel.sent) == 4, "never sent again by itself"
    unknown = [row for row in await crowd.recipients(office.transactions, id) if row["state"] == "unknown"]
    async with office.transactions.begin() as tx:
        await message_status.put(tx, cast.ines, unknown[0]["message_id"], "failed")
        await message_status.put(tx, cast.ines, unknown[1]["message_id"], "sent")
    await office.look()
    assert await office.states(id) == {"sent": 3, "failed": 1}


async def test_whoever_answers_a_campaign_makes_the_whole_conversation_known(
    office: Office, cast: Cast, transactions: Transactions
) -> None:
    id = await office.start(2)
    await office.until_state(id, "done")
    (first, _) = await crowd.recipients(transactions, id)
    before = len(await events_of(transactions))
    phone = crowd.phone_of(first["contact_id"])
    rules = Rules(channels={"whatsapp": WhatsApp(Transport())})
    said = Received(
        account=SALES_ADDRESS, provider_id="wamid.answer", person=Person(aliases=(Alias("phone", phone),)), at=0,
        kind="text", text="Tell me more",
    )  # fmt: skip
    async with transactions.begin() as tx:
        await apply(tx, [Item(kind="whatsapp", fact=said, arrived=tx.now)], rules)
    told = (await events_of(transactions))[before:]
    (created,) = [e["conversation"] for e in told if e["type"] == "conversation.created"]
    assert (created["state"], created["unread"]) == ("open", 1)
    messages = [(e["message"]["kind"], e["historic"]) for e in told if e["type"] == "message.created"]
    assert sorted(messages) == [("template", True), ("text", False)]
    assert first["contact_id"] in {e["contact"]["id"] for e in told if e["type"] == "contact.changed"}
