"""A send tells the truth: order, budgets, each class of the error table, retries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.channel import Accepted, Alias, ChannelError, Limits, StatusTold
from hub.receiving.apply import apply
from hub.receiving.book import Item, Rules
from hub.transaction import Commit, Transactions
from hub.work import abandoned, doubts, outcomes
from storage import tables
from storage.accounts import channels as account_rows
from tests.cast import SALES_ADDRESS, Cast
from tests.hub.work.fakes import FakeChannel, Work, fault_of, queue


def texts(channel: FakeChannel) -> list[str | None]:
    return [message.text for message in channel.sent]


async def test_a_message_is_claimed_sent_and_accepted(
    cast: Cast, work: Work, channel: FakeChannel, commits: list[Commit]
) -> None:
    await queue(work.transactions, cast.pims, cast.sales, "Yes, we do.")
    commits.clear()
    await work.until_idle()
    (row,) = await work.rows()
    (attempt,) = await work.attempts()
    assert (row["status"], row["provider_id"], row["claimed_by"]) == ("accepted", "wamid.1", None)
    assert attempt["id"] == channel.sent[0].tag
    assert attempt["provider_id"] == "wamid.1"
    assert attempt["accepted_at"] >= attempt["started_at"]
    statuses = [
        e.body.split(b'"status":"')[1].split(b'"')[0] for c in commits for e in c.entries if e.type == "message.changed"
    ]
    assert statuses == [b"sending", b"accepted"]


async def test_what_goes_out_names_the_person_and_the_message_answered(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    (first,) = await queue(
        work.transactions, cast.pims, cast.sales, "One", provider_id="wamid.first", due_at=None, status="sent"
    )
    await queue(work.transactions, cast.pims, cast.sales, "Two", reply_to=first)
    await work.until_idle()
    (sent,) = channel.sent
    assert sent.to == (Alias("phone", "66812345678"),)
    assert sent.reply_to == "wamid.first"


async def test_messages_to_one_person_go_in_order_and_one_at_a_time(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    wanted = [f"number {n}" for n in range(20)]
    await queue(work.transactions, cast.pims, cast.sales, *wanted)
    await work.until_idle()
    assert texts(channel) == wanted


async def test_a_reply_goes_before_a_campaign(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await queue(work.transactions, cast.pims, cast.sales, "campaign", weight=1)
    await queue(work.transactions, cast.pims, cast.sales, "reply")
    await work.until_idle()
    assert texts(channel) == ["reply", "campaign"]


async def test_the_pair_budget_spreads_what_goes_to_one_person(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.limits = Limits(per_second=1000, pair_burst=3, pair_seconds=200)
    await queue(work.transactions, cast.pims, cast.sales, "one", "two", "three", "four", "five")
    await work.until_idle()
    assert texts(channel) == ["one", "two", "three", "four", "five"]
    assert channel.times[3] - channel.times[0] >= 199
    assert channel.times[4] - channel.times[0] >= 399  # of the fourth, which may have been late


async def test_an_account_keeps_its_rate(
    cast: Cast, work: Work, channel: FakeChannel, transactions: Transactions
) -> None:
    for n in range(12):
        await another_customer(transactions, cast, n)
        await queue(transactions, f"conversation-{n}", cast.sales, "hello")
    await work.until_idle(per_second=1.0)
    assert len(channel.sent) == 12
    assert round(channel.times[-1] - channel.times[0], 3) >= 11


async def test_a_passing_fault_is_tried_again_before_anything_overtakes(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    channel.answers = [ChannelError("retry", "Busy.", code="2"), ChannelError("retry", "Busy.", code="2")]
    await queue(work.transactions, cast.pims, cast.sales, "first", "second")
    await work.until_idle()
    assert texts(channel) == ["first", "first", "first", "second"]
    attempts = await work.attempts()
    assert [a["number"] for a in attempts if a["message_id"] == attempts[0]["message_id"]] == [1, 2, 3]
    assert len({message.tag for message in channel.sent}) == 4
    assert [row["status"] for row in await work.rows()] == ["accepted", "accepted"]


async def test_tries_are_bounded_and_then_it_has_failed(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("retry", "Busy.", code="2", advice="Try later.") for _ in range(outcomes.TRIES)]
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_idle()
    (row,) = await work.rows()
    assert row["status"] == "failed"
    assert fault_of(row) == {"code": "2", "message": "Busy.", "advice": doubts.NOTHING_SENT}
    assert len(channel.sent) == outcomes.TRIES


async def test_never_means_failed_with_the_reason_in_words(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("never", "Not on WhatsApp.", code="131026", advice="Call instead.")]
    await queue(work.transactions, cast.pims, cast.sales, "hello", "and more")
    await work.until_idle()
    first, second = await work.rows()
    assert (first["status"], fault_of(first)["advice"]) == ("failed", "Call instead.")
    assert second["status"] == "accepted"


async def test_a_pair_limit_holds_that_person_alone(
    cast: Cast, work: Work, channel: FakeChannel, transactions: Transactions
) -> None:
    await another_customer(transactions, cast, 1)
    channel.answers = [
        ChannelError("wait", "Too many to this person.", code="131056", scope="recipient", retry_after=256.0)
    ]
    await queue(transactions, cast.pims, cast.sales, "first", "second")
    await queue(transactions, "conversation-1", cast.sales, "to another")
    await work.until_idle()
    assert texts(channel)[0] == "first"
    assert texts(channel)[-2:] == ["first", "second"]
    assert "to another" in texts(channel)[1:3]
    again = channel.times[len(channel.times) - 2]
    assert again - channel.times[0] >= 256


async def test_a_long_wait_of_one_message_lets_others_pass(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("wait", "Marketing limit.", code="131049", retry_after=90.0)]
    await queue(work.transactions, cast.pims, cast.sales, "marketing", "service")
    await work.until_idle()
    assert texts(channel) == ["marketing", "service", "marketing"]
    assert channel.times[2] - channel.times[0] >= 85


async def test_an_account_limit_holds_everything_and_uses_up_no_tries(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    limit = ChannelError("wait", "Application limit.", code="4", scope="account", retry_after=60.0)
    channel.answers = [limit] * (outcomes.TRIES + 2)
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_idle()
    (row,) = await work.rows()
    assert (row["status"], row["tries"]) == ("accepted", 1)
    assert channel.times[-1] >= 60 * (outcomes.TRIES + 2)


async def test_a_fault_of_the_account_pauses_it_and_keeps_the_message_queued(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    channel.answers = [ChannelError("pause", "The access token has expired.", code="190", advice="Make a new one.")]
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_sent(1)
    (row,) = await work.rows()
    assert (row["status"], row["tries"], row["claimed_by"]) == ("queued", 0, None)
    assert row["due_at"] is not None
    async with work.transactions.database.reading() as connection:
        account = await account_rows.get(connection, cast.sales)
    assert account is not None
    assert (account.state, account.reason) == ("paused", "The access token has expired. Make a new one.")


async def test_a_paused_account_sends_nothing(cast: Cast, work: Work, channel: FakeChannel) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(state="paused"))
    await queue(work.transactions, cast.pims, cast.sales, "hello")

    async def some_turns() -> bool:
        return work.clock.passed > 5

    await work.until(some_turns)  # the cache has not noticed yet: the claim itself looks
    assert channel.sent == []


async def test_an_answer_that_never_came_is_unknown_and_never_resent(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    channel.answers = [ChannelError("unknown", "No answer.", code="timeout")]
    await queue(work.transactions, cast.pims, cast.sales, "hello", "second")
    await work.until_idle()
    first, second = await work.rows()
    assert (first["status"], second["status"]) == ("unknown", "accepted")
    assert texts(channel) == ["hello", "second"]


async def test_a_defect_of_the_channel_is_unknown_too(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [KeyError("messages")]
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_idle()
    (row,) = await work.rows()
    assert row["status"] == "unknown"


async def test_a_closed_window_is_found_when_the_send_is_claimed(cast: Cast, work: Work, channel: FakeChannel) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.conversations.update().values(window_closes_at=tx.now - 1))
    await queue(work.transactions, cast.pims, cast.sales, "too late")
    await queue(work.transactions, cast.pims, cast.sales, "a template", kind="template")
    await work.until_idle()
    first, second = await work.rows()
    assert (first["status"], fault_of(first)["code"]) == ("failed", "window_closed")
    assert (second["status"], texts(channel)) == ("accepted", ["a template"])
    assert len(await work.attempts()) == 1


async def test_the_provider_closes_a_window_we_thought_open(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("never", "The window is closed.", code="131047", closes_window=True)]
    await queue(work.transactions, cast.pims, cast.sales, "hello", "more")
    await work.until_idle()
    first, second = await work.rows()
    assert (first["status"], second["status"]) == ("failed", "failed")
    assert fault_of(second)["code"] == "window_closed"
    assert len(channel.sent) == 1


async def test_an_opt_out_is_kept_with_the_contact(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("never", "Stopped marketing.", code="131050", opts_out=True)]
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_idle()
    contact = await contact_of(work, cast.pim)
    assert '"marketing_messages":{"wanted":false' in contact["consent"]


async def test_a_complaint_about_speed_slows_the_account(
    cast: Cast, work: Work, channel: FakeChannel, transactions: Transactions
) -> None:
    channel.answers = [ChannelError("retry", "Too fast.", code="130429", slows=True, retry_after=0.0)] * 5
    for n in range(12):
        await another_customer(transactions, cast, n)
        await queue(transactions, f"conversation-{n}", cast.sales, "hello")
    await work.until_idle(per_second=2.0)
    assert len(channel.sent) == 17
    assert channel.times[-1] - channel.times[0] > 16 / 2.0  # what the full rate would have taken


async def test_what_the_provider_calls_a_person_is_remembered(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [Accepted("wamid.a", (Alias("phone", "66812345678"), Alias("whatsapp_user", "TH.1")))]
    await queue(work.transactions, cast.pims, cast.sales, "hello", "again")
    await work.until_idle()
    assert set(channel.sent[1].to) == {Alias("phone", "66812345678"), Alias("whatsapp_user", "TH.1")}


async def test_the_same_provider_id_twice_holds_up_nobody(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = ["wamid.same", "wamid.same", "wamid.other"]
    await queue(work.transactions, cast.pims, cast.sales, "one", "two", "three")
    await work.until_idle()
    assert [row["status"] for row in await work.rows()] == ["accepted", "unknown", "accepted"]


@pytest.mark.parametrize("scope", ["message", "recipient", "account"])
def test_what_counts_as_a_try(scope: Any) -> None:
    error = ChannelError("wait", "…", scope=scope)
    assert outcomes.again_in(error, 1) == 1
    assert outcomes.again_in(error, 3) == 16
    assert (outcomes.again_in(error, outcomes.TRIES) is None) == (scope != "account")


async def another_customer(transactions: Transactions, cast: Cast, n: int) -> None:
    async with transactions.begin() as tx:
        contact = {
            "id": f"contact-{n}",
            "name": f"Customer {n}",
            "name_source": "provider",
            "created_at": tx.now,
            "updated_at": tx.now,
        }
        await tx.connection.insert_many(tables.contacts, [contact])
        identity = {
            "id": f"identity-{n}", "contact_id": f"contact-{n}", "kind": "phone", "value": f"6680000{n:04}", "display": "", "created_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.identities, [identity])
        conversation = {
            "id": f"conversation-{n}", "contact_id": f"contact-{n}", "channel_id": cast.sales, "state": "open", "last_at": tx.now,
            "window_closes_at": tx.now + 3_600_000, "created_at": tx.now, "updated_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.conversations, [conversation])


async def contact_of(work: Work, id: str) -> dict[str, Any]:
    async with work.transactions.database.reading() as connection:
        rows = await connection.rows(tables.contacts.select().where(tables.contacts.c.id == id), dict)
    return rows[0]


async def test_a_status_with_our_tag_resolves_what_was_unknown(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("unknown", "No answer.", code="timeout")]
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    await work.until_idle()
    await told(
        work,
        StatusTold(account=SALES_ADDRESS, provider_id="wamid.real", status="delivered", at=1, tag=channel.sent[0].tag),
    )
    (row,) = await work.rows()
    assert (row["status"], row["error"]) == ("delivered", None)


async def test_a_status_faster_than_the_providers_answer_is_not_lost(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    channel.gate = gate = asyncio.Event()
    await queue(work.transactions, cast.pims, cast.sales, "hello")

    async def delivered() -> bool:
        if channel.sent and not gate.is_set():
            await told(work, StatusTold(account=SALES_ADDRESS, provider_id="wamid.1", status="delivered", at=1))
            gate.set()
        (row,) = await work.rows()
        return bool(row["status"] == "delivered")

    await work.until(delivered)
    (attempt,) = await work.attempts()
    assert attempt["accepted_at"] is not None


async def test_stopping_waits_for_what_is_in_flight(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.gate = gate = asyncio.Event()
    await queue(work.transactions, cast.pims, cast.sales, "hello", "later")

    async def in_flight() -> bool:
        if channel.sent:
            asyncio.get_running_loop().call_later(0.05, gate.set)
        return bool(channel.sent)

    await work.until(in_flight)
    assert [row["status"] for row in await work.rows()] == ["accepted", "queued"]


async def test_a_new_holder_leaves_the_old_ones_claims_to_the_truth(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    """A holder that was only slow still tells what became of its send, after another has called it unknown."""
    channel.gate = gate = asyncio.Event()
    await queue(work.transactions, cast.pims, cast.sales, "hello")

    async def settled_by_another() -> bool:
        if channel.sent and not gate.is_set():
            async with work.transactions.begin() as tx:
                assert await abandoned.settle(tx, cast.sales, [], 10) == 1
            assert (await work.rows())[0]["status"] == "unknown"
            gate.set()
        return gate.is_set()

    await work.until(settled_by_another)
    (row,) = await work.rows()
    assert (row["status"], row["provider_id"]) == ("accepted", "wamid.1")
    assert len(channel.sent) == 1


async def test_a_holder_that_lost_its_lease_claims_nothing(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await queue(work.transactions, cast.pims, cast.sales, "hello")
    assert await work.lease.take()
    async with work.transactions.database.writing() as connection:
        await connection.execute(tables.leases.update().values(holder="another"))
    sender = work.sender()
    await sender.run()  # ends by itself
    assert channel.sent == []
    assert (await work.rows())[0]["status"] == "queued"


async def test_a_file_is_uploaded_once_before_it_is_sent(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await with_file(work, cast, *await queue(work.transactions, cast.pims, cast.sales, "look", kind="image"))
    await work.until_idle()
    assert channel.uploaded == [("image/png", "shop.png", 5)]
    assert channel.sent[0].media_id == "media.1"
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.messages.update().values(due_at=tx.now, status="queued"))
    await work.until_idle()
    assert len(channel.uploaded) == 1
    assert [message.media_id for message in channel.sent] == ["media.1", "media.1"]


async def test_an_upload_that_fails_in_passing_is_no_send(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.upload_answers = [ChannelError("unknown", "No answer."), ChannelError("retry", "Busy.")]
    await with_file(work, cast, *await queue(work.transactions, cast.pims, cast.sales, "look", kind="image"))
    await queue(work.transactions, cast.pims, cast.sales, "after it")
    await work.until_idle()
    assert texts(channel) == ["look", "after it"]
    assert len(await work.attempts()) == 2


async def test_a_file_the_provider_refuses_fails_the_message_in_words(
    cast: Cast, work: Work, channel: FakeChannel
) -> None:
    channel.upload_answers = [ChannelError("never", "The file is damaged.", code="131053", advice="Save it again.")]
    await with_file(work, cast, *await queue(work.transactions, cast.pims, cast.sales, "look", kind="image"))
    await work.until_idle()
    (row,) = await work.rows()
    assert (row["status"], fault_of(row)["advice"], channel.sent) == ("failed", "Save it again.", [])


async def with_file(work: Work, cast: Cast, message: str) -> None:
    await work.blobs.put("aa/file", b"bytes")
    async with work.transactions.begin() as tx:
        file = {
            "id": f"file-{message}", "message_id": message, "channel_id": cast.sales, "kind": "image", "mime": "image/png",
            "name": "shop.png", "state": "ready", "blob": "aa/file", "created_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.attachments, [file])


async def told(work: Work, fact: StatusTold) -> None:
    """As a webhook would."""
    async with work.transactions.begin() as tx:
        await apply(tx, [Item(kind="whatsapp", fact=fact, arrived=tx.now)], Rules(channels={"whatsapp": work.channel}))


async def test_an_outcome_that_cannot_be_stored_at_all_leaves_the_send_unknown(
    cast: Cast, work: Work, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = outcomes.record

    async def refuses_the_first(tx: Any, channel_id: str, holder: str, results: Any) -> Any:
        if any(each.claim.message_id == made[0] for each in results):
            raise ValueError("a defect")
        return await stored(tx, channel_id, holder, results)

    monkeypatch.setattr(outcomes, "record", refuses_the_first)
    made = await queue(work.transactions, cast.pims, cast.sales, "first", "second")
    await work.until_idle()
    assert [row["status"] for row in await work.rows()] == ["unknown", "accepted"]
