"""Files customers sent: fetched at once, because LINE deletes them after a time it does not tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from channels.channel import Account, ChannelError, Media
from channels.line import api, errors
from channels.transport import Lost, NotSent, Transport

LONGEST = 210 * 1024 * 1024  # bytes; LINE takes films up to 200 MB
READY_TRIES, READY_PAUSE = 10, 1.0  # how often, and after how many seconds again, LINE is asked whether a film is ready
ERROR_LIMIT = 4_096  # bytes of a refusal that are read


async def fetch(transport: Transport, account: Account, media: Media) -> AsyncIterator[bytes]:
    """The file piece by piece. Raises ChannelError."""
    if media.id is None:
        raise ChannelError("never", "The file has no id at LINE.", code="invalid")
    if media.kind in ("video", "audio"):
        await _ready(transport, account, media.id)
    url = api.data_address(account, "/v2/bot/message/{}/content", media.id)
    got = 0
    try:
        async with transport.stream("GET", url, headers=api.headers(account)) as stream:
            if stream.status != 200:
                raise _refused(stream.status, await _start_of(stream.chunks), stream.headers)
            async for piece in stream.chunks:
                got += len(piece)
                if got > LONGEST:
                    raise ChannelError("never", "The file is larger than LINE allows.", code="too_large")
                yield piece
    except (NotSent, Lost) as error:
        raise api.failure(error, repeatable=True) from error


async def _ready(transport: Transport, account: Account, id: str) -> None:
    """Films and sounds are prepared first. An answer nobody knows counts as ready: the file itself tells."""
    url = api.data_address(account, "/v2/bot/message/{}/content/transcoding", id)
    for _ in range(READY_TRIES):
        told = await api.call(transport, account, "GET", url, repeatable=True, also=(400, 404))
        if told.body.get("status") == "failed":
            raise ChannelError("never", "LINE could not prepare the file.", code="failed", advice="Ask for it again.")
        if told.body.get("status") != "processing":
            return
        await asyncio.sleep(READY_PAUSE)
    raise ChannelError("retry", "LINE is still preparing the file.", code="processing")


def _refused(status: int, raw: bytes, headers: object) -> ChannelError:
    if status == 202:
        return ChannelError("retry", "LINE is still preparing the file.", code="processing")
    if status in (404, 410):
        return ChannelError("never", "LINE keeps this file no longer.", code=str(status), advice="Ask for it again.")
    return errors.of_answer(status, raw, headers, repeatable=True)


async def _start_of(chunks: AsyncIterator[bytes]) -> bytes:
    found = b""
    async for piece in chunks:
        found += piece
        if len(found) >= ERROR_LIMIT:
            break
    return found[:ERROR_LIMIT]
