"""A campaign that goes wrong is paused, and says why: its canary, too many failures, a template or number that is no longer good."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from channels.channel import ChannelError
from hub.campaigns import states
from hub.wire.campaigns import Canary, Sending
from storage import tables
from tests.cast import Cast
from tests.hub.work import crowd
from tests.hub.work.campaign_office import Office
from tests.hub.work.fakes import FakeChannel, all_rows


async def test_the_canary_goes_first_and_the_rest_when_it_arrived(office: Office, channel: FakeChannel) -> None:
    id = await office.start(50, canary=Canary(percent=10, minutes=5))

    async def all_canaries_sent() -> bool:
        return (await office.states(id))["sent"] == 5

    await office.until(all_canaries_sent)
    assert len(channel.sent) == 5
    await arrived(office, id)
    await office.until_state(id, "done")
    assert len(channel.sent) == 50


async def test_a_canary_that_fails_pauses_with_the_reason(office: Office, cast: Cast, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("never", "Nobody there.", code="131026") for _ in range(2)]
    id = await office.start(50, canary=Canary(percent=10, minutes=5))
    row = await office.until_state(id, "paused")
    assert row["state_code"] == "canary"
    assert "of the first 5 failed" in row["state_reason"]
    assert len(channel.sent) == 5
    async with office.transactions.begin() as tx:
        await states.move(tx, id, "running", by=cast.ines)
    await office.until_state(id, "done")
    assert len(channel.sent) == 50, "whoever goes on has decided"


async def test_a_canary_is_not_waited_for_longer_than_it_was_given(office: Office, channel: FakeChannel) -> None:
    id = await office.start(50, canary=Canary(percent=10, minutes=0))
    await office.until_state(id, "done")
    assert len(channel.sent) == 50


async def test_too_many_failures_pause_it(office: Office, cast: Cast, channel: FakeChannel) -> None:
    channel.answers = [ChannelError("never", "Nobody there.", code="131026") for _ in range(8)]
    limits = Sending(pause_percent=10, pause_least=20, per_second=10)
    id = await office.start(200, sending=limits)
    row = await office.until_state(id, "paused")
    assert row["state_code"] == "failures"
    assert "failed, more than 10 %" in row["state_reason"]
    failed = [row for row in await crowd.recipients(office.transactions, id) if row["state"] == "failed"]
    assert {(row["reason"], row["detail"]) for row in failed} == {("131026", "Nobody there.")}
    async with office.transactions.begin() as tx:
        await tx.connection.execute(tables.campaigns.update().values(sending=msgspec.json.encode(Sending()).decode()))
        await states.move(tx, id, "running", by=cast.ines)
    await office.until_state(id, "done")


async def test_a_refusal_of_marketing_opts_out_at_once_and_counts_against_the_campaign(
    office: Office, channel: FakeChannel
) -> None:
    channel.answers = [ChannelError("never", "Stopped marketing.", code="131050", opts_out=True)]
    id = await office.start(3)
    await office.until_state(id, "done")
    (refused,) = [row for row in await crowd.recipients(office.transactions, id) if row["opted_out_at"]]
    assert (refused["state"], refused["reason"]) == ("failed", "131050")
    async with office.transactions.database.reading() as connection:
        known = {row["id"]: row["consent"] for row in await all_rows(connection, tables.contacts)}
    assert msgspec.json.decode(known[refused["contact_id"]])["marketing_messages"]["wanted"] is False
    assert (await crowd.campaign(office.transactions, id))["opted_out"] == 1


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        (tables.templates, {"status": "PAUSED"}, "template"),
        (tables.templates, {"quality": "RED"}, "quality"),
        (tables.templates, {"name": "another"}, "template"),
        (tables.channels, {"quality": "RED"}, "quality"),
        (tables.channels, {"state": "paused", "reason": "No payment."}, "channel"),
    ],
)
async def test_it_pauses_when_its_template_or_number_is_no_longer_good(
    office: Office, table: Any, values: dict[str, Any], code: str
) -> None:
    id = await office.start(5)
    await office.look()
    async with office.transactions.begin() as tx:
        await tx.connection.execute(table.update().values(**values))
    await office.look()
    row = await crowd.campaign(office.transactions, id)
    assert (row["state"], row["state_code"]) == ("paused", code)


async def test_a_quality_that_was_bad_when_somebody_went_on_is_not_held_against_it(office: Office, cast: Cast) -> None:
    id = await office.start(5)
    async with office.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(quality="RED"))
    await office.look()
    assert (await crowd.campaign(office.transactions, id))["state"] == "running"


async def arrived(office: Office, campaign_id: str) -> None:
    """Their statuses came: as the intake leaves the messages."""
    async with office.transactions.begin() as tx:
        mine = tables.messages.c.campaign_id == campaign_id
        await tx.connection.execute(tables.messages.update().where(mine).values(status="delivered"))
        found = await tx.connection.values(tables.messages.select().with_only_columns(tables.messages.c.id).where(mine))
        await tx.connection.insert_many(tables.recipient_news, [{"id": f"news-{id}", "message_id": id} for id in found])
