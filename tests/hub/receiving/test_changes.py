from __future__ import annotations

import itertools
import json
from typing import Any

from hub.intake import Intake
from hub.transaction import Commit
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, messages, send, text


def edit(words: str, target: str, at: int) -> dict[str, Any]:
    inner = {"type": "text", "text": {"body": words}}
    return text("", at=at) | {"type": "edit", "edit": {"original_message_id": target, "message": inner}}


def revoke(target: str, at: int) -> dict[str, Any]:
    return text("", at=at) | {"type": "revoke", "revoke": {"original_message_id": target}}


def reaction(emoji: str, target: str, at: int) -> dict[str, Any]:
    return text("", at=at) | {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}


def story(id: str) -> dict[str, dict[str, Any]]:
    return {
        "message": text("Helo", id=id, at=NOON),
        "edit": edit("Hello", id, NOON + 1),
        "second edit": edit("Hello!", id, NOON + 2),
        "reaction": reaction("👍", id, NOON + 3),
        "other reaction": reaction("❤️", id, NOON + 4),
    }


STORY = story("wamid.1")


async def test_changes_come_to_the_same_in_any_order(intake: Intake, cast: Cast, look: Look) -> None:
    for n, order in enumerate(itertools.permutations(STORY)):
        parts = story(f"wamid.{n}")
        await send(intake, *(messages(parts[part]) for part in order))
    stored = await look.rows("messages")
    assert {(row["text"], "edited_at" in json.loads(row["content"])) for row in stored} == {("Hello!", True)}
    marks = await look.rows("reactions", order="at")
    assert {(mark["emoji"], mark["by_id"]) for mark in marks} == {("❤️", cast.pim)}
    assert len(stored) == len(marks) == 120
    assert await look.count("parked_facts") == 0


async def test_a_revoked_message_is_kept_and_marked(intake: Intake, look: Look) -> None:
    await send(intake, messages(revoke("wamid.1", NOON + 5)), messages(text("Secret", id="wamid.1")))
    stored = await look.row("messages")
    assert (stored["text"], "revoked_at" in json.loads(stored["content"])) == ("Secret", True)


async def test_what_is_taken_back_is_told_to_nobody(intake: Intake, look: Look, commits: list[Commit]) -> None:
    place = text("", id="wamid.1") | {
        "type": "location",
        "location": {"latitude": 1.0, "longitude": 2.0, "name": "Home"},
    }
    await send(intake, messages(place), messages(text("Secret", id="wamid.2")))
    commits.clear()
    await send(intake, messages(revoke("wamid.1", NOON + 5), revoke("wamid.2", NOON + 6)))
    told = [json.loads(entry.body) for commit in commits for entry in commit.entries]
    shapes = [each["message"] for each in told if "message" in each]
    assert [(each["text"], list(each["content"])) for each in shapes] == [(None, ["revoked_at"])] * 2
    (last,) = (each["conversation"]["last_message"] for each in told if "conversation" in each)
    assert (last["excerpt"], last["taken_back"]) == ("", True)


async def test_a_reaction_taken_back_is_gone_from_the_shape(intake: Intake, look: Look, commits: list[Commit]) -> None:
    await send(intake, messages(text("Hi", id="wamid.1")), messages(reaction("👍", "wamid.1", NOON + 1)))
    assert json.loads(commits[-1].entries[0].body)["message"]["reactions"][0]["emoji"] == "👍"
    await send(intake, messages(reaction("", "wamid.1", NOON + 2)))
    assert json.loads(commits[-1].entries[0].body)["message"]["reactions"] == []


async def test_a_message_with_its_edit_and_reaction_in_one_body_is_one_event(
    intake: Intake, look: Look, commits: list[Commit]
) -> None:
    commits.clear()
    await send(intake, messages(STORY["reaction"], STORY["edit"], STORY["message"]))
    (created, changed) = commits[-1].entries
    assert (created.type, changed.type) == ("message.created", "conversation.changed")
    shape = json.loads(created.body)["message"]
    assert (shape["text"], shape["reactions"][0]["emoji"]) == ("Hello", "👍")
    assert json.loads(changed.body)["conversation"]["last_message"]["excerpt"] == "Hello"
