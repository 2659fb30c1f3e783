"""Commands over the live socket: each is answered once, and what is none of ours ends the session."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from typing import Any

import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed

from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import commands, notification_events
from hub.wire.errors import Refusal
from storage.database import Connection, Database
from tests.cast import Cast
from tests.hub.live.house import PATIENT, Browser, house
from tests.waiting import until

SALES = "channel:channel-sales"


async def echo(connection: Connection, agent: Agent, asked: Any) -> Any:
    return {"agent": agent.id, "q": asked.q}


async def test_a_command_gets_one_answer(database: Database, cast: Cast) -> None:
    async with house(database, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        done = await dana.ask(7, "search", q="tea")
        assert done == {"type": "done", "id": 7, "result": {"agent": "dana", "q": "tea"}}


async def test_a_command_that_does_not_fit_is_refused_by_its_field(database: Database, cast: Cast) -> None:
    async with house(database, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        unknown = await dana.ask(1, "search", q="tea", colour="red")
        missing = await dana.ask(2, "search")
        wrong = await dana.ask(3, "search", q=5)
        nobody = await dana.ask(4, "tea.brew")
        fields = [(a["type"], a["error"]["code"], a["error"]["field"]) for a in (unknown, missing, wrong, nobody)]
        assert fields == [
            ("refused", "invalid", "colour"), ("refused", "invalid", "q"), ("refused", "invalid", "q"), ("refused", "invalid", "type"),
        ]  # fmt: skip
        assert (await dana.ask(5, "search", q="tea"))["type"] == "done"


async def test_a_failing_command_is_answered_and_the_session_survives(database: Database, cast: Cast) -> None:
    async def refuse(connection: Connection, agent: Agent, asked: Any) -> Any:
        if asked.q == "bug":
            raise ZeroDivisionError
        raise Refusal("not_found", "There is no such thing.", field="q")

    async with house(database, reads={commands.Search: refuse}) as place, place.browser(cast.dana) as dana:
        assert (await dana.ask(1, "search", q="x"))["error"] == {
            "code": "not_found", "message": "There is no such thing.", "field": "q", "retry_after": None,
        }  # fmt: skip
        assert (await dana.ask(2, "search", q="bug"))["error"]["code"] == "unavailable"
        assert (await dana.ask(3, "search", q="x"))["type"] == "refused"


async def test_a_writing_command_commits_and_tells_everybody(database: Database, cast: Cast) -> None:
    async def write(tx: Transaction, agent: Agent, asked: Any) -> Any:
        tx.announce(
            notification_events.NotificationCreated(id="1", kind="t", conversation=None, text=asked.text, at=""),
            [SALES],
        )
        return {"done": True}

    async with (
        house(database, writes={commands.MessageNote: write}) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
    ):
        answer = await dana.ask(1, "message.note", conversation="c", client_id="c-0000001", text="hello")
        assert answer["result"] == {"done": True}
        assert await ines.hear(1) == ["hello"]
        assert await dana.hear(1) == ["hello"]


@pytest.mark.parametrize(
    "frame",
    [
        "nonsense",
        '{"type":"typing"}',
        '{"type":"hello","protocol":1,"token":"x"}',
        b"\x00",
        '{"id":1,"type":"message.send","interactive":' + '{"a":' * 5000 + "1" + "}" * 5001,
    ],
)
async def test_what_is_no_frame_of_ours_ends_the_session(database: Database, cast: Cast, frame: str | bytes) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send(frame)
        assert await dana.closed() == 4400


async def test_text_that_is_no_utf_8_ends_the_session(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send(b'{"id":1,"type":"search","q":"\xff"}', text=True)
        assert await dana.closed() == 4400


async def test_a_frame_over_64_kib_ends_the_session(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        await dana.line.send('{"id":1,"type":"search","q":"' + "x" * 65_536 + '"}')
        assert await dana.closed() == 1009


async def test_a_flood_of_commands_ends_the_session(database: Database, cast: Cast) -> None:
    pace = replace(PATIENT, commands=1)
    async with house(database, pace=pace, reads={commands.Search: echo}) as place, place.browser(cast.dana) as dana:
        sending = asyncio.create_task(_flood(dana))
        assert await dana.closed() == 4029
        await sending


async def _flood(browser: Browser) -> None:
    """Until it is thrown out: how fast it gets its commands off is this machine's business."""
    with contextlib.suppress(ConnectionClosed):
        for n in itertools.count():
            await browser.send({"id": n, "type": "search", "q": "x"})


async def test_more_commands_than_may_be_in_flight_wait_and_are_answered(database: Database, cast: Cast) -> None:
    running = most = 0

    async def slow(connection: Connection, agent: Agent, asked: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return {}

    async with (
        house(database, writes={commands.MessageNote: slow}, reads={commands.Search: slow}) as place,
        place.browser(cast.dana) as dana,
    ):
        for n in range(100):
            await dana.send({"id": n, "type": "search", "q": "x"})
        answered = {(await dana.until("done"))["id"] for _ in range(100)}
        assert answered == set(range(100))
        assert most <= PATIENT.in_flight


async def test_a_server_without_our_protocol_class_serves_too(database: Database, cast: Cast) -> None:
    """Plain ASGI, one send at a time: slower, but the same session."""
    async with house(database, pace=replace(PATIENT, pulse=0.1), reads={commands.Search: echo}, plain=True) as place:
        async with place.browser(cast.dana) as dana:
            await place.say("plain", SALES)
            assert await dana.hear(1) == ["plain"]
            assert (await dana.ask(1, "search", q="tea"))["type"] == "done"
            await dana.until("pulse")
            await dana.line.send(b"binary")
            assert await dana.closed() == 4400
        assert place.sessions.count == 0
        async with place.browser(cast.dana):
            pass
        await until(lambda: place.sessions.count == 0)
