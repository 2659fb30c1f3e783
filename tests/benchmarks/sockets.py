"""N listeners, raw and cheap, so that the server is what is measured: they say hello, count what comes and answer every pulse."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections.abc import Sequence
from functools import partial
from typing import cast

MESSAGE = b'"type":"message.created"'
REPLY = b'"type":"reply.changed"'
DIALS_AT_ONCE = 256
_CURSOR = re.compile(rb'"cursor":(\{[^}]*\})')
_SPAN = re.compile(rb'"after":(\d+),"seq":(\d+)')


class Listener(asyncio.Protocol):
    """One socket. Counts `mark` in what it receives, follows the spans of its frames as a browser does, and answers pulses with the
    position it has reached; a hole in the spans, or a closed socket, is noted in `fault`."""

    def __init__(
        self, port: int, mark: bytes, *, path: str = "/api/v1/live", hello: dict[str, object] | None = None
    ) -> None:
        self.mark = mark
        self.port = port
        self.path = path
        self.hello = hello
        self.events = 0
        self.live_at: float | None = None
        self.last_at = 0.0
        self.resumed: bool | None = None
        self.cursor: dict[str, object] = {}  # as the welcome gave it
        self.position = 0
        self.fault: str | None = None
        self.transport: asyncio.Transport
        self._rest = b""
        self._upgraded = False
        self._leaving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.last_at = time.perf_counter()
        if self._rest:
            data = self._rest + data
        if not self._upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.fault = data[:200].decode("latin-1")
                return
            self._upgraded = True
            data = data[end + 4 :]
            if self.hello is not None:
                self.say(self.hello)
            else:
                self.live_at = self.last_at
        self._rest = data[self._take_frames(data) :]

    def connection_lost(self, error: Exception | None) -> None:
        if not self._leaving and self.fault is None:
            self.fault = f"closed by the server: {error}"

    def leave(self, *, at_once: bool = False) -> None:
        self._leaving = True
        if at_once:
            self.transport.abort()
        else:
            self.transport.close()

    def say(self, frame: dict[str, object]) -> None:
        body = json.dumps(frame).encode()
        length = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2, "big")
        self.transport.write(b"\x81" + length + b"\0\0\0\0" + body)  # masked with zeros: allowed, and free

    def took(self, payload: bytes) -> None:
        """A whole frame arrived; for benchmarks that look closer."""

    def _take_frames(self, data: bytes) -> int:
        """Bytes of whole frames at the front of `data`."""
        at, size = 0, len(data)
        while at + 2 <= size:
            length, start = data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if start + length > size:
                break
            self._frame(data[at], data[start : start + length])
            at = start + length
        return at

    def _frame(self, first: int, payload: bytes) -> None:
        if first == 0x88:
            self.fault = f"closed by the server: {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}"
            return
        self.events += payload.count(self.mark)
        self.took(payload)
        if self.hello is None:
            return
        if payload.startswith((b'{"type":"events"', b'{"type":"pulse"')):
            self._span(payload)
        elif payload.startswith(b'{"type":"welcome"'):
            self._welcome(payload)
        elif payload.startswith(b'{"type":"caught_up"'):
            self.live_at = self.last_at
        elif payload.startswith(b'{"type":"reload"'):
            self.fault = "told to reload"

    def _span(self, payload: bytes) -> None:
        found = _SPAN.search(payload, 0, 100)
        assert found is not None, payload[:100]
        after, seq = int(found[1]), int(found[2])
        if after > self.position:
            self.fault = f"heard nothing of {self.position}…{after}"
        self.position = max(self.position, seq)
        if payload.startswith(b'{"type":"pulse"'):
            self.say({"type": "pong", "seq": self.position})

    def _welcome(self, payload: bytes) -> None:
        found = _CURSOR.search(payload)
        assert found is not None, payload
        self.cursor = json.loads(found[1])
        self.resumed = b'"resumed":true' in payload
        if not self.resumed:
            self.position = int(str(self.cursor["seq"]))
            self.live_at = self.last_at
        elif self.hello is not None and isinstance(asked := self.hello.get("cursor"), dict):
            self.position = asked["seq"]


def hellos(tokens: Sequence[str], cursors: Sequence[dict[str, object]] = ()) -> list[dict[str, object]]:
    """One for each token: every session is another person's, as in life."""
    given: list[dict[str, object]] = [{"type": "hello", "protocol": 1, "token": token} for token in tokens]
    for hello, cursor in zip(given, cursors, strict=False):
        hello["cursor"] = cursor
    return given


def _itself(listener: Listener) -> Listener:
    return listener


async def connect(listeners: Sequence[Listener], patience: float = 60.0) -> None:
    """Opens every socket, and waits until every one is live."""
    loop = asyncio.get_running_loop()
    for start in range(0, len(listeners), DIALS_AT_ONCE):
        some = listeners[start : start + DIALS_AT_ONCE]
        dials = [loop.create_connection(partial(_itself, li), "127.0.0.1", li.port) for li in some]
        await asyncio.gather(*dials)
    deadline = time.monotonic() + patience
    while any(li.live_at is None for li in listeners):
        assert_whole(listeners)
        waiting = sum(li.live_at is None for li in listeners)
        assert time.monotonic() < deadline, f"{waiting} sockets never became live"
        await asyncio.sleep(0.01)


async def until_heard(listeners: Sequence[Listener], events: int, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while any(li.events < events for li in listeners):
        assert_whole(listeners)
        assert time.monotonic() < deadline, f"heard {min(li.events for li in listeners)} of {events}"
        await asyncio.sleep(0.01)


def assert_whole(listeners: Sequence[Listener]) -> None:
    """Nobody was dropped, nobody missed anything: a dropped listener is cheap, and would flatter the server."""
    faults = [li.fault for li in listeners if li.fault is not None]
    assert not faults, f"{len(faults)} of {len(listeners)} listeners: {faults[0]}"
