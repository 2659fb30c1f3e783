"""The live socket in time: pulses, tokens that end, browsers that are slow or frozen."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any

from msgspec.structs import replace

from hub.permissions import Agent
from hub.transaction import milliseconds
from hub.wire import commands
from storage.database import Connection, Database
from tests.cast import Cast
from tests.hub.live.house import PATIENT, House, house
from tests.waiting import until

SALES = "channel:channel-sales"


async def test_pulses_move_the_position_of_who_may_see_nothing(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, pulse=0.1)) as place, place.browser(cast.omar) as omar:
        for n in range(5):
            await place.say(str(n), SALES)
        while omar.position < omar.welcome["cursor"]["seq"] + 5:
            await omar.until("pulse")
        assert omar.heard == []


async def test_a_browser_that_does_not_answer_pulses_is_let_go(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, pulse=0.1, pong=0.3)) as place, place.browser(cast.dana) as dana:
        dana.pongs = False
        assert await dana.closed() == 1006
        assert place.sessions.count == 0


async def test_a_busy_command_does_not_lose_the_connection(database: Database, cast: Cast) -> None:
    quick = replace(PATIENT, pulse=0.1, pong=1.0)

    async def long(connection: Connection, agent: Agent, asked: Any) -> Any:
        await asyncio.sleep(quick.pulse + quick.pong * 1.5)
        return {}

    async with house(database, pace=quick, reads={commands.Search: long}) as place, place.browser(cast.dana) as dana:
        for n in range(quick.in_flight + 5):
            await dana.send({"id": n, "type": "search", "q": "x"})
        assert {(await dana.until("done"))["id"] for _ in range(quick.in_flight + 5)} == set(range(quick.in_flight + 5))


async def test_an_expired_token_ends_the_session_unless_renewed(database: Database, cast: Cast) -> None:
    async with (
        house(database, pace=replace(PATIENT, token_grace=0.0)) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.dana) as renewed,
    ):
        sessions = list(place.sessions._sessions.values())
        soon = milliseconds() + 60_000
        for session in sessions:
            session.expires_at = soon
        done = await renewed.ask(1, "session.renew", token=place.token(cast.dana))
        assert done["type"] == "done"
        for session in sessions:  # a minute passes
            session.expires_at -= 60_000 if session.expires_at == soon else 0
        assert await dana.closed() == 4401
        assert (await renewed.ask(2, "session.renew", token=place.token(cast.omar)))["type"] == "refused"
        assert (await renewed.ask(3, "session.renew", token="wrong"))["error"]["field"] == "token"


async def frozen(place: House, agent: Agent) -> socket.socket:
    """A browser that says hello and then never reads again."""
    plain = socket.create_connection(("127.0.0.1", place.port))
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.sendall(
        b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await asyncio.to_thread(plain.recv, 4096)
    hello = json.dumps({"type": "hello", "protocol": 1, "token": place.token(agent)}).encode()
    plain.sendall(struct.pack("!BBHI", 0x81, 0x80 | 126, len(hello), 0) + hello)
    await until(lambda: place.sessions.count)
    return plain


async def test_a_frozen_browser_is_freed_and_nobody_waits_for_it(database: Database, cast: Cast) -> None:
    async with house(database, pace=replace(PATIENT, undrained=2.0)) as place:
        plain = await frozen(place, cast.dana)
        async with place.browser(cast.dana) as dana:
            for n in range(30):
                await place.say(str(n) + "x" * 200_000, SALES)
                await dana.hear(n + 1)

            async def is_alone() -> bool:
                await place.say("more", SALES)
                return place.sessions.count == 1

            await until(is_alone)
        plain.close()


async def test_a_slow_browser_catches_up_from_the_log(database: Database, cast: Cast) -> None:
    async with house(database) as place, place.browser(cast.dana) as dana:
        dana.line.transport.pause_reading()
        for n in range(150):
            await place.say(f"{n} " + "x" * 60_000, SALES)
        (session,) = place.sessions._sessions.values()
        assert session.paused_at is not None
        dana.line.transport.resume_reading()
        heard = await dana.hear(150)
        assert [int(text.split()[0]) for text in heard] == list(range(150))
