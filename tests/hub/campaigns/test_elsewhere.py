"""The pre-flight of what does not arrive: who can be reached another way, what that takes, and what is missing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub import ids
from hub.campaigns import drafts, preflight, previews, shaping, trials
from hub.transaction import Transaction, Transactions
from hub.wire.campaign_changes import NewCampaign, TrialAsked
from hub.wire.campaign_ways import FallbackWay
from hub.wire.campaigns import Audience, Campaign, CampaignContent, Preflight, Sending
from hub.wire.errors import Refusal
from storage import tables
from tests.cast import Cast
from tests.hub.campaigns import people
from tests.hub.work.ways import House

PUBLIC_URL = "https://office.example"
LINE = FallbackWay(channel="channel-line", text="Hi {{first_name}}, {{1}}")
MAIL = FallbackWay(channel="channel-mail", text="Dear {{name}}", subject="For {{first_name}}")


@pytest.fixture
async def ines(cast: Cast, transactions: Transactions) -> Cast:
    """Who sees the LINE account and the mailbox too."""
    await House(transactions, cast.sales).open()
    seen = cast.ines.channels | {"channel-line", "channel-mail"}
    return msgspec.structs.replace(cast, ines=msgspec.structs.replace(cast.ines, channels=seen))


async def drawn(tx: Transaction, cast: Cast, *fallback: FallbackWay, **values: Any) -> Campaign:
    await people.offer(tx, cast.sales)
    return await people.draft(tx, cast, fallback=list(fallback), **values)


async def reachable(tx: Transaction, contact: str, *kinds: str) -> None:
    rows = [
        {
            "id": ids.new(),
            "contact_id": contact,
            "kind": kind,
            "value": f"{kind}-{contact}@x",
            "display": "",
            "created_at": 1,
        }
        for kind in kinds
    ]
    await tx.connection.insert_many(tables.identities, rows)


async def report(transactions: Transactions, campaign: Campaign) -> Preflight:
    return await preflight.report(transactions.database, campaign, PUBLIC_URL)


def said(told: Preflight) -> list[tuple[str, str]]:
    return [(each.level, each.message) for each in told.findings if each.code == "fallback"]


async def test_it_counts_who_can_be_reached_there_and_who_is_for_certain(
    transactions: Transactions, ines: Cast
) -> None:
    async with transactions.begin() as tx:
        first, second, _ = await people.customers(tx, 3)
        await reachable(tx, first, "line_user", "email")
        await reachable(tx, second, "email")
        await tx.connection.execute(
            tables.identities.delete().where(
                tables.identities.c.contact_id.in_([first, second]), tables.identities.c.kind == "phone"
            )
        )
        campaign = await drawn(tx, ines, LINE, MAIL)
    told = await report(transactions, campaign)
    assert told.ok
    assert [(each.kind, each.most, each.sure) for each in told.fallback] == [("line", 1, 1), ("mail", 2, 1)]
    assert ("warning", "Not to be reached by LINE: 2 of those who are meant.") in said(told)
    assert any("goes on over Office LINE: to 1 person at most." in each for each in told.words)


async def test_a_month_that_is_nearly_used_up_and_a_paused_account_are_told(
    transactions: Transactions, ines: Cast
) -> None:
    async with transactions.begin() as tx:
        for person in await people.customers(tx, 3):
            await reachable(tx, person, "line_user")
        campaign = await drawn(tx, ines, LINE)
        await people.channel_is(tx, "channel-line", quota_allowed=500, quota_used=498, quota_at=1, state="paused")
    told = await report(transactions, campaign)
    assert told.ok
    assert told.fallback[0].left == 2
    words = " ".join(message for _, message in said(told))
    assert "Office LINE is paused" in words
    assert "has 2 messages left this month; up to 3 people" in words


async def test_strict_consent_is_judged_for_the_other_channel(transactions: Transactions, ines: Cast) -> None:
    async with transactions.begin() as tx:
        agreed, silent = await people.customers(tx, 2, consent={"whatsapp": {"wanted": True}})
        for person in (agreed, silent):
            await reachable(tx, person, "line_user")
        told = {"whatsapp": {"wanted": True}, "line": {"wanted": True}}
        await tx.connection.execute(
            tables.contacts.update()
            .where(tables.contacts.c.id == agreed)
            .values(consent=msgspec.json.encode(told).decode())
        )
        campaign = await drawn(tx, ines, LINE, sending=Sending(missing_consent="block"))
    found = await report(transactions, campaign)
    assert found.fallback[0].most == 1
    assert ("warning", "Never agreed to marketing by LINE: 1 of those who are meant.") in said(found)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (FallbackWay(channel="channel-line"), "Write what is said over Office LINE."),
        (FallbackWay(channel="channel-mail", text="Hello"), "Give the mail from Office a subject."),
        (FallbackWay(channel="channel-line", text="Hi {{nobody}}"), "Nothing is called {{nobody}} in the words for Office LINE."),
    ],
)  # fmt: skip
async def test_words_that_cannot_go_keep_it_from_starting(
    transactions: Transactions, ines: Cast, way: FallbackWay, words: str
) -> None:
    async with transactions.begin() as tx:
        await people.customers(tx, 1)
        campaign = await drawn(tx, ines, way)
    told = await report(transactions, campaign)
    assert not told.ok
    assert ("error", words) in said(told)


@pytest.mark.parametrize(
    "fallback",
    [
        [LINE, LINE],
        [FallbackWay(channel="channel-sales", text="Hi")],
        [FallbackWay(channel="elsewhere", text="Hi")],
        [FallbackWay(channel="channel-line", text="x" * 5001)],
        [FallbackWay(channel="channel-line", text="Hi", subject="Spring")],
    ],
    ids=["twice", "whatsapp", "unknown", "too long", "subject"],
)
async def test_what_no_account_takes_is_refused_as_it_is_written(
    transactions: Transactions, ines: Cast, fallback: list[FallbackWay]
) -> None:
    async with transactions.begin() as tx:
        new = NewCampaign(name="Spring", channel=ines.sales, fallback=fallback)
        with pytest.raises(Refusal):
            await drafts.create(tx, ines.ines, new)


async def test_one_person_sees_what_they_would_get_there(transactions: Transactions, ines: Cast) -> None:
    async with transactions.begin() as tx:
        (person,) = await people.customers(tx, 1, name="Pim Suk")
        campaign = await drawn(tx, ines, LINE, MAIL)
        (shown,) = await previews.draw(tx.connection, campaign, [person], 1, public_url=PUBLIC_URL)
    line, mail = shown.fallback
    assert line.text == "Hi Pim, Pim Suk"
    assert mail.subject == "For Pim"
    assert "https://office.example/u/" in (mail.text or "")


async def test_a_test_goes_there_as_the_words_of_whoever_tries_it(transactions: Transactions, ines: Cast) -> None:
    async with transactions.begin() as tx:
        (person,) = await people.customers(tx, 1, name="Pim Suk")
        await reachable(tx, person, "email")
        campaign = await drawn(tx, ines, MAIL)
        (sent,) = await trials.send(tx, ines.ines, campaign, TrialAsked(contacts=[person], way=1), {}, PUBLIC_URL)
    assert sent.channel == "channel-mail"
    assert sent.content["mail"]["subject"] == "For Pim"


async def test_people_without_a_number_alone_are_reason_enough_to_start(transactions: Transactions, ines: Cast) -> None:
    async with transactions.begin() as tx:
        (person,) = await people.customers(tx, 1)
        await reachable(tx, person, "email")
        await tx.connection.execute(tables.identities.delete().where(tables.identities.c.kind == "phone"))
        campaign = await drawn(tx, ines, MAIL, audience=Audience(tags=["vip"]))
    rows = await people.started(transactions, ines, campaign)
    assert {(row["state"], row["reason"]) for row in rows.values()} == {("skipped", "unreachable")}
    async with transactions.database.reading() as connection:
        assert (await shaping.read(connection, ines.ines, campaign.id)).state == "running"


async def test_a_campaign_says_its_ways_again_as_they_were_written(transactions: Transactions, ines: Cast) -> None:
    async with transactions.begin() as tx:
        campaign = await drawn(tx, ines, LINE, MAIL, template=CampaignContent(name="offer", language="en"))
    assert campaign.fallback == [LINE, MAIL]
