"""Fetching a customer's file. The token goes to the API itself and to Meta's download host, to nobody else, wherever a link points."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from channels.channel import Account, ChannelError, Media
from channels.transport import Lost, NotSent, Stream, Transport
from channels.values import text_of
from channels.whatsapp import errors, files, graph

DOWNLOAD_HOST = "lookaside.fbsbx.com"
REDIRECTS = 3
ERROR_LIMIT = 64 * 1024  # bytes of an error's body worth reading


async def fetch(transport: Transport, account: Account, media: Media) -> AsyncIterator[bytes]:
    """The file's bytes, up to `files.INBOUND_LIMIT`. A link lives five minutes, so a dead one is asked for anew once."""
    url = await _link(transport, account, media)
    for again in (True, False):
        async with _opened(transport, account, url) as stream:
            if stream.status in (404, 410) and again and media.id is not None:
                url = await _link(transport, account, media)
                continue
            await _check(stream)
            size = 0
            try:
                async for piece in stream.chunks:
                    size += len(piece)
                    if size > files.INBOUND_LIMIT:
                        raise _too_large()
                    yield piece
            except (NotSent, Lost) as error:
                raise graph.failure(error, repeatable=True) from error
            return


async def _link(transport: Transport, account: Account, media: Media) -> str:
    if media.id is None:
        if media.url is None:
            raise ChannelError("never", "WhatsApp gave neither an id nor a link for the file.", code="131052")
        return media.url
    url = graph.address(account, media.id)
    told = await graph.call(
        transport,
        account,
        "GET",
        url,
        repeatable=True,
        params={"phone_number_id": account.address} if account.address else None,
    )
    size, link = told.get("file_size"), text_of(told.get("url"))
    if isinstance(size, int) and size > files.INBOUND_LIMIT:
        raise _too_large()
    if link is None:
        raise ChannelError("retry", "WhatsApp gave no link for the file.", code="bad_answer")
    return link


class _opened:
    """The answer behind a link, redirections followed among hosts that may see the token."""

    def __init__(self, transport: Transport, account: Account, url: str) -> None:
        self._transport, self._account, self._url = transport, account, url
        self._context: Any = None

    async def __aenter__(self) -> Stream:
        url = self._url
        for _ in range(REDIRECTS + 1):
            _trusted(self._account, url)
            self._context = self._transport.stream("GET", url, headers=graph.headers(self._account))
            try:
                stream: Stream = await self._context.__aenter__()
            except (NotSent, Lost) as error:
                raise graph.failure(error, repeatable=True) from error
            if stream.status not in (301, 302, 303, 307, 308):
                return stream
            await self._context.__aexit__(None, None, None)
            url = urljoin(url, stream.headers.get("location", ""))
        raise ChannelError("retry", "The file's link leads in circles.", code="bad_answer")

    async def __aexit__(self, *problem: Any) -> None:
        await self._context.__aexit__(*problem)


def _trusted(account: Account, url: str) -> None:
    link, api = urlsplit(url), urlsplit(account.url)
    if (link.scheme, link.netloc) == (api.scheme, api.netloc):
        return
    if link.scheme == "https" and link.hostname == DOWNLOAD_HOST and link.port in (None, 443) and link.username is None:
        return
    raise ChannelError(
        "never", f"The file lies at {link.hostname}, which is not Meta's download host.", code="untrusted_host"
    )


async def _check(stream: Stream) -> None:
    if stream.status == 200:
        length = stream.headers.get("content-length", "")
        if length.isdigit() and int(length) > files.INBOUND_LIMIT:
            raise _too_large()
        return
    body = bytearray()
    try:
        async for piece in stream.chunks:
            body += piece
            if len(body) > ERROR_LIMIT:
                break
    except (NotSent, Lost) as error:
        raise graph.failure(error, repeatable=True) from error
    refusal = errors.of_answer(stream.status, bytes(body))
    if refusal.outcome == "unknown":
        refusal.outcome = "retry"
    raise refusal


def _too_large() -> ChannelError:
    return ChannelError(
        "never", "The file is larger than 100 MB.", code="131052", advice="Ask for a smaller one, or for a link."
    )
