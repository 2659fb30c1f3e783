"""Carries one request to an address somebody typed: to an address that was checked, and with bounds on everything.

The name is resolved by us, every address it has is checked, and the connection goes to one of those, with the name in Host and TLS: a name
that resolves differently a moment later changes nothing. Redirects are not followed, proxies of the environment are not used, TLS is
verified, and no more of an answer is read than tells whether it was taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

from hub import addresses
from hub.addresses import Address, Network

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0  # until there is a status; what takes longer is tried again later
REST_SECONDS = 1.0  # for what follows the status
ANSWER_LIMIT = 4 * 1024  # bytes of an answer: enough for a short one to end, and its connection to be used again
AT_ONCE = 4  # connections to one endpoint
KEEP_ALIVE_SECONDS = 20.0
ADDRESSES_TRIED = 4
NAMES_KEPT = 50  # whose connections may be used again; of people's devices there are any number of names


class Answer(Struct, frozen=True, kw_only=True):
    """`retry_after`: as the endpoint wrote it."""

    status: int
    retry_after: str | None = None


class NotCarried(Exception):
    """No whole answer came: why, in words. The endpoint may have got it all the same."""


class Carrier:
    """Open one for an endpoint and close it: its connections are its own, so that none waits for another's."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls or _trusted()
        self._clients: dict[str, httpx.AsyncClient] = {}  # by name, the one used longest ago first
        self._under_way: Counter[str] = Counter()

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network]) -> Answer:
        """Raises NotCarried or addresses.Refused."""
        async with self._using(url):
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    response = await self._ask("POST", url, body, headers, allowed)
            except TimeoutError:
                raise NotCarried(f"There was no answer within {TOTAL_SECONDS:.0f} seconds.") from None
            try:
                await _read_some(response)
            finally:
                await response.aclose()
        return Answer(status=response.status_code, retry_after=response.headers.get("retry-after"))

    async def get(self, url: str, headers: Mapping[str, str], allowed: Sequence[Network], limit: int) -> bytes:
        """The body of a 200, whole. Raises NotCarried or addresses.Refused, also for one of more than `limit` bytes."""
        async with self._using(url):
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    response = await self._ask("GET", url, None, headers, allowed)
                    try:
                        return await _read_whole(response, limit)
                    finally:
                        await response.aclose()
            except TimeoutError:
                raise NotCarried(f"There was no answer within {TOTAL_SECONDS:.0f} seconds.") from None

    async def _ask(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], allowed: Sequence[Network]
    ) -> httpx.Response:
        named = httpx.URL(addresses.check_url(url))
        port = named.port or (443 if named.scheme == "https" else 80)
        found = await addresses.resolve(urlsplit(url).hostname or "", port)
        for address in found:
            addresses.check(address, named.scheme, allowed)
        for address in found[:ADDRESSES_TRIED]:
            try:
                return await self._exchange(method, named, address, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise NotCarried(_words(failure)) from failure

    async def _exchange(
        self, method: str, named: httpx.URL, address: Address, body: bytes | None, headers: Mapping[str, str]
    ) -> httpx.Response:
        """By the checked address; the name stays in Host and is what the certificate must say."""
        told = {"Host": named.netloc.decode("ascii"), "User-Agent": "bma-social", **headers}
        client = self._client_of(named.host)
        request = client.build_request(method, named.copy_with(host=str(address)), content=body, headers=told)
        request.extensions["sni_hostname"] = named.host
        try:
            return await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotCarried(_words(error)) from error

    @contextlib.asynccontextmanager
    async def _using(self, url: str) -> AsyncIterator[None]:
        """Connections of names that were not used for long are closed, never those of a call under way."""
        name = httpx.URL(addresses.check_url(url)).host
        self._under_way[name] += 1
        try:
            yield
        finally:
            self._under_way -= Counter([name])
            spare = [each for each in self._clients if each not in self._under_way]
            gone = [self._clients.pop(each) for each in spare[: max(0, len(self._clients) - NAMES_KEPT)]]
            for client in gone:
                await client.aclose()

    def _client_of(self, name: str) -> httpx.AsyncClient:
        """A name's own: an open connection is found again by its address, and was proven for one name alone."""
        client = self._clients.pop(name, None) or httpx.AsyncClient(
            verify=self._tls,
            http2=False,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=KEEP_ALIVE_SECONDS),
        )
        self._clients[name] = client
        return client


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities of the outside world (SSL_CERT_FILE counts); reading them takes a while."""
    return httpx.create_ssl_context()


async def _read_some(response: httpx.Response) -> None:
    """A short answer to its end, so that its connection serves again; of a long or slow one nobody reads on: the status has been given."""
    seen = 0
    with contextlib.suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(REST_SECONDS):
            async for piece in response.aiter_raw():
                seen += len(piece)
                if seen >= ANSWER_LIMIT:
                    return


async def _read_whole(response: httpx.Response, limit: int) -> bytes:
    if response.status_code != 200:
        raise NotCarried(f"It answered {response.status_code}.")
    found = bytearray()
    try:
        async for piece in response.aiter_bytes():
            found += piece
            if len(found) > limit:
                raise NotCarried(f"It answered more than {limit // 1024} KB.")
    except httpx.HTTPError as error:
        raise NotCarried(_words(error)) from error
    return bytes(found)


def _words(error: Exception) -> str:
    """For an administrator: without addresses of ours and without what was sent."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"Its TLS certificate is not accepted: {cause.verify_message}."
        if isinstance(cause, ssl.SSLError):
            return "TLS could not be agreed on."
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectTimeout):
        return f"It could not be reached within {CONNECT_SECONDS:.0f} seconds."
    if isinstance(error, httpx.ConnectError):
        return "It cannot be reached: the connection was refused or broke off."
    if isinstance(error, httpx.TimeoutException):
        return f"There was no answer within {TOTAL_SECONDS:.0f} seconds."
    return "The connection broke off before there was an answer."
