"""N agents' sockets, raw and cheap: they say hello, then count what comes. About 5 µs a read, so that the server is what is measured."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections.abc import Callable
from typing import cast

MESSAGE = b'"type":"message.created"'
REPLY = b'"type":"reply.changed"'
CURSOR = re.compile(rb'"cursor":(\{[^}]*\})')
SESSIONS_EACH = 20  # the product allows a user this many


class Listener(asyncio.Protocol):
    """Counts events in what it receives. `pong` answers pulses, as a browser must."""

    def __init__(self, port: int, hello: dict[str, object], told: Callable[[Listener], None], mark: bytes) -> None:
        self.mark = mark
        self.port = port
        self.hello = hello
        self.told = told
        self.events = 0
        self.received = 0
        self.live_at: float | None = None
        self.last_at = 0.0
        self.closed = False
        self.resumed: bool | None = None
        self.cursor: dict[str, object] = {}  # as the welcome gave it
        self._tail = b""
        self._upgraded = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self.last_at = time.perf_counter()
        if not self._upgraded:
            self._tail += data
            end = self._tail.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self._tail.startswith(b"HTTP/1.1 101"), self._tail[:200]
            self._upgraded = True
            data, self._tail = self._tail[end + 4 :], b""
            self.say(self.hello)
        joined = self._tail + data
        self.events += joined.count(self.mark)
        if not self.cursor and (found := CURSOR.search(joined)):
            self.cursor = json.loads(found[1])
        if self.live_at is None and (b'"type":"caught_up"' in joined or b'"resumed":false' in joined):
            self.resumed = b'"resumed":false' not in joined
            self.live_at = self.last_at
        if b'"type":"pulse"' in data:
            self.say({"type": "pong", "seq": 0})
        self._tail = joined[-(len(self.mark) - 1) :]
        self.told(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        self.told(self)

    def say(self, frame: dict[str, object]) -> None:
        assert self.transport is not None
        body = json.dumps(frame).encode()
        head = (
            bytes([0x81, 0x80 | len(body)])
            if len(body) < 126
            else bytes([0x81, 0x80 | 126]) + len(body).to_bytes(2, "big")
        )
        self.transport.write(head + b"\0\0\0\0" + body)  # masked with zeros: allowed, and free


async def connect(
    port: int, tokens: list[str], count: int, *, mark: bytes = MESSAGE, cursors: list[dict[str, object]] | None = None
) -> list[Listener]:
    """Opens `count` sockets, spread over the tokens, and waits until every one is live."""
    loop = asyncio.get_running_loop()
    listeners: list[Listener] = []
    for number in range(count):
        hello: dict[str, object] = {"type": "hello", "protocol": 1, "token": tokens[number // SESSIONS_EACH]}
        if cursors is not None:
            hello["cursor"] = cursors[number]
        listener = Listener(port, hello, lambda _listener: None, mark)
        await loop.create_connection(lambda listener=listener: listener, "127.0.0.1", port)
        listeners.append(listener)
    deadline = time.monotonic() + 60
    while any(listener.live_at is None for listener in listeners):
        assert time.monotonic() < deadline, f"{sum(li.live_at is None for li in listeners)} sockets never became live"
        await asyncio.sleep(0.02)
    return listeners


async def until_heard(listeners: list[Listener], events: int, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while any(listener.events < events for listener in listeners):
        assert time.monotonic() < deadline, f"heard {min(li.events for li in listeners)} of {events}"
        await asyncio.sleep(0.01)
