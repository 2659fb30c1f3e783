"""The one HTTP client of the channels: it says for certain whether a request left the house.

    NotSent   nothing was written: repeating is harmless
    Lost      something was written and no whole answer came back: the other side may have acted on it
    Answer    an answer, whatever its status

The ordinary call (a small body, a whole answer) goes by `channels.connections`; streams, forms, files and proxies go by httpx.

Redirects are never followed: the caller decides which host may see a token. Nothing is repeated here either. A kept-alive connection
that turns out dead after the request was written is `Lost`, for the other side may have read it.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
from msgspec import Struct

from channels.connections import CONNECT_SECONDS, KEEP_ALIVE_SECONDS, Connections, Place, place_of
from channels.kept_alive import ANSWER_LIMIT, Broken, Unwritten

WRITE_SECONDS = 60.0  # a 100 MB upload on a slow line moves all the time; this is the longest standstill
READ_SECONDS = 30.0
POOL_SECONDS = 10.0
CONNECTIONS = 450
KEPT_ALIVE = 50
SMALL = 64 * 1024  # bytes of a body that is written at once
AGENT = {"User-Agent": "bma-social", "Accept": "*/*"}

# Download addresses are signed links; httpx would log every one of them in full.
logging.getLogger("httpx").setLevel(logging.WARNING)


class TransportError(Exception):
    """The call came to no answer."""


class NotSent(TransportError):
    """Not one byte of the request was written."""


class Lost(TransportError):
    """The request was written, in part at least; its outcome is not known."""


class Answer(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Stream(Struct, frozen=True):
    """An answer whose body is read piece by piece; `chunks` raises `Lost` when the connection breaks."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Transport:
    """Open one per process and close it at the end; it keeps connections alive between calls."""

    def __init__(
        self,
        *,
        read_seconds: float = READ_SECONDS,
        pool_seconds: float = POOL_SECONDS,
        connections: int = CONNECTIONS,
    ) -> None:
        self._read_seconds = read_seconds
        context = httpx.create_ssl_context()
        self._connections = Connections(connections, pool_seconds, context)
        self._client = httpx.AsyncClient(
            verify=context,
            http1=True,
            http2=False,
            follow_redirects=False,
            timeout=httpx.Timeout(connect=CONNECT_SECONDS, read=read_seconds, write=WRITE_SECONDS, pool=pool_seconds),
            limits=httpx.Limits(
                max_connections=connections,
                max_keepalive_connections=min(KEPT_ALIVE, connections),
                keepalive_expiry=KEEP_ALIVE_SECONDS,
            ),
            headers=AGENT,
            # A proxy named in the environment is for the world outside, never for a double on this machine.
            mounts=dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]")),
        )

    async def close(self) -> None:
        await self._connections.close()
        await self._client.aclose()

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        content: bytes | AsyncIterable[bytes] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        read_seconds: float | None = None,
    ) -> Answer:
        """One request and its whole answer. `files` maps a field to (name, bytes, type). Content that comes in pieces needs its
        Content-Length among the `headers`.

        Raises `NotSent` or `Lost`; an answer over `ANSWER_LIMIT` bytes is `Lost`.
        """
        small = content is None or (isinstance(content, bytes) and len(content) <= SMALL)
        if small and form is None and files is None:
            place = place_of(url + ("&" if "?" in url else "?") + urlencode(params) if params else url)
            if place is not None:
                assert content is None or isinstance(content, bytes)
                return await self._ask(place, method, headers or {}, content, read_seconds or self._read_seconds)
        body: dict[str, Any] = {"content": content} if content is not None else {"data": form, "files": files}
        async with self._exchange(method, url, headers, params, body, read_seconds) as (response, _):
            return Answer(response.status_code, response.headers, await _whole(response))

    async def _ask(
        self, place: Place, method: str, headers: Mapping[str, str], content: bytes | None, read_seconds: float
    ) -> Answer:
        try:
            reply = await self._connections.call(place, method, AGENT | dict(headers), content, read_seconds)
        except Unwritten as error:
            raise NotSent(f"{place.host} could not be reached: {error}") from error
        except Broken as error:
            raise Lost(f"{place.host} gave no answer: {error}") from error
        return Answer(reply.status, reply.headers, reply.body)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Stream]:
        """One request whose answer is read by the caller. Raises as `call` does."""
        async with self._exchange(method, url, headers, params, {}, None) as (response, wrote):
            yield Stream(response.status_code, response.headers, _pieces(response, wrote))

    @asynccontextmanager
    async def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        params: Mapping[str, str] | None,
        body: dict[str, Any],
        read_seconds: float | None,
    ) -> AsyncIterator[tuple[httpx.Response, _Wrote]]:
        wrote = _Wrote()
        try:
            request = self._client.build_request(
                method, url, headers=dict(headers or {}), params=dict(params) if params else None, **body
            )
        except (httpx.InvalidURL, UnicodeEncodeError, TypeError, ValueError) as error:
            raise NotSent(f"The request to {_host(url)} could not be built: {error}") from error
        request.extensions["trace"] = wrote.note
        if read_seconds is not None:
            request.extensions["timeout"] = {**request.extensions["timeout"], "read": read_seconds}
        try:
            response = await self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise wrote.verdict(url, error) from error
        try:
            yield response, wrote
        except httpx.HTTPError as error:
            raise Lost(f"The answer of {_host(url)} broke off: {_words(error)}") from error
        finally:
            await response.aclose()


class _Wrote:
    """Whether the first byte of a request has been handed to the socket. The connection pool tells it through httpcore's trace,
    which is surer than guessing from the exception: a pool timeout and a read timeout look alike to a caller in a hurry."""

    __slots__ = ("begun",)

    def __init__(self) -> None:
        self.begun = False

    async def note(self, event: str, _: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            self.begun = True

    def verdict(self, url: str, error: Exception) -> TransportError:
        if self.begun:
            return Lost(f"{_host(url)} gave no answer: {_words(error)}")
        return NotSent(f"{_host(url)} could not be reached: {_words(error)}")


async def _whole(response: httpx.Response) -> bytes:
    pieces = bytearray()
    async for piece in response.aiter_bytes():
        pieces += piece
        if len(pieces) > ANSWER_LIMIT:
            raise Lost(f"{response.url.host} answered with more than {ANSWER_LIMIT} bytes.")
    return bytes(pieces)


async def _pieces(response: httpx.Response, wrote: _Wrote) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_bytes():
            yield piece
    except httpx.HTTPError as error:
        raise wrote.verdict(str(response.url), error) from error


def _host(url: str) -> str:
    """The host alone: an address may carry a signature, and an error is shown and logged."""
    try:
        return httpx.URL(url).host or "the address"
    except (httpx.InvalidURL, TypeError):
        return "the address"


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
