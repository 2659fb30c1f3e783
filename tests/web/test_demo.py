"""The demo: stories told through the real ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hub import inbox, logins, messages, users
from hub.assembly import Hub
from hub.campaigns import drafts, figures
from hub.transaction import Transactions
from hub.wire.campaign_changes import NewCampaign
from hub.wire.campaigns import Audience, CampaignContent
from hub.wire.commands import ConversationList, MessageList
from hub.wire.shapes import Conversation, Message
from storage import migrations, tables
from tests.cast import Cast
from tests.hub import scenes
from web.demo import campaigns, files, seed, start
from web.demo.stories import STORIES


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    migrations.upgrade(start.demo_settings(str(place), "127.0.0.1", 8000).database_url)
    return place


@pytest.fixture
async def demo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Hub, list[seed.SignIn]]]:
    monkeypatch.setattr(seed, "TEMPLATE_TRIES", 0)  # no worker here fetches them
    found = start.demo_settings(str(folder), "127.0.0.1", 8000)
    hub = await Hub.open(found)
    await hub.start({"web"})
    sign_ins = await seed.seed(hub, start.Demo(found).sandbox.cloud, start.NUMBER)
    yield hub, sign_ins
    await hub.stop()


async def test_every_story_is_there_as_it_was_told(demo: tuple[Hub, list[seed.SignIn]]) -> None:
    hub, sign_ins = demo
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
        found: dict[str, Conversation] = {each.contact.name: each for each in page.items}
        thread: list[Message] = (
            await messages.list_page(connection, agent, MessageList(0, found["Somchai Phongsri"].id))
        ).items
    assert set(found) == {story.name for story in STORIES}
    assert {each.state for each in page.items} == {"open", "snoozed", "resolved"}
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
