"""Somebody's system: a real HTTP server on this machine that writes down what it is sent and answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from tests.patience import PATIENCE


class Taken(Struct, frozen=True):
    path: str
    headers: dict[str, str]
    body: bytes


class Reply(Struct, frozen=True, kw_only=True):
    status: int = 200
    headers: dict[str, str] = {}
    body: bytes = b""


class Receiver:
    """`answer` decides on each request; `gate`, when set, holds every answer back until it opens."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answer: Callable[[Taken], Reply] = lambda _taken: Reply()
        self.gate: asyncio.Event | None = None
        self.at_once = 0
        self.most_at_once = 0
        self.url = ""
        self.port = 0
        self._changed = asyncio.Condition()

    async def until(self, count: int) -> list[Taken]:
        """Waits for that many requests."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.taken) >= count)
        return self.taken

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (taken := await _read(reader)) is not None:
                async with self._changed:
                    self.taken.append(taken)
                    self._changed.notify_all()
                self.at_once += 1
                self.most_at_once = max(self.at_once, self.most_at_once)
                try:
                    reply = self.answer(taken)
                    if self.gate is not None:
                        await self.gate.wait()
                finally:
                    self.at_once -= 1
                writer.write(_written(reply))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{receiver.port}/in"
    try:
        yield receiver
    finally:
        server.close()
        if receiver.gate is not None:
            receiver.gate.set()
        await asyncio.sleep(0)


async def _read(reader: asyncio.StreamReader) -> Taken | None:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest if each)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Taken(line.split(" ")[1], headers, body)


def _written(reply: Reply) -> bytes:
    headers = {"content-length": str(len(reply.body)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + reply.body
