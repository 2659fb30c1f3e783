"""The live endpoint: who may open a socket, the hello, and then the session. And the same events over HTTP, where sockets are blocked."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.live import closing, frames
from hub.live.closing import Closed
from hub.live.entrance import read_hello
from hub.live.line import Ear
from hub.live.polling import poll
from hub.wire.errors import Refusal
from hub.wire.frames import Cursor
from web import authentication, security
from web.server import BACKLOG_HIGH, BACKLOG_LOW, EXTENSION, LiveProtocol

POLL_SECONDS = 20.0  # below the 30 s after which proxies give up on an answer


async def live(websocket: WebSocket) -> None:
    """GET /api/v1/live, upgraded."""
    # cookies would open a socket for any page of the web; a browser always says which page asks
    if not security.allowed(websocket.app.state.hub.settings, websocket.scope, websocket.headers.get("origin")):
        await websocket.send_denial_response(Response("This page may not open a live connection here.", 403))
        return
    await websocket.accept()
    sessions = websocket.app.state.hub.sessions
    extension = websocket.scope.get("extensions", {}).get(EXTENSION)
    line: LiveProtocol | PlainLine = extension["line"] if extension else PlainLine(websocket)
    try:
        async with asyncio.timeout(sessions.pace.hello):
            first = await websocket.receive()
        if first["type"] == "websocket.disconnect":
            return
        if first.get("text") is None:
            raise Closed(closing.NOT_OURS)
        hello = read_hello(first["text"])
        sessions.open(line, await sessions.entrance.admit(hello.token, hello.cursor))
    except TimeoutError:
        line.close(closing.NO_HELLO.code, closing.NO_HELLO.meaning)
    except Closed as closed:
        line.close(closed.closing.code, closed.closing.meaning)
    if isinstance(line, PlainLine):
        await line.serve()


async def events(request: Request) -> Response:
    """GET /api/v1/events?epoch=&after=&scope=: `{"cursor":{…},"frames":[…]}`, waiting a while when there is nothing new.

    The cursor's scope is optional; frames are those of the socket. Raises Refusal.
    """
    token = authentication.bearer(request)
    query = request.query_params
    cursor = None
    if "epoch" in query and "after" in query:
        after = query["after"]
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Refusal("invalid", "after must be the number of an event.", field="after")
        cursor = Cursor(query["epoch"], int(after), query.get("scope", ""))
    sessions = request.app.state.hub.sessions
    try:
        body = await poll(sessions.entrance, sessions.tail, token, cursor, POLL_SECONDS)
    except Closed as closed:
        raise _refusal(closed) from None
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _refusal(closed: Closed) -> Refusal:
    if closed.closing is closing.NOT_SIGNED_IN:
        return Refusal("not_signed_in", closed.closing.meaning)
    if closed.closing is closing.REVOKED:
        return Refusal("not_allowed", closed.closing.meaning)
    return Refusal("unavailable", closed.closing.meaning, retry_after=1.0)


class PlainLine:
    """The line of a server without our protocol class (a test client): frames wait for one task that sends them one by one."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._waiting: deque[dict[str, Any]] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._over = False
        self._ear: Ear | None = None

    def push(self, frames_: bytes) -> None:
        for payload in frames.payloads(frames_):
            self._waiting.append({"type": "websocket.send", "text": payload.decode()})
            self._bytes += len(payload)
        self._wake.set()
        if self._ear is not None and self._bytes > BACKLOG_HIGH:
            self._ear.paused()

    def backlog(self) -> int:
        return self._bytes

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def close(self, code: int, reason: str) -> None:
        self._waiting.append({"type": "websocket.close", "code": code, "reason": reason})
        self._wake.set()

    def abort(self) -> None:
        self._over = True
        self._wake.set()

    def attach(self, ear: Ear) -> None:
        self._ear = ear

    async def serve(self) -> None:
        """Sends and receives until either side is done."""
        reading = asyncio.create_task(self._read())
        try:
            await self._write()
        except WebSocketDisconnect:
            pass
        finally:
            reading.cancel()
            if self._ear is not None:
                self._ear.lost()

    async def _write(self) -> None:
        while not self._over:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting and not self._over:
                message = self._waiting.popleft()
                self._over = message["type"] == "websocket.close"
                await self._websocket.send(message)
                self._bytes -= len(message.get("text", ""))
                if self._ear is not None and self._bytes <= BACKLOG_LOW < self._bytes + len(message.get("text", "")):
                    self._ear.drained()

    async def _read(self) -> None:
        while not self._over:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                self.abort()
            elif self._ear is not None and message.get("text") is not None:
                self._ear.heard(message["text"])
            elif self._ear is not None:
                self._ear.strange()
