"""Mails, as they are stored: where they belong, which are one, what asks for nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from channels.mail import letters
from channels.mail.channel import Mail
from hub import ids
from hub.intake import Intake
from hub.receiving.book import Rules
from hub.transaction import milliseconds
from storage import tables
from storage.database import Database
from storage.running import removals
from tests.cast import APP_SECRET, Cast
from tests.hub.receiving.look import Look
from tests.mailboxes import written

BOX = "office@bma.example"


async def _never(*_: object) -> None:
    raise AssertionError("nothing is read here")


@pytest.fixture
def rules() -> Rules:
    return Rules(channels={"mail": Mail(_never, _never)})  # type: ignore[arg-type]


async def take(intake: Intake, raw: bytes, **given: Any) -> None:
    told = {"account": BOX, "original": f"incoming/{ids.new()}", "arrived": milliseconds()} | given
    body, headers = letters.sign(letters.write(raw, checker="mx.bma.example", **told), APP_SECRET)
    await intake.take("mail", body, headers)


async def places(look: Look) -> dict[str, str]:
    """The conversation of each mail, by its Message-ID."""
    return {row["provider_id"]: row["conversation_id"] for row in await look.rows("messages", "kind = 'text'")}


async def resolve(database: Database, days_ago: int) -> None:
    at = milliseconds() - days_ago * 24 * 3_600_000
    async with database.writing() as connection:
        table = tables.conversations
        await connection.execute(
            update(table).values(state="resolved", resolved_at=at, last_at=at, unread=0, waiting_since=None)
        )


async def test_a_mail_is_a_message_with_its_original(intake: Intake, look: Look) -> None:
    await take(intake, written(1, "Good morning"), original="incoming/1")
    message = await look.row("messages")
    assert (message["text"], message["kind"], message["author_name"]) == ("Good morning", "text", "Anna")
    original = await look.row("attachments")
    assert (original["name"], original["state"], original["blob"]) == ("original.eml", "ready", "incoming/1")
    conversation = await look.row("conversations", "channel_id = :id", id=message["channel_id"])
    assert (conversation["unread"], conversation["state"]) == (1, "open")


async def test_the_same_mail_twice_is_one_and_two_mails_of_one_id_are_two(intake: Intake, look: Look) -> None:
    for text in ("First", "First", "Second"):
        await take(intake, written(1, text))
    assert [row["text"] for row in await look.rows("messages", order="order")] == ["First", "Second"]


async def test_an_answer_goes_where_its_token_says_else_where_the_mail_it_answers_is(
    intake: Intake, look: Look
) -> None:
    await take(intake, written(1))
    await take(intake, written(2, From="Ben <ben@example.com>"))
    first, second = (await places(look)).values()
    colleague = {"From": "Carl <carl@elsewhere.example>", "In_Reply_To": "<1@example.com>"}
    await take(intake, written(3, **colleague))
    await take(intake, written(4, **colleague), conversation=second)
    await take(intake, written(5, From="Dora <dora@x.example>", References="<1@example.com> <4@example.com> <0@y>"))
    await take(intake, written(6, From="Eva <eva@x.example>", References="<7@y> <8@y>"))
    found = await places(look)
    assert [found[f"{n}@example.com"] == place for n, place in ((3, first), (4, second), (5, second))] == [True] * 3
    assert found["6@example.com"] not in (first, second)
    names = {row["provider_id"]: row["author_name"] for row in await look.rows("messages", "kind = 'text'")}
    assert names["3@example.com"] == "Carl"
    assert await look.count("identities", "kind = 'email'") == 5, "nobody is taken for another"


async def test_a_mail_and_its_answer_that_come_together_lie_together(intake: Intake, look: Look) -> None:
    await asyncio.gather(
        take(intake, written(1)),
        take(intake, written(2, From="Carl <carl@x.example>", In_Reply_To="<1@example.com>")),
    )
    assert len(set((await places(look)).values())) == 1


async def test_the_token_of_another_account_leads_nowhere(intake: Intake, look: Look, cast: Cast) -> None:
    await take(intake, written(1), conversation=cast.pims)
    message = await look.row("messages")
    assert message["conversation_id"] != cast.pims


async def test_an_answer_reopens_the_conversation_it_names(intake: Intake, look: Look, database: Database) -> None:
    await take(intake, written(1))
    await resolve(database, 40)
    await take(intake, written(2))
    old, new = (await places(look))["1@example.com"], (await places(look))["2@example.com"]
    assert old != new
    await resolve(database, 3)
    await take(intake, written(3), conversation=old)
    await take(intake, written(4), conversation=new)
    found = await places(look)
    assert (found["3@example.com"], found["4@example.com"]) == (old, old), "one unresolved conversation with each"
    states = {row["id"]: row["state"] for row in await look.rows("conversations")}
    assert (states[old], states[new]) == ("open", "resolved")


async def test_what_a_machine_answers_is_shown_and_asks_for_nothing(
    intake: Intake, look: Look, database: Database
) -> None:
    await take(intake, written(1))
    await resolve(database, 1)
    await take(intake, written(2, "I am away", Auto_Submitted="auto-replied"))
    conversation = await look.row("conversations", "unread = 0 AND contact_id NOT IN ('pim', 'ken')")
    assert (conversation["state"], conversation["waiting_since"]) == ("resolved", None)
    message = await look.row("messages", "text = 'I am away'")
    assert message["conversation_id"] == conversation["id"]
    told = await look.rows("event_log", "type = 'message.created'", order="seq")
    (event,) = [each for each in told if b"I am away" in each["body"]]
    assert b'"historic":true' in event["body"]
    assert b'"automatic":"reply"' in event["body"]


async def test_mails_written_elsewhere_are_ours(intake: Intake, look: Look) -> None:
    await take(intake, written(1))
    mine = {"From": BOX, "To": "Anna <anna@example.com>", "In_Reply_To": "<1@example.com>"}
    await take(intake, written(2, "From my telephone", **mine), outgoing=True)
    message = await look.row("messages", "direction = 'out'")
    assert (message["author_kind"], message["status"], message["reply_to"] is None) == ("phone_app", "sent", False)
    conversation = await look.row("conversations", "id = :id", id=message["conversation_id"])
    assert (conversation["unread"], conversation["waiting_since"]) == (0, None)
    await take(intake, written(3, From="Anna <anna@example.com>", In_Reply_To="<2@example.com>"))
    assert len(set((await places(look)).values())) == 1


async def test_a_kept_mail_is_on_the_list_of_what_goes_until_a_message_names_it(
    intake: Intake, look: Look, database: Database
) -> None:
    async with database.writing() as connection:
        await removals.add(connection, ["incoming/1", "incoming/2"], milliseconds())
    await take(intake, written(1), original="incoming/1")
    await take(intake, written(1), original="incoming/2")
    assert [row["key"] for row in await look.rows("blob_removals", order="key")] == ["incoming/2"]


async def test_a_mail_nobody_can_read_is_quarantined_and_its_neighbours_go_on(
    intake: Intake, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = letters.unread(
        written(9), "reading it failed", account=BOX, original="incoming/9", arrived=milliseconds(), size=9
    )
    with monkeypatch.context() as broken:
        broken.setattr(letters, "write", _broken)
        await intake.take("mail", *letters.sign(poison, APP_SECRET))
    await take(intake, written(1))
    kept = await look.row("ledger", "state = 'unreadable'")
    assert kept["reason"] == "OverflowError: a mail of many tricks"
    assert await look.count("messages") == 1


def _broken(*_: object, **__: object) -> None:
    raise OverflowError("a mail of many tricks")
