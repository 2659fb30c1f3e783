"""A screen: a client of the live protocol as a browser is one, in Python. Keeps its state by applying events, resumes by its cursor.

It checks the promises while it listens: no event twice at the same position, none out of order, no span that starts beyond ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from tests.patience import PATIENCE

SUBJECTS = {"conversation": "conversations", "message": "messages", "contact": "contacts"}


class Screen:
    """`await screen.open()`, then read `screen.messages`, `screen.conversations`; `heard` keeps every event in the order it came."""

    def __init__(self, port: int, token: str) -> None:
        self.address = f"ws://127.0.0.1:{port}/api/v1/live"
        self.token = token
        self.cursor: dict[str, Any] | None = None
        self.conversations: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, dict[str, Any]] = {}
        self.contacts: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []
        self.whispers: list[dict[str, Any]] = []
        self.welcomes: list[dict[str, Any]] = []
        self.closed: int | None = None
        self.reading = True
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._moved = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> Screen:
        """Connects with the cursor it has; on `resumed: false` throws its state away and loads afresh."""
        self._socket = await websockets.connect(
            self.address, ping_interval=None, max_size=None, compression=None, open_timeout=PATIENCE
        )
        hello: dict[str, Any] = {"type": "hello", "protocol": 1, "token": self.token}
        if self.cursor is not None:
            hello["cursor"] = self.cursor
        await self._socket.send(json.dumps(hello))
        welcome = json.loads(await asyncio.wait_for(self._socket.recv(), PATIENCE))
        assert welcome["type"] == "welcome", welcome
        self.welcomes.append(welcome)
        self.closed = None
        if not welcome["resumed"]:
            self.conversations, self.messages, self.contacts = {}, {}, {}
            self.cursor = welcome["cursor"]
        else:
            assert self.cursor is not None
            self.cursor = {**welcome["cursor"], "seq": self.cursor["seq"]}
        self._reader = asyncio.create_task(self._read())
        if not welcome["resumed"]:
            await self.load()
        return self

    async def load(self) -> None:
        """What a page needs, with the read commands; events that came meanwhile win by version."""
        after: str | None = None
        while True:
            page = await self.ask("conversation.list", limit=200, after=after)
            for conversation in page["items"]:
                self._keep("conversations", conversation)
                await self._load_thread(conversation["id"])
            after = page.get("next")
            if not after:
                return

    async def _load_thread(self, conversation: str) -> None:
        before: str | None = None
        while True:
            page = await self.ask("message.list", conversation=conversation, before=before, limit=200)
            for message in page["items"]:
                self._keep("messages", message)
            if not page.get("next") or not page["items"]:
                return
            before = page["items"][0]["order"]

    async def ask(self, type_: str, **fields: Any) -> Any:
        """One command, its one answer; a refusal raises `Refused`."""
        assert self._socket is not None
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        given = {name: value for name, value in fields.items() if value is not None}
        await self._socket.send(json.dumps({"type": type_, "id": number, **given}))
        frame = await asyncio.wait_for(answer, PATIENCE)
        if frame["type"] == "refused":
            raise Refused(frame["error"]["code"], frame["error"]["message"], frame["error"].get("field"))
        return frame["result"]

    async def whisper(self, type_: str, **fields: Any) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps({"type": type_, **fields}))

    async def until(self, condition: Any) -> None:
        """Waits until `condition()` holds; looks again after every frame."""

        async def wait() -> None:
            while not condition():
                self._moved.clear()
                await self._moved.wait()

        try:
            await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(
                f"not within {PATIENCE} s; heard {[e['type'] for e in self.heard][-12:]}, closed {self.closed}, "
                f"last {[(m['text'], m['status'], m['error']) for m in self.messages.values()][-5:]}"
            ) from None

    async def until_surely(self, condition: Any) -> None:
        """As `until`, but comes back whenever the socket closes meanwhile."""
        deadline = asyncio.get_running_loop().time() + 2 * PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, f"never; {[e['type'] for e in self.heard][-20:]}"
            if self.closed is not None:
                await self.back()
            self._moved.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), 0.2)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        if self._socket is not None:
            await self._socket.close()

    def freeze(self) -> None:
        """Stops reading, as a frozen tab does: the kernel's buffers fill, then the server's."""
        assert self._socket is not None
        assert self._reader is not None
        self._reader.cancel()
        self._socket.transport.pause_reading()

    def cut(self) -> None:
        """The network goes away without a word."""
        assert self._socket is not None
        assert self._reader is not None
        self._reader.cancel()
        self._socket.transport.abort()

    async def back(self) -> None:
        """Comes back with its cursor as often as it takes."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                await self.open()
                return
            except (TimeoutError, OSError, websockets.WebSocketException):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.1)

    async def _read(self) -> None:
        assert self._socket is not None
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
                self._moved.set()
        except websockets.ConnectionClosed:
            pass
        self.closed = self._socket.close_code
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError(f"closed {self.closed}"))
        self._moved.set()

    async def _take(self, frame: dict[str, Any]) -> None:
        assert self.cursor is not None
        kind = frame["type"]
        if kind == "events":
            assert frame["after"] <= self.cursor["seq"], f"lost: at {self.cursor['seq']}, told from {frame['after']}"
            numbers = [event["seq"] for event in frame["events"]]
            assert numbers == sorted(set(numbers)), f"out of order: {numbers}"
            for event in frame["events"]:
                if event["seq"] > self.cursor["seq"]:
                    self._apply(event)
            self.cursor = {**self.cursor, "seq": max(self.cursor["seq"], frame["seq"])}
        elif kind in ("done", "refused"):
            answer = self._answers.pop(frame["id"], None)
            if answer is not None and not answer.done():
                answer.set_result(frame)
        elif kind == "pulse":
            assert frame["after"] <= self.cursor["seq"]
            self.cursor = {**self.cursor, "seq": max(self.cursor["seq"], frame["seq"])}
            assert self._socket is not None
            await self._socket.send(json.dumps({"type": "pong", "seq": self.cursor["seq"]}))
        elif kind == "reload":
            self.cursor = None
            self.whispers.append(frame)
            assert self._socket is not None
            await self._socket.close()
        else:
            self.whispers.append(frame)

    def _apply(self, event: dict[str, Any]) -> None:
        self.heard.append(event)
        subject, _, what = event["type"].partition(".")
        if subject not in SUBJECTS:
            return
        if what in ("removed", "deleted", "merged"):
            getattr(self, SUBJECTS[subject]).pop(event["id"], None)
        else:
            self._keep(SUBJECTS[subject], event[subject])

    def _keep(self, where: str, shape: dict[str, Any]) -> None:
        held = getattr(self, where).get(shape["id"])
        if held is None or shape["version"] > held["version"]:
            getattr(self, where)[shape["id"]] = shape

    def thread(self, conversation: str) -> list[dict[str, Any]]:
        return sorted(
            (m for m in self.messages.values() if m["conversation"] == conversation), key=lambda m: m["order"]
        )

    def texts(self) -> list[str]:
        return [m["text"] for m in sorted(self.messages.values(), key=lambda m: m["order"])]


class Refused(Exception):
    def __init__(self, code: str, message: str, field: str | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field
