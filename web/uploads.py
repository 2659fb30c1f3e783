"""A file that comes with a form, streamed to disk and counted while it comes."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from hub.files import media_files
from hub.files.media_files import Spooled
from hub.wire.errors import Refusal
from web import answers

SLACK_BYTES = 64 * 1024  # of boundaries, part headers and the fields beside the file
PIECE_BYTES = 256 * 1024


@contextlib.asynccontextmanager
async def form(request: Request, limit: int, *, fields: int, files: int = 1) -> AsyncIterator[FormData]:
    """A multipart form of so many files, at most `limit` bytes together, and so many fields. Raises Refusal `too_large` from its Content-Length, or
    as soon as more has come; `invalid` for what is no form."""
    answers.check_length(request.headers, limit + SLACK_BYTES)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refusal("invalid", "Send a form (multipart/form-data) with the file as its part `file`.", field="file")
    limited = Request(request.scope, _counted(request, limit))
    try:
        async with limited.form(max_files=files, max_fields=fields, max_part_size=SLACK_BYTES) as found:
            yield found
    except (MultiPartException, HTTPException):
        raise Refusal("invalid", "The form cannot be read; send one file as the part `file`.", field="file") from None


async def spooled(found: FormData, place: Path, limit: int) -> tuple[Spooled, str | None]:
    """The form's part `file` on disk, and what its sender calls it."""
    file = found.get("file")
    if not isinstance(file, UploadFile):
        raise Refusal("invalid", "Send one file as the part `file`.", field="file")
    try:
        return await media_files.spool(pieces(file), place / "file", limit), file.filename
    except media_files.TooLarge:
        raise answers.too_large(limit) from None


async def pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE_BYTES):
        yield piece


def _counted(request: Request, limit: int) -> Receive:
    """A sender need not say how much it will be."""
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > limit + SLACK_BYTES:
            raise answers.too_large(limit)
        return message

    return receive
