"""The demo: stories told through the real ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub import inbox, logins, messages, users
from hub.assembly import Hub
from hub.wire.commands import ConversationList, MessageList
from hub.wire.shapes import Conversation, Message
from storage import migrations
from web.demo import files, seed, start
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
