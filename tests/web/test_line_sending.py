"""What goes out over LINE, from the agent's click to the customer's phone: once, and the truth."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.sandbox.model import Fault
from hub.transaction import milliseconds
from tests.waiting import until
from tests.web.line_house import ANNA, House, opened

STANDBY = {"mode": "standby", "message": {"id": "77", "type": "text", "text": "to the other program"}}
REFUSED = "https://double.example/refused"


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(database_url, tmp_path) as house:
        yield house


async def test_a_quotation_whose_answer_is_lost_goes_once_under_a_link_that_opens(house: House) -> None:
    conversation = await house.writes("Offer please")
    await house.says(conversation, text="One moment")
    items = [{"description": "PA", "unit_price": "1000"}]
    made = await house.ines.post("/quotations", {"conversation": conversation["id"], "currency": "THB", "items": items})
    house.platform.faults.append(Fault(kind="cut_after", to=ANNA))
    sent = await house.ines.post(f"/quotations/{made['id']}/send", {"conversation": conversation["id"]}, status=202)

    async def left() -> dict[str, Any] | None:
        told: dict[str, Any] = await house.ines.get(f"/messages/{sent['id']}")
        return told if told["status"] not in ("queued", "sending") else None

    told = await until(left)
    assert (told["status"], told["error"], len(house.platform.sends)) == ("accepted", None, 2)
    card = str(house.platform.sends[-1].messages)
    assert "{{page" not in card
    assert "/q#" in card


async def test_lines_own_words_say_what_was_wrong_and_nobody_is_suspected(house: House) -> None:
    conversation = await house.writes("Hi")
    card = {"form": "link", "body": "See", "button": "Open", "url": REFUSED}
    told = await house.says(conversation, interactive=card)
    assert told["status"] == "failed"
    assert told["error"]["message"].startswith("LINE refused: messages[0]")
    assert "blocked" not in str(told["error"])


async def test_who_has_a_name_line_does_not_take_speaks_as_the_account(house: House) -> None:
    await house.ines.put("/users/ines", {"name": "Pauline"})
    conversation = await house.writes("Hi")
    first = await house.says(conversation, text="One")
    second = await house.says(conversation, text="Two")
    assert (first["status"], second["status"]) == ("accepted", "accepted")
    assert [("sender" in send.messages[0], send.route) for send in house.platform.sends] == [
        (False, "reply"),
        (False, "push"),
    ]
    tested = await house.ines.post(f"/channels/{conversation['channel']}/test", status=200)
    assert any("Pauline" in check["message"] for check in tested["checks"] if check["state"] == "warning")


async def test_who_blocked_the_account_is_said_to_hear_nothing_until_they_write(house: House) -> None:
    conversation = await house.writes("Hi")
    house.platform.tell(ANNA, "unfollow", {}, milliseconds())
    await house.hears()

    async def states() -> tuple[str, str | None]:
        (route,) = (await house.ines.get(f"/contacts/{conversation['contact']['id']}/routes"))["routes"]
        return route["state"], route["code"]

    await until(lambda: _is(states, ("unreachable", "unfollowed")))
    await house.writes("I am back")
    assert (await states())[0] == "reply"


async def test_in_standby_nobody_here_answers(house: House) -> None:
    conversation = await house.writes("Hi")
    house.platform.tell(ANNA, "message", STANDBY, milliseconds())
    await house.hears()

    async def refused() -> bool:
        path = f"/contacts/{conversation['contact']['id']}/routes"
        return [route["state"] for route in (await house.ines.get(path))["routes"]] == ["standby"]

    await until(refused)
    await house.ines.post("/messages", {"conversation": conversation["id"], "text": "Hello"}, status=409)
    conversation = await house.writes("Are you there?")
    assert (await house.says(conversation, text="Yes"))["status"] == "accepted"


async def test_a_text_is_counted_as_line_counts_it_before_it_is_queued(house: House) -> None:
    conversation = await house.writes("Hi")
    much = {"conversation": conversation["id"], "text": "🎈" * 2_501}
    refused = await house.ines.post("/messages", much, status=422)
    assert "5,002" in str(refused)
    assert (await house.says(conversation, text="🎈" * 2_500))["status"] == "accepted"


async def upload(house: House, query: str, data: bytes, mime: str) -> dict[str, Any]:
    """A file under `?name=` and what follows it."""
    headers = house.ines._headers | {"content-type": mime}
    answer = await house.ines._client.post(f"/api/v1/files?name={query}", content=data, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _is(told: Callable[[], Awaitable[object]], wanted: object) -> bool:
    return await told() == wanted


async def test_a_recording_is_played_on_the_customers_phone(house: House) -> None:
    conversation = await house.writes("Call me")
    sound = io.BytesIO()
    with wave.open(sound, "wb") as made:
        made.setparams((1, 2, 48_000, 0, "NONE", ""))
        made.writeframes(b"\0\0" * 48_000)
    note = await upload(house, f"voice-note.webm&conversation={conversation['id']}", sound.getvalue(), "audio/webm")
    told = await house.says(conversation, attachments=[note["id"]])
    (message,) = house.platform.sends[-1].messages
    assert (told["status"], note["mime"], message["type"]) == ("accepted", "audio/mp4", "audio")
    assert 900 < message["duration"] < 1_200
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house.app)) as stranger:
        played = await stranger.get(message["originalContentUrl"])
    assert (played.headers["content-type"], played.content[4:8]) == ("audio/mp4", b"ftyp")
