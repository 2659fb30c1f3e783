"""Stickers and profile pictures, which lie at LINE's own hosts for anybody to read: fetched by us, so that no agent's browser is seen there.

Only LINE's hosts are ever asked, without the account's token, whatever address a body names.
"""

from __future__ import annotations

from collections import OrderedDict
from urllib.parse import urlsplit

from channels.channel import Account, ChannelError
from channels.line import api
from channels.transport import Lost, NotSent, Transport

HOSTS = ".line-scdn.net"  # every host LINE keeps pictures at ends so
API_HOSTS = ".line.me"
STICKER = "https://stickershop.line-scdn.net/stickershop/v1/sticker/{}/android/sticker.png"
LARGEST = 1024 * 1024  # bytes; LINE's are below 300 KB
KEPT = 8 * 1024 * 1024  # bytes of stickers: people send the same few again and again


class Pictures:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._stickers: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    async def sticker(self, account: Account, number: str) -> bytes:
        """A PNG. Raises ChannelError."""
        if not (number.isascii() and number.isdigit()):
            raise ChannelError("never", "LINE has no such sticker.", code="invalid")
        found = self._stickers.pop(number, None)
        if found is None:
            found = await self.read(account, STICKER.format(number))
            self._size += len(found)
        self._stickers[number] = found
        while self._size > KEPT:
            self._size -= len(self._stickers.popitem(last=False)[1])
        return found

    async def read(self, account: Account, url: str) -> bytes:
        """What lies at an address of LINE's. Raises ChannelError."""
        address = _address(account, url)
        if address is None:
            raise ChannelError("never", "This picture does not lie at LINE.", code="invalid")
        found = bytearray()
        try:
            async with self._transport.stream("GET", address) as stream:
                if stream.status != 200:
                    outcome = "retry" if stream.status >= 500 or stream.status == 429 else "never"
                    raise ChannelError(outcome, "LINE does not show this picture.", code=str(stream.status))  # type: ignore[arg-type]
                async for piece in stream.chunks:
                    found += piece
                    if len(found) > LARGEST:
                        raise ChannelError("never", "The picture is larger than LINE allows.", code="too_large")
        except (NotSent, Lost) as error:
            raise api.failure(error, repeatable=True) from error
        return bytes(found)


def _address(account: Account, url: str) -> str | None:
    """At LINE; or at the server that the settings put in LINE's place, where that is another."""
    try:
        told = urlsplit(url)
        host = told.hostname or ""
    except ValueError:
        return None
    if told.scheme != "https" or told.netloc != host or not host.endswith(HOSTS):
        return None
    base = account.credentials.get("data_url") or account.url
    if (urlsplit(base).hostname or "").endswith(API_HOSTS):
        return url
    return base.rstrip("/") + told.path
