"""A whole live process for tests: a real uvicorn on a free port, a real database, a broker, and browsers that speak the protocol."""

from __future__ import annotations

import asyncio
import functools
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hub.live.broker import Broker, LocalBroker
from hub.live.desk import Desk
from hub.live.entrance import Entrance
from hub.live.hints import Hints
from hub.live.pace import Pace
from hub.live.positions import Positions
from hub.live.presence import Presence
from hub.live.rights import Rights
from hub.live.runner import Runner
from hub.live.sessions import Sessions
from hub.live.tail import Tail
from hub.permissions import Agent
from hub.team import tokens, users
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire import notification_events
from hub.wire.errors import Refusal
from storage.database import Connection, Database
from tests.patience import PATIENCE
from web import server
from web import socket as endpoint

SECRET = "a secret key only tests know, long enough"
# whoever is slow is given all the time; a test shortens what it is about, and nothing else
PATIENT = Pace(
    tick=0.02, hello=PATIENCE, pong=PATIENCE, undrained=PATIENCE, store=0.1, drain_least=0.1, drain_grace=2.0, reload_rate=1000.0
)  # fmt: skip


class House:
    """One web process. `reads` and `writes` may be given to bring commands of the test's own."""

    def __init__(
        self, database: Database, broker: Broker, pace: Pace, reads: Mapping[type, Any], writes: Mapping[type, Any]
    ) -> None:
        self.database = database
        self.broker = broker
        self.hints = Hints(broker)
        self.transactions = Transactions(database, self.hints.hand_on)
        self.tail = Tail(database)
        self.presence = Presence(broker)
        rights = Rights(database, users.signed_in)
        entrance = Entrance(self.tail, functools.partial(tokens.read_access, SECRET), rights)
        runner = Runner(database, self.transactions, users.agent, self.presence, reads, writes)
        desk = Desk(runner.run, entrance.claims, runner.whispered, pace)
        self.sessions = Sessions(self.tail, entrance, desk, self.presence, Positions(database, pace), pace)
        self.settings = SimpleNamespace(public_url="https://inbox.example", allowed_origins=("https://also.example",))
        self.ready = True
        self.port = 0
        self.plain = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[House]:
        await self.tail.start()
        self.hints.start()
        self.sessions.start()
        await self.broker.start(self._receive, self.tail.on_gap)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        app = Starlette(routes=[WebSocketRoute("/api/v1/live", endpoint.live), Route("/api/v1/events", _events)])
        app.state.hub = self
        config = server.config(app, host="127.0.0.1", port=self.port, lifespan="off", log_level="warning")
        if self.plain:
            config.ws = WebSocketsSansIOProtocol
        self.server = server.Server(config, unready=self._unready, drain=self.sessions.drain)
        serving = asyncio.create_task(self.server._serve([listening]))
        while not self.server.started:
            await asyncio.sleep(0.005)
        try:
            yield self
        finally:
            self.server.should_exit = True
            await serving
            await self.sessions.stop()
            await self.hints.stop()
            await self.broker.stop()
            await self.tail.stop()

    def _receive(self, topic: str, payload: bytes) -> None:
        self.tail.receive(topic, payload)
        self.presence.receive(topic, payload)

    def _unready(self) -> None:
        self.ready = False

    def token(self, agent: Agent, seconds_ago: int = 0) -> str:
        return tokens.issue_access(SECRET, agent.id, agent.login, milliseconds() - seconds_ago * 1000)

    async def say(self, text: str, *audience: str) -> None:
        """One event: a notification whose text is the test's own."""
        await self.announce(notice(text), *audience)

    async def announce(self, event: Any, *audience: str) -> None:
        async with self.transactions.begin() as tx:
            tx.announce(event, audience)

    @asynccontextmanager
    async def browser(self, agent: Agent, cursor: dict[str, Any] | None = None, **how: Any) -> AsyncIterator[Browser]:
        async with self.dial(**how) as line:
            browser = Browser(line)
            browser.position = cursor["seq"] if cursor else 0
            hello: dict[str, Any] = {"type": "hello", "protocol": 1, "token": self.token(agent)}
            await browser.send(hello | ({"cursor": cursor} if cursor else {}))
            browser.welcome = await browser.until("welcome")
            yield browser

    def dial(self, **how: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/api/v1/live", ping_interval=None, compression=None, **how)


class Browser:
    """Applies frames as a browser does: answers pulses, keeps its position, and notices loss."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.welcome: dict[str, Any] = {}
        self.heard: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self.position = 0
        self.pongs = True

    @property
    def cursor(self) -> dict[str, Any]:
        given: dict[str, Any] = self.welcome["cursor"]
        return given | {"seq": self.position}

    async def send(self, frame: dict[str, Any]) -> None:
        await self.line.send(json.dumps(frame))

    async def ask(self, id: int, type: str, **fields: Any) -> dict[str, Any]:
        await self.send({"id": id, "type": type, **fields})
        return await self.answer(id)

    async def answer(self, id: int) -> dict[str, Any]:
        while True:
            frame = await self.next()
            if frame["type"] in ("done", "refused") and frame["id"] == id:
                return frame

    async def until(self, type: str) -> dict[str, Any]:
        while True:
            frame = await self.next()
            if frame["type"] == type:
                return frame

    async def hear(self, count: int) -> list[str]:
        """The texts of the first `count` events."""
        while len(self.heard) < count:
            await self.next()
        return self.heard

    async def closed(self) -> int:
        """Reads on until the server closes; the code."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as over:
            return over.rcvd.code if over.rcvd else 1006

    async def next(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.line.recv(), PATIENCE))
        self.frames.append(frame)
        if frame["type"] == "welcome":
            self.position = self.position if frame["resumed"] else frame["cursor"]["seq"]
        if frame["type"] in ("events", "pulse"):
            assert frame["after"] <= self.position, "a frame was lost"
            self.position = max(self.position, frame["seq"])
        if frame["type"] == "events":
            self.heard += [event["text"] for event in frame["events"]]
        if frame["type"] == "pulse" and self.pongs:
            await self.send({"type": "pong", "seq": frame["seq"]})
        return frame


def notice(text: str) -> notification_events.NotificationCreated:
    return notification_events.NotificationCreated(
        id="n", kind="test", conversation=None, text=text, at="2026-11-22T08:00:00.000Z"
    )


@asynccontextmanager
async def house(
    database: Database,
    broker: Broker | None = None,
    pace: Pace = PATIENT,
    reads: Mapping[type, Any] | None = None,
    writes: Mapping[type, Any] | None = None,
    plain: bool = False,
) -> AsyncIterator[House]:
    """`plain`: served by uvicorn's own protocol class."""
    made = House(database, broker or LocalBroker(), pace, reads or {}, writes or {})
    made.plain = plain
    async with made.open() as opened:
        yield opened


async def _events(request: Request) -> Response:
    try:
        return await endpoint.events(request)
    except Refusal as refusal:
        return Response(refusal.code, 401)


__all__ = ["PATIENT", "Browser", "Connection", "House", "Transaction", "house", "notice"]
