"""LINE from end to end: a double of LINE over HTTP, the whole product, an agent over the API."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from channels.line.signature import HEADER
from channels.sandbox.model import Fault
from hub.customers import portraits
from hub.transaction import milliseconds
from storage import tables
from storage.blobs import BlobMissing
from storage.inbox import read_marks
from tests.waiting import until
from tests.web.line_house import ANNA, BOT, SECOND, House, opened


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(database_url, tmp_path) as house:
        yield house


async def test_the_environments_account_is_the_one_line_says_it_is(house: House) -> None:
    row = house.hub.accounts.by_address("line", BOT)
    assert row is not None
    assert (row.name, row.display_address, row.state, row.from_environment) == ("Bright Ears", "@bma", "active", True)


async def test_an_answer_is_free_while_its_token_lives_and_a_push_afterwards(house: House) -> None:
    conversation = await house.writes("How much is a band?")
    first = await house.says(conversation, text="For when?")
    second = await house.says(conversation, text="And where?")
    assert [send.route for send in house.platform.sends] == ["reply", "push"]
    assert (first["status"], second["status"], house.platform.bot.used) == ("accepted", "accepted", 1)


async def test_a_quote_and_a_read_mark_reach_the_phone(house: House) -> None:
    conversation = await house.writes("Is Friday free?")
    thread = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
    await house.says(conversation, text="It is.", reply_to=thread[-1]["id"])
    anna = house.platform.customers[ANNA]
    assert anna.thread[-1].reply_to == anna.thread[0].id
    await house.ines.put(f"/messages/{thread[-1]['id']}/status", {"status": "read"})
    await until(lambda: anna.thread[0].status == "read")


async def test_a_lost_push_is_tried_again_and_arrives_once(house: House) -> None:
    conversation = await house.writes("Hello?")
    await house.says(conversation, text="One moment")
    house.platform.faults.append(Fault(kind="cut_after"))
    told = await house.says(conversation, text="Here I am")
    texts = [message["text"] for send in house.platform.sends for message in send.messages]
    assert (told["status"], texts) == ("accepted", ["One moment", "Here I am"])


async def test_a_file_goes_as_an_address_that_opens_without_signing_in(house: House) -> None:
    conversation = await house.writes("Send me the plan")
    pdf = paper()
    house.platform.home = "https://files.example"
    made = await house.ines._client.post(
        "/api/v1/files?name=plan.pdf", content=pdf, headers=house.ines._headers | {"content-type": "application/pdf"}
    )
    assert made.status_code == 201, made.text
    await house.says(conversation, text="Here it is", attachments=[made.json()["id"]])
    card = house.platform.sends[-1].messages[0]
    assert card["sender"]["name"] == "Ines"
    page = card["contents"]["hero"]["url"]
    address = card["contents"]["footer"]["contents"][0]["action"]["uri"]
    assert address.startswith("https://files.example/f/")
    shown = house.platform.customers[ANNA].thread[-1].content["action"]["parameters"]["url"]
    assert shown == address.removeprefix("https://files.example")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app)) as stranger:
        read = await stranger.get(address)
        drawn = await stranger.get(page)
        guessed = await stranger.get(address[:-2] + ("AA" if address[-2:] != "AA" else "BB"))
    assert (read.content, guessed.status_code) == (pdf, 404)
    with Image.open(io.BytesIO(drawn.content)) as picture:  # the page is blue
        red, _, blue = picture.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
        assert (picture.format, max(picture.size), red < 60, blue > 200) == ("JPEG", 640, True, True)


def paper() -> bytes:
    """A PDF of one blue page."""
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    drawing.setFillColorRGB(0, 0, 1)
    drawing.rect(0, 0, 700, 900, fill=1)
    drawing.showPage()
    drawing.save()
    return out.getvalue()


async def test_the_offices_logo_stands_beside_the_name_of_whoever_writes(house: House) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "green").save(out, "PNG")
    made = await house.ines._client.post(
        "/api/v1/files?name=logo.png",
        content=out.getvalue(),
        headers=house.ines._headers | {"content-type": "image/png"},
    )
    await house.ines.put("/admin/config", {"branding": {"name": "Bright Ears", "logo": made.json()["id"]}})
    conversation = await house.writes("Who are you?")
    await house.says(conversation, text="Ines")
    sender = house.platform.sends[-1].messages[0]["sender"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app)) as stranger:
        icon = await stranger.get(sender["iconUrl"])
    assert (sender["name"], icon.headers["content-type"]) == ("Ines", "image/png")
    with Image.open(io.BytesIO(icon.content)) as drawn:  # whole, though LINE shows a circle of it
        assert (drawn.size, drawn.getpixel((128, 8))) == ((256, 256), (255, 255, 255))
        assert [drawn.getpixel((x, 128)) < (60, 160, 60) for x in (42, 128, 214)] == [True] * 3


async def test_a_used_up_quota_is_said_in_words_and_the_next_answer_by_token_is_free(house: House) -> None:
    conversation = await house.writes("Hi")
    await house.says(conversation, text="free")
    house.platform.bot.allowed = 0
    refused = await house.says(conversation, text="costs")
    assert (refused["status"], refused["error"]["code"]) == ("failed", "quota")
    assert "free" in refused["error"]["advice"]
    conversation = await house.writes("Still there?")
    free = await house.says(conversation, text="Yes")
    assert (free["status"], house.platform.sends[-1].route) == ("accepted", "reply")


async def test_what_an_answer_would_cost_is_known_before_it_is_sent(house: House) -> None:
    conversation = await house.writes("Hi")
    await house.may_send(500)

    async def way() -> dict[str, Any]:
        told = await house.ines.get(f"/contacts/{conversation['contact']['id']}/routes")
        found: dict[str, Any] = next(each for each in told["routes"] if each["channel"] == conversation["channel"])
        return found

    assert (await way())["state"] == "reply"
    assert (await way())["until"] > conversation["created_at"]
    await house.says(conversation, text="free")
    assert (await way())["state"] == "push"
    await until(lambda: _left(way, 500))
    await house.says(conversation, text="counted")
    assert (await way())["quota"] == {"allowed": 500, "left": 499}


async def test_every_screen_hears_what_is_left_of_the_month(house: House) -> None:
    def asked() -> Any:
        row = house.hub.accounts.by_address("line", BOT)
        return row if row is not None and row.quota_used is not None else None

    row = await until(asked)  # the account at hand is read anew when `channel.changed` was heard
    assert row.updated_at >= row.quota_at


async def _left(way: Any, count: int) -> bool:
    quota = (await way())["quota"]
    return quota is not None and quota["left"] == count


async def test_a_revoked_token_pauses_the_account_in_words_and_nothing_is_lost(house: House) -> None:
    conversation = await house.writes("Hi")
    house.platform.bot.token = "another"
    made = await house.ines.post("/messages", {"conversation": conversation["id"], "text": "Hello"})
    row = await until(
        lambda: (found := house.hub.accounts.by_address("line", BOT)) and found.state == "paused" and found
    )
    assert "token" in (row.reason or "")

    async def waits() -> bool:
        told = await house.ines.get(f"/messages/{made['id']}")
        return told["status"] == "queued"

    await until(waits)


async def test_an_api_that_is_down_delays_and_then_it_goes_once(house: House) -> None:
    conversation = await house.writes("Hi")
    await house.says(conversation, text="by token")
    house.platform.faults += [Fault(kind="cut_before"), Fault(kind="fail_before")]
    told = await house.says(conversation, text="later")
    assert told["status"] == "accepted"
    assert [send.messages[0]["text"] for send in house.platform.sends] == ["by token", "later"]


async def test_a_token_that_ends_between_the_click_and_the_send_costs_one_push(house: House) -> None:
    conversation = await house.writes("Hi")
    house.platform.forget_tokens()
    told = await house.says(conversation, text="Hello")
    assert (told["status"], [send.route for send in house.platform.sends]) == ("accepted", ["push"])


async def test_another_account_is_set_up_by_its_token_and_tested(house: House) -> None:
    await house.ines.post("/channels/line", {"access_token": "wrong", "channel_secret": "x" * 20}, status=422)
    await house.ines.post("/channels/line", {"access_token": "a-token", "channel_secret": "x" * 20}, status=409)
    row = house.hub.accounts.by_address("line", BOT)
    assert row is not None
    told = await house.ines.post(f"/channels/{row.id}/test", status=200)
    assert {check["name"]: check["state"] for check in told["checks"]}["token"] == "ok"
    assert any(check["state"] == "failed" and "webhook" in check["name"] for check in told["checks"])


async def test_a_second_account_is_set_up_hears_and_answers_beside_the_first(house: House) -> None:
    given = {"access_token": "second-token", "channel_secret": "another-channel-secret", "name": "Phuket"}
    made = await house.ines.post("/channels/line", given)
    assert (made["name"], made["state"]) == ("Phuket", "active")
    told = await house.ines.post(f"/channels/{made['id']}/webhook", status=200)
    assert house.second.platform.bot.endpoint == "https://hub.example/api/v1/webhooks/line"
    assert house.platform.bot.endpoint is None
    (webhook,) = (check for check in told["checks"] if check["name"] == "webhook")
    assert "LINE called this server" in webhook["message"]  # nothing answers at that address from here
    await until(lambda: house.hub.accounts.by_address("line", SECOND))
    house.second.platform.writes(ANNA, {"type": "text", "text": "Hello Phuket"}, milliseconds())
    for each in house.second.platform.due(milliseconds()):
        await house.hub.intake.take("line", each.raw, {HEADER: each.signature})
    conversation = await house.found("Hello Phuket")
    assert conversation["channel"] == made["id"]
    said = await house.says(conversation, text="Hello Anna")
    assert (said["status"], len(house.second.platform.sends), house.platform.sends) == ("accepted", 1, [])


async def test_who_writes_is_asked_of_line_and_told_on_every_screen(house: House) -> None:
    await house.writes("Sawasdee")

    async def named() -> bool:
        return any(one["contact"]["name"] == "Anna" for one in (await house.ines.get("/conversations"))["items"])

    assert await until(named)


async def test_what_a_person_shows_and_speaks_is_kept_here_and_goes_with_the_person(house: House) -> None:
    house.platform.languages[ANNA] = "th"
    conversation = await house.writes("Sawasdee")
    contact = conversation["contact"]["id"]

    async def shown() -> Any:
        listed = (await house.ines.get("/conversations"))["items"]
        return next((one["contact"]["picture"] for one in listed if one["contact"]["picture"]), None)

    address = await until(shown)
    told = await house.ines.get(f"/contacts/{contact}")
    assert (told["picture"], told["language"]) == (address, "th")
    again = await house.writes("Still me")
    assert again["contact"]["picture"] == address
    async with house.hub.transactions.database.reading() as connection:
        log = tables.event_log
        told = log.select().where(log.c.type == "conversation.changed").order_by(log.c.seq.desc()).limit(2)
        assert all(address.encode() in row["body"] for row in await connection.rows(told, dict))
    file = await house.ines._client.get(address, headers=house.ines._headers)
    assert (file.status_code, file.headers["content-type"], file.content[8:12]) == (200, "image/webp", b"WEBP")
    stranger = await house.ines._client.get(address)
    assert stranger.status_code == 401
    await house.ines.delete(f"/contacts/{contact}?messages=remove")
    kept = portraits.key_of(contact, file.content)
    await until(lambda: _gone(house, kept))


async def _gone(house: House, key: str) -> bool:
    try:
        await house.hub.blobs.read(key)
    except BlobMissing:
        return True
    return False


async def test_a_sticker_is_drawn_and_fetched_once(house: House) -> None:
    sticker = {"type": "sticker", "packageId": "1", "stickerId": "52002734", "keywords": ["Hello", "Wave"]}
    for text in ("one", "two"):
        house.platform.writes(ANNA, sticker, milliseconds())
        conversation = await house.writes(text)

    async def drawn() -> list[dict[str, Any]] | None:
        thread = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
        files = [file for message in thread for file in message["attachments"]]
        return files if len(files) == 2 and all(file["state"] == "ready" for file in files) else None

    files = await until(drawn)
    assert {(file["kind"], file["mime"], file["width"]) for file in files} == {("sticker", "image/png", 240)}


async def test_nobody_is_shown_to_write_once_the_answer_is_there(house: House) -> None:
    conversation = await house.writes("Are you there?")
    thread = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
    await house.says(conversation, text="Yes")
    async with house.hub.transactions.begin() as tx:
        told = {"conversation_id": conversation["id"], "channel_id": conversation["channel"], "typing": True}
        await read_marks.want(tx.connection, provider_id=thread[-1]["provider_id"], now=tx.now, **told)
    anna = house.platform.customers[ANNA]
    await until(lambda: anna.thread[0].status == "read")
    assert anna.typing_until == 0
