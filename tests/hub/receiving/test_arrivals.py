from __future__ import annotations

import json

import msgspec

from hub import ids, shaping
from hub.intake import Intake
from hub.transaction import Commit
from storage.database import Database
from tests.cast import PIM_PHONE, Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import NOON, body, change, messages, send, text

HOUR_MS = 3_600_000


def told(commits: list[Commit]) -> list[str]:
    return [entry.type for commit in commits for entry in commit.entries]


async def test_a_message_is_stored_and_announced(intake: Intake, cast: Cast, look: Look, commits: list[Commit]) -> None:
    commits.clear()
    await send(intake, messages(text("Do you have it in blue?", id="wamid.1")))
    stored = await look.row("messages")
    assert (stored["text"], stored["direction"], stored["status"]) == ("Do you have it in blue?", "in", "received")
    assert stored["conversation_id"] == cast.pims
    conversation = await look.row("conversations", "id = :id", id=cast.pims)
    assert (conversation["unread"], conversation["last_message_id"]) == (1, stored["id"])
    assert told(commits) == ["message.created", "conversation.changed"]
    kept = await look.row("ledger")
    assert (kept["state"], json.loads(kept["items"])) == (
        "applied",
        [{"fact": "received", "state": "stored", "id": stored["id"]}],
    )


async def test_the_same_body_again_leaves_nothing_more(intake: Intake, look: Look, commits: list[Commit]) -> None:
    hello = messages(text("Hello", id="wamid.1"), name="Noi", phone="66811111111")
    await send(intake, hello)
    commits.clear()
    await send(intake, hello)
    assert (await look.count("messages"), told(commits)) == (1, [])
    second = (await look.rows("ledger"))[1]
    assert json.loads(second["items"])[0]["state"] == "duplicate"


async def test_twenty_messages_of_a_new_person_are_one_conversation(
    intake: Intake, look: Look, commits: list[Commit]
) -> None:
    commits.clear()
    many = [text(f"line {n}", phone="66811111111", at=NOON + n // 5) for n in range(20)]
    await send(intake, messages(*many, name="Noi", phone="66811111111"))
    contact = await look.row("contacts", "name = 'Noi'")
    conversation = await look.row("conversations", "contact_id = :id", id=contact["id"])
    stored = await look.rows("messages", order="order")
    assert [row["text"] for row in stored] == [f"line {n}" for n in range(20)]
    assert (conversation["unread"], conversation["last_message_id"]) == (20, stored[-1]["id"])
    assert told(commits) == ["contact.changed", "conversation.created", *["message.created"] * 20]


async def test_a_latecomer_takes_its_place_by_provider_time(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, messages(text("second", at=NOON + 60)), messages(text("first", at=NOON)))
    assert [row["text"] for row in await look.rows("messages", order="order")] == ["first", "second"]
    last = await look.row("messages", "text = 'second'")
    conversation = await look.row("conversations", "id = :id", id=cast.pims)
    assert (conversation["last_message_id"], conversation["last_at"]) == (last["id"], (NOON + 60) * 1000)


async def test_a_time_in_the_future_is_clamped_to_the_arrival(intake: Intake, look: Look) -> None:
    await send(intake, messages(text("from tomorrow", at=NOON + 40 * 365 * 86_400)))
    stored = await look.row("messages")
    assert stored["sent_at"] <= stored["created_at"]


async def test_the_window_is_counted_from_the_providers_time(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, messages(text("late", phone="66811111111", at=NOON)))
    conversation = await look.row("conversations", "contact_id NOT IN ('pim', 'ken')")
    assert conversation["window_closes_at"] == NOON * 1000 + 24 * HOUR_MS


async def test_an_older_message_never_shortens_the_window(intake: Intake, cast: Cast, look: Look) -> None:
    before = (await look.row("conversations", "id = :id", id=cast.pims))["window_closes_at"]
    await send(intake, messages(text("old", at=NOON)))
    assert (await look.row("conversations", "id = :id", id=cast.pims))["window_closes_at"] == before


async def test_a_photo_waits_to_be_fetched(intake: Intake, look: Look) -> None:
    photo = {
        "from": PIM_PHONE, "id": "wamid.p", "timestamp": str(NOON), "type": "image",
        "image": {"id": "media-1", "mime_type": "image/jpeg", "sha256": "x", "caption": "This one"},
    }  # fmt: skip
    await send(intake, messages(photo))
    stored = await look.row("messages")
    attachment = await look.row("attachments")
    assert (stored["kind"], stored["text"]) == ("image", "This one")
    assert (attachment["message_id"], attachment["provider_media_id"], attachment["state"]) == (
        stored["id"],
        "media-1",
        "pending",
    )
    assert attachment["due_at"] is not None


async def test_a_quoted_message_is_found_even_when_it_comes_later(intake: Intake, look: Look) -> None:
    await send(intake, messages(text("that one", id="wamid.2", context={"id": "wamid.1", "from": "6620000000"})))
    assert (await look.row("messages"))["reply_to"] is None
    await send(intake, messages(text("this one?", id="wamid.1")))
    first = await look.row("messages", "provider_id = 'wamid.1'")
    assert (await look.row("messages", "provider_id = 'wamid.2'"))["reply_to"] == first["id"]
    assert await look.count("parked_facts") == 0


async def test_an_answer_of_the_same_second_stands_below_what_it_answers(intake: Intake, look: Look) -> None:
    asked = ids.order_of(NOON * 1000 + 998, ids.arrival_us())
    await send(intake, messages(text("Yes, please", at=NOON)))
    stored = await look.row("messages")
    assert stored["order"] > asked
    assert stored["sent_at"] == NOON * 1000


async def test_a_quote_within_one_body_is_resolved(intake: Intake, look: Look) -> None:
    quote = text("that one", id="wamid.2", context={"id": "wamid.1", "from": "6620000000"})
    await send(intake, messages(quote, text("this one?", id="wamid.1")))
    first = await look.row("messages", "provider_id = 'wamid.1'")
    assert (await look.row("messages", "provider_id = 'wamid.2'"))["reply_to"] == first["id"]


async def test_strange_characters_do_not_break_the_store(intake: Intake, look: Look) -> None:
    await send(intake, messages(text("a\x00b\ud800c", id="wamid.1"), text("neighbour", id="wamid.2")))
    stored = {row["provider_id"]: row["text"] for row in await look.rows("messages")}
    assert stored["wamid.2"] == "neighbour"
    assert stored["wamid.1"].startswith("a")
    assert "\x00" not in stored["wamid.1"]


async def test_a_number_nobody_set_up_makes_an_account_for_administrators(
    intake: Intake, look: Look, commits: list[Commit]
) -> None:
    await send(intake, body(change(address="999", messages=[text("Anybody there?", phone="66811111111")])))
    channel = await look.row("channels", "address = '999'")
    assert channel["state"] == "unconfigured"
    assert (await look.row("messages"))["channel_id"] == channel["id"]
    heard = [(e.type, e.audience) for commit in commits for e in commit.entries]
    assert ("rights.changed", "role:admin") in heard


async def test_an_echo_of_the_phone_app_answers(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, messages(text("Open today?")))
    echo = {
        "from": "6620000000", "to": PIM_PHONE, "id": "wamid.e", "timestamp": str(NOON + 60), "type": "text",
        "text": {"body": "Until six."},
    }  # fmt: skip
    await send(intake, body(change("smb_message_echoes", message_echoes=[echo])))
    stored = await look.row("messages", "provider_id = 'wamid.e'")
    assert (stored["direction"], stored["author_kind"], stored["key_space"]) == ("out", "phone_app", "echo")
    conversation = await look.row("conversations", "id = :id", id=cast.pims)
    assert (conversation["unread"], conversation["waiting_since"]) == (0, None)


async def test_an_event_carries_the_same_shape_as_a_fresh_read(
    intake: Intake, cast: Cast, commits: list[Commit]
) -> None:
    await send(intake, messages(text("Hello", id="wamid.1"), name="Pim Srisai"))
    event = msgspec.json.decode(commits[-1].entries[-1].body)
    assert event["conversation"]["id"] == cast.pims
    assert event["conversation"]["contact"] == {"id": cast.pim, "name": "Pim Srisai", "picture": None}
    assert event["conversation"]["last_message"]["excerpt"] == "Hello"


async def test_a_document_is_listed_by_its_name_in_the_event_as_in_a_fresh_read(
    intake: Intake, cast: Cast, commits: list[Commit], database: Database
) -> None:
    offer = {
        "from": PIM_PHONE, "id": "wamid.d", "timestamp": str(NOON + 10**8), "type": "document",
        "document": {"id": "media-1", "mime_type": "application/pdf", "filename": "../Offer 12.pdf"},
    }  # fmt: skip
    await send(intake, messages(offer))
    event = msgspec.json.decode(commits[-1].entries[-1].body)
    assert event["conversation"]["last_message"]["excerpt"] == "Offer 12.pdf"
    async with database.reading() as connection:
        fresh = (await shaping.conversations(connection, [cast.pims]))[cast.pims]
    assert msgspec.to_builtins(fresh) == event["conversation"]
