"""One kept-alive connection of HTTP/1.1: a request out, its whole answer back, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Mapping
from typing import cast

import httptools
from msgspec import Struct

ANSWER_LIMIT = 16 * 1024 * 1024  # bytes of an answer held in memory
HEADERS_LIMIT = 64 * 1024


class Unwritten(Exception):
    """Not one byte of the request was written."""


class Broken(Exception):
    """The request was written, in part at least; no whole answer came."""


class Reply(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


class KeptAlive(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, open_lines: set[KeptAlive]) -> None:
        self._lines = open_lines
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Reply] | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._size = 0
        self._heard = 0.0
        self._lasting = True
        self.idle_since = 0.0

    @property
    def usable(self) -> bool:
        return self._lasting and self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, read_seconds: float) -> Reply:
        assert self._transport is not None
        if self._transport.is_closing():
            raise Unwritten("the connection was closed")
        self._begin()
        self._waiting = self._loop.create_future()
        self._heard = self._loop.time()
        silence = self._loop.call_later(read_seconds, self._listen_on, read_seconds)
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            silence.cancel()
            self._waiting = None

    def close(self) -> None:
        self._lasting = False
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._lines.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        self._lasting = False
        if self._ends_with_connection and error is None:
            self._answer()
        self._fail(f"the connection ended{f': {error}' if error else ''}")

    def data_received(self, data: bytes) -> None:
        self._heard = self._loop.time()
        self._size += len(data)
        if self._waiting is None or self._parser is None:
            self.close()  # something nobody asked for
            return
        if self._size > ANSWER_LIMIT + HEADERS_LIMIT:
            self._fail(f"the answer has more than {ANSWER_LIMIT} bytes")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"no answer of HTTP: {error}")

    # what the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        assert self._parser is not None
        if self._parser.get_status_code() < 200:  # "go on": the answer itself follows
            self._headers, self._body = {}, bytearray()
            return
        self._lasting = self._lasting and self._parser.should_keep_alive()
        self._answer()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._headers, self._body, self._size = {}, bytearray(), 0

    @property
    def _ends_with_connection(self) -> bool:
        """An answer that says neither its length nor that it comes in chunks."""
        known = "content-length" in self._headers or "transfer-encoding" in self._headers
        return bool(self._headers) and not known

    def _answer(self) -> None:
        if self._waiting is None or self._waiting.done() or self._parser is None:
            return
        body = bytes(self._body)
        if (packing := self._headers.get("content-encoding", "identity").lower()) != "identity":
            unpacked = _unpacked(body, packing)
            if unpacked is None:
                self._fail(f"the answer is packed in a way we do not know: {packing}")
                return
            body = unpacked
        self._waiting.set_result(Reply(self._parser.get_status_code(), self._headers, body))

    def _listen_on(self, read_seconds: float) -> None:
        """So long without a byte is silence."""
        if self._waiting is None or self._waiting.done():
            return
        left = self._heard + read_seconds - self._loop.time()
        if left > 0:
            self._loop.call_later(left, self._listen_on, read_seconds)
        else:
            self._fail("it was silent for too long")

    def _fail(self, words: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken(words))
        self.close()


def _unpacked(body: bytes, packing: str) -> bytes | None:
    if packing not in ("gzip", "deflate"):
        return None
    with contextlib.suppress(zlib.error):
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
        body = unpacking.decompress(body, ANSWER_LIMIT)
        return body if unpacking.eof else None
    return None
