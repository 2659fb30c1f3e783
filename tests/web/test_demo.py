"""The demo: stories told through the real ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.sandbox.mail import PostOffice
from hub.assembly import Hub
from hub.campaigns import drafts, figures
from hub.figures import statistics
from hub.inbox import lists as inbox
from hub.inbox import messages
from hub.permissions import Agent
from hub.team import logins, users
from hub.transaction import Transactions
from hub.wire.campaign_changes import NewCampaign
from hub.wire.campaigns import Audience, CampaignContent
from hub.wire.commands import ConversationList, MessageList
from hub.wire.shapes import Conversation, Message
from hub.work.counting import Counting
from storage import migrations, tables
from tests.cast import Cast
from tests.hub import scenes
from web.demo import campaigns, files, people, seed, start
from web.demo.posts import HENRIK, posts
from web.demo.stories import STORIES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    migrations.upgrade(start.demo_settings(str(place), "127.0.0.1", 8000, start.mail_double()).database_url)
    return place


@pytest.fixture
async def demo(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Hub, list[people.SignIn], PostOffice]]:
    monkeypatch.setattr(seed, "TEMPLATE_TRIES", 0)  # no worker here fetches them
    post = start.mail_double()
    found = start.demo_settings(str(folder), "127.0.0.1", 8000, post)
    hub = await Hub.open(found)
    await hub.start({"web"})
    sign_ins = await seed.seed(hub, start.Demo(found, post).sandbox.cloud, start.NUMBER, post.office)
    yield hub, sign_ins, post.office
    await hub.stop()


async def test_everything_is_there_as_it_was_told(demo: tuple[Hub, list[people.SignIn], PostOffice]) -> None:
    hub, sign_ins, office = demo
    ines = sign_ins[0]
    async with hub.transactions.begin() as tx:
        attempt = await logins.begin_try(tx, ines.email, "127.0.0.1")
    await logins.check(attempt, ines.password)
    async with hub.transactions.begin() as tx:
        user = await logins.accept(tx, attempt, None)
        grant = await logins.open_login(tx, user.id, "test", "127.0.0.1")
    async with hub.database.reading() as connection:
        agent = await users.agent(connection, grant.user.id, grant.login)
        assert agent is not None
        page = await inbox.list_page(connection, agent, ConversationList(id=0, limit=200))
        told = {story.name for story in STORIES}
        found = {each.contact.name: each for each in page.items if each.contact.name in told}
        thread: list[Message] = (
            await messages.list_page(connection, agent, MessageList(0, found["Somchai Phongsri"].id))
        ).items
    assert set(found) == told
    assert {each.state for each in found.values()} == {"open", "snoozed", "resolved"}
    kinds = [message.kind for message in thread if message.kind != "system"]
    assert kinds == ["text", "text", "text", "text", "image", "text", "voice", "note", "document", "text"]
    assert [message.status for message in thread if message.author.kind == "user" and message.kind != "note"] == [
        "read"
    ] * 3
    assert [message.sent_at for message in thread] == sorted(message.sent_at for message in thread)
    assert await offered(hub) == {
        ("accepted", 1, "EUR"), ("sent", 2, "THB"), ("declined", 1, "THB"), ("issued", 1, "THB"), ("seen", 1, "THB"),
        ("draft", 1, "THB"),
    }  # fmt: skip
    await mails_are_there(hub, agent, office, page.items)
    await the_weeks_before_can_be_counted(hub)


async def mails_are_there(hub: Hub, agent: Agent, office: PostOffice, listed: list[Conversation]) -> None:
    box = next(row.id for row in hub.accounts.every() if row.kind == "mail")
    by_mail = {each.contact.name: each for each in listed if each.channel == box and each.state == "open"}
    assert set(by_mail) == {post.name for post in posts()} | {"Old Venue (closed)"}
    pim = {each.channel for each in listed if each.contact.id == by_mail["Pim Srisai"].contact.id}
    assert len(pim) == 2  # one contact, on WhatsApp too
    async with hub.database.reading() as connection:
        thread: list[Message] = (
            await messages.list_page(connection, agent, MessageList(0, by_mail["Henrik Dahl"].id))
        ).items
    said = [message for message in thread if message.kind == "text"]
    assert [message.author.kind for message in said] == ["customer", "user", "customer"]
    assert said[2].content["mail"]["quoted"].startswith("On ")
    assert [held.ours for held in office.people[HENRIK].mails] == [True, False, True]
    assert office.people[HENRIK].mails[2].mail.to[0].address.startswith("office+c-")


async def the_weeks_before_can_be_counted(hub: Hub) -> None:
    """By the product's own counting, from messages that bear their times."""
    counting = Counting(hub.transactions, "test")
    while await counting.turn():
        pass
    async with hub.database.reading() as connection:
        told = await statistics.read(connection, statistics.Asked())
    busy = [day for day in told.days if day.counts.received]
    assert len(busy) >= 28
    assert {each.name for each in told.channels} == {"Bangkok line", "Office mail"}
    assert told.total.counts.resolved > 150
    assert told.total.first_response.median is not None
    assert 60 < told.total.first_response.median < 3600


async def offered(hub: Hub) -> set[tuple[str, int, str]]:
    """State, version and currency of every quotation."""
    async with hub.database.reading() as connection:
        q = tables.quotations.c
        return {
            (state, number, code)
            for state, number, code in await connection.tuples(select(q.state, q.revision, q.currency))
        }


@pytest.mark.parametrize("name", sorted(seed.wanted_files()))
def test_its_files_are_what_they_say(name: str) -> None:
    file = files.file(name)
    begins = {"image/jpeg": b"\xff\xd8\xff", "audio/ogg; codecs=opus": b"OggS", "application/pdf": b"%PDF"}
    assert file.data.startswith(begins[file.mime])


def test_phones_and_names_are_each_ones_own() -> None:
    assert len({story.phone for story in STORIES}) == len({story.name for story in STORIES}) == len(STORIES)


def test_times_grow_within_a_story() -> None:
    for story in STORIES:
        assert [step.ago for step in story.steps] == sorted((step.ago for step in story.steps), reverse=True), (
            story.name
        )


async def test_a_campaign_is_over_as_if_it_had_been_sent(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        body = {"type": "BODY", "text": "Hi {{1}}"}
        await scenes.template(tx, cast.sales, body, name=campaigns.TEMPLATE, category="MARKETING")
        for place, name in enumerate(campaigns.GUESTS):
            await campaigns._guest(tx, cast.ines, place, name)
        content = CampaignContent(name=campaigns.TEMPLATE, language="en", parameters={"1": "you"})
        audience = Audience(tags=[campaigns.TAG])
        new = NewCampaign(name="Told again", channel=cast.sales, template=content, audience=audience)
        made = await drafts.create(tx, cast.ines, new)
        await campaigns._sent(tx, cast.ines, made)
        told = await figures.analytics(tx.connection, cast.ines, made.id)
    assert (told.state, told.total, told.counts["skipped"], told.counts["failed"]) == (
        "done",
        len(campaigns.GUESTS),
        1,
        2,
    )
    assert told.replies > 0
