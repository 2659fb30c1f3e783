"""Kept-alive HTTP/1.1 connections for the ordinary call: a small body out, a whole answer back. What is asked a thousand times a second
goes this way, for a general client costs more than everything else a send does; `channels.transport` sends the rest by httpx.

Every failure says whether a byte of the request was written: before it `Unwritten`, after it `Broken`.
"""

from __future__ import annotations

import asyncio
import functools
import re
import socket
import ssl
from collections import deque
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from msgspec import Struct

from channels.kept_alive import KeptAlive, Reply, Unwritten

CONNECT_SECONDS = 5.0
ADDRESS_SECONDS = 2.0  # for one of several addresses of a host, so that a dead one leaves time for the next
KEEP_ALIVE_SECONDS = 20.0  # below the minute after which common load balancers close idle connections
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})

_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9a-fA-F:]+")
_PLAIN_TARGET = re.compile(r"/[!-~]*")  # printable ASCII
_UNWANTED = re.compile(r"[\r\n\0]")


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
        self._idle: dict[tuple[str, int, bool], deque[KeptAlive]] = {}
        self._open: set[KeptAlive] = set()

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

    def _idle_line(self, place: Place) -> KeptAlive | None:
        idle = self._idle.get(place.origin)
        oldest = asyncio.get_running_loop().time() - KEEP_ALIVE_SECONDS
        while idle and idle[0].idle_since < oldest:
            idle.popleft().close()
        while idle:
            line = idle.pop()
            if line.usable:
                return line
        return None

    def _keep(self, place: Place, line: KeptAlive) -> None:
        if line.usable:
            line.idle_since = asyncio.get_running_loop().time()
            self._idle.setdefault(place.origin, deque()).append(line)
        else:
            line.close()

    async def _connect(self, place: Place) -> KeptAlive:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._reach(place)
        except (OSError, ssl.SSLError, TimeoutError, UnicodeError) as error:
            raise Unwritten(f"{type(error).__name__} {error}".strip()) from error

    async def _reach(self, place: Place) -> KeptAlive:
        """The addresses of the host in turn: one that does not answer must not use up the time of the others."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(each[4][0] for each in found))
        context, name = (self._context, place.host) if place.secure else (None, None)
        for last, address in ((n == len(addresses) - 1, address) for n, address in enumerate(addresses)):
            try:
                async with asyncio.timeout(None if last else ADDRESS_SECONDS):
                    made: tuple[asyncio.Transport, KeptAlive] = await loop.create_connection(
                        lambda: KeptAlive(self._open), str(address), place.port, ssl=context, server_hostname=name
                    )
                return made[1]
            except OSError:  # a timeout is one of them
                if last:
                    raise
        raise OSError(f"{place.host} has no address")


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
