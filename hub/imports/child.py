"""Begins the reading process, hears what it finds, and ends it whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import msgspec

from hub.imports.reader import LENGTH, Asked, Chunk, End, Found, Look, Refused, Row, Rows, Seen
from hub.imports.troubles import Trouble

LOOK_SECONDS = 60.0
CHUNK_SECONDS = 120.0  # without a word: an XLSX file is unpacked whole before its first row
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from hub.imports.reader import main; main()"
UNREADABLE = "This file cannot be read: it is damaged, or made to take far more than a list of contacts does."

log = logging.getLogger(__name__)
_decoder: msgspec.json.Decoder[Found] = msgspec.json.Decoder(Found)


async def look(asked: Look) -> Seen:
    """Raises Trouble."""
    async with _asked(asked) as process, asyncio.timeout(LOOK_SECONDS):
        found = await _next(process)
    if not isinstance(found, Seen):
        raise Trouble(UNREADABLE)
    return found


async def rows(asked: Rows) -> AsyncGenerator[list[Row], None]:
    """The file's rows, a chunk at a time. Raises Trouble."""
    async with _asked(asked) as process:
        while True:
            async with asyncio.timeout(CHUNK_SECONDS):
                found = await _next(process)
            if isinstance(found, End):
                return
            if not isinstance(found, Chunk):
                raise Trouble(UNREADABLE)
            yield found.rows


@contextlib.asynccontextmanager
async def _asked(asked: Asked) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback would show what stands in the file
    )
    try:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(asked))
        process.stdin.close()
        yield process
    except TimeoutError:
        raise Trouble(UNREADABLE) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # what it still had to say, so that its pipes close


async def _next(process: asyncio.subprocess.Process) -> Found:
    assert process.stdout is not None
    try:
        (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        found = _decoder.decode(await process.stdout.readexactly(size))
    except (asyncio.IncompleteReadError, msgspec.DecodeError):
        log.warning("the process that reads an import ended early")
        raise Trouble(UNREADABLE) from None
    if isinstance(found, Refused):
        raise Trouble(found.reason)
    return found
