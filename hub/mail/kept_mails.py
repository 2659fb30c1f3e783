"""Files of mails, read out of the mails as they are kept: `<blob key>#<part>`, part 0 being the whole mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from channels.channel import ChannelError
from channels.mail import mime
from storage.blobs import BlobMissing, Blobs

PIECE = 256 * 1024  # bytes


def opener(blobs: Blobs) -> Callable[[str], AsyncIterator[bytes]]:
    """Reads a file by its `Media.id`. Raises ChannelError("never") when the mail, or such a part, is not there."""

    async def opened(place: str) -> AsyncIterator[bytes]:
        key, _, part = place.rpartition("#")
        if not key or not part.isdigit():
            raise gone()
        if part == "0":
            async for piece in whole(blobs, key):
                yield piece
            return
        try:
            raw = await blobs.read(key)
        except BlobMissing:
            raise gone() from None
        found = await asyncio.to_thread(mime.part, raw, int(part))
        if found is None:
            raise gone()
        for start in range(0, len(found), PIECE):
            yield found[start : start + PIECE]

    return opened


async def whole(blobs: Blobs, key: str) -> AsyncIterator[bytes]:
    """The mail as it came, in pieces."""
    try:
        async for piece in blobs.get(key):
            yield piece
    except BlobMissing:
        raise gone() from None


def gone() -> ChannelError:
    return ChannelError("never", "The mail this file came with is no longer kept.", code="file_missing")
