"""A campaign from its draft to its run: everybody it means is frozen once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from hub.campaigns import freezing, looking, preflight, shaping, starting
from hub.campaigns.freezing import Overtaken
from hub.campaigns.tally import Tally
from hub.customers import tags
from hub.shaping import time_text
from hub.transaction import Transactions, milliseconds
from hub.wire.campaigns import Audience, Bound, CampaignContent, Schedule, Sending, Without
from hub.wire.customer_changes import TagChange
from hub.wire.errors import Refusal
from hub.wire.segments import HasTag
from hub.work.campaign_starts import CampaignStarts
from storage import tables
from storage.campaigns import rows
from tests.cast import Cast
from tests.hub.campaigns import people
from tests.hub.conftest import Acting


async def state_of(transactions: Transactions, campaign_id: str) -> rows.CampaignRow:
    async with transactions.database.reading() as connection:
        row = await rows.get(connection, campaign_id)
    assert row is not None
    return row


async def test_everybody_meant_waits_once_and_the_rest_is_left_out(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        vips = await people.customers(tx, 7)
        await people.customers(tx, 2, tag=None)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    frozen = await people.started(transactions, cast, made)
    assert frozen.keys() == set(vips)
    assert {each["state"] for each in frozen.values()} == {"waiting"}
    after = await state_of(transactions, made.id)
    assert (after.state, after.total, after.counts, after.due_at) == ("running", 7, '{"waiting":7}', None)
    assert after.started_at is not None


async def test_whoever_may_not_be_written_to_is_skipped_with_the_reason(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        no = {"wanted": False, "at": "2026-01-01T00:00:00Z", "how": "provider"}
        (fine,) = await people.customers(tx, 1)
        (opted_out,) = await people.customers(tx, 1, consent={"marketing_messages": no})
        (off_channel,) = await people.customers(tx, 1, consent={"whatsapp": no})
        (blocked,) = await people.customers(tx, 1)
        (numberless,) = await people.customers(tx, 1)
        (wrong,) = await people.customers(tx, 1)
        contacts, identities = tables.contacts, tables.identities
        await tx.connection.execute(update(contacts).where(contacts.c.id == blocked).values(blocked_at=tx.now))
        await tx.connection.execute(
            update(identities).where(identities.c.contact_id == numberless).values(kind="email", value="a@b.co")
        )
        await tx.connection.execute(update(identities).where(identities.c.contact_id == wrong).values(value="66123"))
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    frozen = await people.started(transactions, cast, made)
    assert {id: each["reason"] for id, each in frozen.items()} == {
        fine: None, opted_out: "opted_out", off_channel: "opted_out", blocked: "blocked", numberless: "unreachable", wrong: "bad_number",
    }  # fmt: skip


@pytest.mark.parametrize("stretch", [1, 2])
async def test_one_number_over_two_contacts_gets_it_once(transactions: Transactions, cast: Cast, stretch: int) -> None:
    """Brazil writes its numbers with and without a ninth digit."""
    async with transactions.begin() as tx:
        twins = await people.customers(tx, 2)
        for contact, number in zip(twins, ("5511987654321", "551187654321"), strict=True):
            identities = tables.identities
            await tx.connection.execute(
                update(identities).where(identities.c.contact_id == contact).values(value=number)
            )
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        await starting.send(tx, cast.ines, made.id, None)
    worker = CampaignStarts(transactions, people.HOLDER)
    worker.stretch = stretch
    assert await worker.turn()
    frozen = await people.recipients(transactions, made.id)
    assert sorted((each["state"], each["reason"] or "") for each in frozen.values()) == [
        ("skipped", "duplicate"),
        ("waiting", ""),
    ]
    async with transactions.database.reading() as connection:
        row = await rows.get(connection, made.id)
        assert row is not None
        report = await preflight.written(connection, shaping.campaign(row), preflight.stored(row) or Tally())
    assert (report.sends, report.skipped) == (1, 1)


async def test_the_places_filled_from_fields_must_have_something(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        (known,) = await people.customers(tx, 1, fields={"city": "Trat"})
        (unknown,) = await people.customers(tx, 1)
        (long,) = await people.customers(tx, 1, fields={"city": "x" * 1100})
        await people.offer(tx, cast.sales)
        content = CampaignContent(name="offer", language="en", parameters={"1": Bound(field="city")})
        made = await people.draft(tx, cast, template=content)
    frozen = await people.started(transactions, cast, made)
    assert {id: each["reason"] for id, each in frozen.items()} == {
        known: None, unknown: "parameters", long: "parameters",
    }  # fmt: skip
    assert "missing" in frozen[unknown]["detail"]
    assert "at most 1,024 characters" in frozen[long]["detail"]


async def test_a_crash_between_stretches_neither_loses_nor_doubles_anybody(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        vips = await people.customers(tx, 11)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        await starting.send(tx, cast.ines, made.id, None)
    async with transactions.begin() as tx:  # one that dies after its first stretch, as far as the database can tell
        row = await freezing.begin(tx, "dead")
        assert row is not None
        asked = await looking.asked(tx.connection, shaping.campaign(row))
        found = await looking.stretch(tx.connection, asked, None, limit=4)
        await freezing.freeze(tx, row, "dead", found, 0)
    async with transactions.begin() as tx:
        await rows.release(tx.connection, "dead", tx.now)
    heir = CampaignStarts(transactions, people.HOLDER)
    heir.stretch = 3
    assert await heir.turn()
    frozen = await people.recipients(transactions, made.id)
    assert frozen.keys() == set(vips)
    assert (await state_of(transactions, made.id)).total == 11
    async with transactions.begin() as tx:
        with pytest.raises(Overtaken):
            await freezing.freeze(tx, row, "dead", found, 0)


async def test_two_schedulers_start_it_once(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 5)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        at = Schedule(at="2030-01-01T09:00:00+07:00")
        with pytest.raises(Refusal, match="more than a year ahead"):
            await starting.schedule(tx, cast.ines, made.id, at, None)
        soon = Schedule(at=time_text(tx.now + 60_000))
        await starting.schedule(tx, cast.ines, made.id, soon, None)
        await rows.note(tx.connection, made.id, due_at=tx.now)
    schedulers = [CampaignStarts(transactions, f"tests:{n}:start") for n in (1, 2)]
    assert sorted(await asyncio.gather(*(each.turn() for each in schedulers))) == [False, True]
    after = await state_of(transactions, made.id)
    assert (after.state, after.state_code, after.total) == ("running", "schedule", 5)


async def test_a_time_that_comes_while_the_template_is_paused_makes_it_a_draft_again(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1)
        offer = await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        await starting.schedule(tx, cast.ines, made.id, Schedule(at=time_text(tx.now + 60_000)), None)
        await rows.note(tx.connection, made.id, due_at=tx.now)
        await people.template_is(tx, offer, status="PAUSED")
    assert await CampaignStarts(transactions, people.HOLDER).turn()
    after = await state_of(transactions, made.id)
    assert (after.state, after.state_code) == ("draft", "preflight")
    assert "paused" in (after.state_reason or "")
    assert await people.recipients(transactions, made.id) == {}


async def test_a_start_that_would_reach_nobody_is_refused(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        with pytest.raises(Refusal, match="nobody"):
            await starting.send(tx, cast.ines, made.id, None)


async def test_when_all_are_skipped_it_is_a_draft_again_and_says_why(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 2, consent={"marketing": False})
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    assert await people.started(transactions, cast, made) == {}
    after = await state_of(transactions, made.id)
    assert (after.state, after.total, after.report) == ("draft", 0, None)
    assert "nobody" in (after.state_reason or "")


async def test_pausing_before_all_are_frozen_and_going_on(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 3)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        await starting.send(tx, cast.ines, made.id, None)
        await starting.pause(tx, cast.ines, made.id, "wait for the boss")
    worker = CampaignStarts(transactions, people.HOLDER)
    assert not await worker.turn()
    async with transactions.begin() as tx:
        resumed = await starting.resume(tx, cast.ines, made.id)
    assert resumed.state == "starting"
    assert await worker.turn()
    assert (await state_of(transactions, made.id)).state == "running"


async def test_whoever_campaigns_wrote_to_lately_is_left_in_peace(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        rested, written, enough = await people.customers(tx, 3)
        await people.offer(tx, cast.sales)
        earlier = await people.draft(tx, cast, audience=Audience(contacts=[written, enough]))
        now = milliseconds()
    await people.started(transactions, cast, earlier)
    async with transactions.begin() as tx:
        old = now - 3 * looking.DAY_MS
        await people.recipient_is(tx, earlier.id, written, state="sent", claimed_at=old)
        later = await people.draft(tx, cast, sending=Sending(again_days=7, per_day=1))
    frozen = await people.started(transactions, cast, later)
    assert {id: each["reason"] for id, each in frozen.items()} == {
        rested: None, written: "written_recently", enough: "written_recently",
    }  # fmt: skip
    async with transactions.begin() as tx:  # the earlier one still has somebody waiting, who counts as today's message
        third = await people.draft(tx, cast, audience=Audience(contacts=[enough, written]), sending=Sending(per_day=1))
    frozen = await people.started(transactions, cast, third)
    assert {id: each["reason"] for id, each in frozen.items()} == {enough: "too_often", written: None}


async def test_cancelling_leaves_nobody_waiting(transactions: Transactions, cast: Cast, acting: Acting) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 3)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    async with acting() as tx:
        cancelled = await starting.cancel(tx, cast.ines, made.id, "the offer is over")
    assert (cancelled.state, cancelled.why.reason, cancelled.counts) == (
        "cancelled", "the offer is over", {"skipped": 3},
    )  # fmt: skip
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="was cancelled"):
            await starting.resume(tx, cast.ines, made.id)


async def test_those_who_failed_are_tried_again_but_not_who_wants_none(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        first, second, third = await people.customers(tx, 3)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    async with transactions.begin() as tx:
        await people.recipient_is(tx, made.id, first, state="failed", reason="131049", message_id="m1")
        await people.recipient_is(tx, made.id, second, state="failed", reason="131050")
        await people.recipient_is(tx, made.id, third, state="unknown")
        await rows.change(tx.connection, made.id, tx.now, state="done", finished_at=tx.now)
        again = await starting.retry(tx, cast.ines, made.id, None)
    assert (again.state, again.finished_at) == ("running", None)
    assert again.counts == {"failed": 1, "unknown": 1, "waiting": 1}
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="Nobody failed"):
            await starting.retry(tx, cast.ines, made.id, ["131026"])


async def test_an_audience_of_earlier_campaigns_lists_and_those_left_out(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        read, unread, failed = await people.customers(tx, 3)
        await people.customers(tx, 1, tag="other")
        await people.offer(tx, cast.sales)
        earlier = await people.draft(tx, cast)
    await people.started(transactions, cast, earlier)
    async with transactions.begin() as tx:
        for contact, state in ((read, "read"), (unread, "delivered"), (failed, "failed")):
            await people.recipient_is(tx, earlier.id, contact, state=state)
        wanted = Audience(campaigns=[people.earlier(earlier.id, "received")])
        assert await people.meant(tx, cast, wanted) == {read, unread}
        unanswered = Audience(tags=["vip"], without=Without(campaigns=[people.earlier(earlier.id, "read")]))
        assert await people.meant(tx, cast, unanswered) == {unread, failed}


async def test_an_audience_follows_a_tag_s_new_name(acting: Acting, cast: Cast, transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        found = await people.customers(tx, 2)
        await tags.take(tx, ["vip"])
        tree = HasTag(name="vip")
        made = await people.draft(tx, cast, audience=Audience(tags=["vip"], filter=tree))
    async with acting() as tx:
        await tags.change(tx, cast.ines, "vip", TagChange(name="Best guests"), None)
    async with transactions.begin() as tx:
        after = shaping.campaign(await state_of(transactions, made.id)).audience
        assert (after.tags, after.filter) == (["Best guests"], HasTag(name="Best guests"))
        assert await people.meant(tx, cast, after) == set(found)
