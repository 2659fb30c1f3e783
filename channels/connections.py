"""Kept-alive HTTP/1.1 connections for the ordinary call: a small body out, a whole answer back. What is asked a thousand times a second
goes this way, for a general client costs more than everything else a send does; `channels.transport` sends the rest by httpx.

Every failure says whether a byte of the request was written: before it `Unwritten`, after it `Broken`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import re
import socket
import ssl
import zlib
from collections import deque
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httptools
from msgspec import Struct

CONNECT_SECONDS = 5.0
ADDRESS_SECONDS = 2.0  # for one of several addresses of a host, so that a dead one leaves time for the next
KEEP_ALIVE_SECONDS = 20.0  # below the minute after which common load balancers close idle connections
ANSWER_LIMIT = 16 * 1024 * 1024  # bytes of an answer held in memory
HEADERS_LIMIT = 64 * 1024
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})

_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9a-fA-F:]+")
_PLAIN_TARGET = re.compile(r"/[!-~]*")  # printable ASCII
_UNWANTED = re.compile(r"[\r\n\0]")


class Unwritten(Exception):
    """Not one byte of the request was written."""


class Broken(Exception):
    """The request was written, in part at least; no whole answer came."""


class Place(Struct, frozen=True):
    """Where a request goes. `target`: path and query as they stand in its first line."""

    host: str
    port: int
    secure: bool
    authority: str
    target: str

    @property
    def origin(self) -> tuple[str, int, bool]:
        return self.host, self.port, self.secure


class Reply(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


@functools.lru_cache(maxsize=1024)
def place_of(url: str) -> Place | None:
    """None for an address that is anything but ordinary, or that a proxy of the environment is to be asked for."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _PLAIN_HOST.fullmatch(host):
        return None
    if not _PLAIN_TARGET.fullmatch(target) or "#" in url or _proxied(parts.scheme, host):
        return None
    secure = parts.scheme == "https"
    return Place(host, port or (443 if secure else 80), secure, parts.netloc, target)


def _proxied(scheme: str, host: str) -> bool:
    """A proxy named in the environment is for the world outside, never for a double on this machine."""
    proxies = getproxies()
    return host not in LOCAL and (scheme in proxies or "all" in proxies) and not proxy_bypass(host)


class Connections:
    """At most `most` calls at once, to all places together."""

    def __init__(self, most: int, wait_seconds: float, context: ssl.SSLContext) -> None:
        self._slots = asyncio.Semaphore(most)
        self._wait_seconds = wait_seconds
        self._context = context
        self._idle: dict[tuple[str, int, bool], deque[_Line]] = {}
        self._open: set[_Line] = set()

    async def close(self) -> None:
        for line in list(self._open):
            line.close()
        self._idle.clear()

    async def call(
        self, place: Place, method: str, headers: Mapping[str, str], content: bytes | None, read_seconds: float
    ) -> Reply:
        """One request and its whole answer. Raises `Unwritten` or `Broken`."""
        request = _request(place, method, headers, content)
        await self._take_slot()
        try:
            line = self._idle_line(place) or await self._connect(place)
            try:
                reply = await line.ask(request, read_seconds)
            except BaseException:
                line.close()
                raise
            self._keep(place, line)
            return reply
        finally:
            self._slots.release()

    async def _take_slot(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise Unwritten("too many calls wait for their turn") from None

    def _idle_line(self, place: Place) -> _Line | None:
        idle = self._idle.get(place.origin)
        oldest = asyncio.get_running_loop().time() - KEEP_ALIVE_SECONDS
        while idle and idle[0].idle_since < oldest:
            idle.popleft().close()
        while idle:
            line = idle.pop()
            if line.usable:
                return line
        return None

    def _keep(self, place: Place, line: _Line) -> None:
        if line.usable:
            line.idle_since = asyncio.get_running_loop().time()
            self._idle.setdefault(place.origin, deque()).append(line)
        else:
            line.close()

    async def _connect(self, place: Place) -> _Line:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._reach(place)
        except (OSError, ssl.SSLError, TimeoutError, UnicodeError) as error:
            raise Unwritten(f"{type(error).__name__} {error}".strip()) from error

    async def _reach(self, place: Place) -> _Line:
        """The addresses of the host in turn: one that does not answer must not use up the time of the others."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(each[4][0] for each in found))
        context, name = (self._context, place.host) if place.secure else (None, None)
        for last, address in ((n == len(addresses) - 1, address) for n, address in enumerate(addresses)):
            try:
                async with asyncio.timeout(None if last else ADDRESS_SECONDS):
                    made: tuple[asyncio.Transport, _Line] = await loop.create_connection(
                        lambda: _Line(self._open), str(address), place.port, ssl=context, server_hostname=name
                    )
                return made[1]
            except OSError:  # a timeout is one of them
                if last:
                    raise
        raise OSError(f"{place.host} has no address")


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, open_lines: set[_Line]) -> None:
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


def _request(place: Place, method: str, headers: Mapping[str, str], content: bytes | None) -> bytes:
    lines = [f"{method} {place.target} HTTP/1.1", f"Host: {place.authority}", "Accept-Encoding: identity"]
    for name, value in headers.items():
        if _UNWANTED.search(value) or _UNWANTED.search(name):
            raise Unwritten(f"the header {name!r} holds a line break")
        lines.append(f"{name}: {value}")
    if content is not None or method not in ("GET", "HEAD"):
        lines.append(f"Content-Length: {len(content or b'')}")
    try:
        head = "\r\n".join((*lines, "\r\n")).encode("latin-1")
    except UnicodeEncodeError as error:
        raise Unwritten("a header holds characters that HTTP does not take") from error
    return head + content if content else head


def _unpacked(body: bytes, packing: str) -> bytes | None:
    if packing not in ("gzip", "deflate"):
        return None
    with contextlib.suppress(zlib.error):
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
        body = unpacking.decompress(body, ANSWER_LIMIT)
        return body if unpacking.eof else None
    return None
