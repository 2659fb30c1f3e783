"""A file on its way into the store: spooled to disk piece by piece, looked at, then stored. Never held in memory."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from msgspec import Struct

from hub.files import file_types, pdf_previews, pictures, voice
from storage.blobs import CHUNK_BYTES, Blobs

LIMIT = 100 * 1024 * 1024  # bytes; the largest any provider sends or takes
DRAWN_AT_ONCE = 2  # pictures: each may take 256 MB while it is unpacked, however small its file
_drawers = ThreadPoolExecutor(DRAWN_AT_ONCE, "pictures")


class TooLarge(Exception):
    """More than LIMIT bytes came."""


class Spooled(Struct, frozen=True):
    """A file in a folder of its own, gone with it. `head`: its first bytes; `size` in bytes; `sha256` in hex."""

    path: Path
    size: int
    head: bytes
    sha256: str


class Looked(Struct, frozen=True, kw_only=True):
    """What a thread shows of a file before it is opened: pixels, seconds, a small picture (WebP)."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None
    animated: bool = False
    thumbnail: bytes | None = None


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A place on disk that goes with its contents."""
    with tempfile.TemporaryDirectory(prefix="bma-", ignore_cleanup_errors=True) as name:
        yield Path(name)


async def spool(stream: AsyncIterator[bytes], path: Path, limit: int = LIMIT) -> Spooled:
    """Raises TooLarge as soon as more has come, and whatever the stream raises."""
    size, head, digest = 0, b"", hashlib.sha256()
    with path.open("wb") as file:
        async for piece in stream:
            size += len(piece)
            if size > limit:
                raise TooLarge
            if len(head) < file_types.HEAD_BYTES:
                head += piece[: file_types.HEAD_BYTES - len(head)]
            digest.update(piece)
            await asyncio.to_thread(file.write, piece) if len(piece) > CHUNK_BYTES else file.write(piece)
    return Spooled(path, size, head, digest.hexdigest())


async def respool(path: Path) -> Spooled:
    """A file that was made on disk, described as if it had come."""
    return await asyncio.to_thread(_describe, path)


async def look(file: Spooled, kind: str, mime: str = "") -> Looked:
    """Not in the event loop: decoding takes its time. Raises pictures.NotAPicture for a picture that cannot be drawn. A PDF is looked
    at where its `mime` says that it is one."""
    if kind in ("image", "sticker"):
        drawn = await asyncio.get_running_loop().run_in_executor(_drawers, pictures.draw, file.path)
        return Looked(width=drawn.width, height=drawn.height, animated=drawn.animated, thumbnail=drawn.thumbnail)
    if kind == "document" and mime == pdf_previews.MIME:
        return Looked(thumbnail=await pdf_previews.draw(file.path))
    if kind in ("audio", "voice", "video"):
        return Looked(duration=await asyncio.to_thread(voice.duration, file.path))
    return Looked()


async def store(blobs: Blobs, attachment_id: str, file: Spooled, looked: Looked) -> dict[str, Any]:
    """Puts file and thumbnail into the store; the attachment's columns that say so."""
    key = key_of(attachment_id)
    await blobs.put(key, _pieces(file.path))
    thumbnail = None
    if looked.thumbnail is not None:
        thumbnail = f"{key}.webp"
        await blobs.put(thumbnail, looked.thumbnail)
    return {
        "state": "ready",
        "size": file.size,
        "sha256": file.sha256,
        "blob": key,
        "thumbnail": thumbnail,
        "width": looked.width,
        "height": looked.height,
        "duration": looked.duration,
        "animated": looked.animated,
    }


def key_of(attachment_id: str) -> str:
    """Where a file lies in the store: spread over folders by the random end of its id."""
    return f"{attachment_id[-2:]}/{attachment_id}"


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield piece


def _describe(path: Path) -> Spooled:
    with path.open("rb") as file:
        head = file.read(file_types.HEAD_BYTES)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Spooled(path, path.stat().st_size, head, digest)
