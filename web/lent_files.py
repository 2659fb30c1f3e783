"""`/f/{token}`: a file of ours, read by a provider or a customer while its address lasts; `/f/{token}/preview`: a small picture of it;
`/f/{token}/icon`: the same as a square."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from hub.files import lent_files, pictures
from hub.transaction import milliseconds
from storage.blobs import BlobMissing
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow
from web import files
from web.authentication import hub_of
from web.limits import Limits
from web.queries import address_of, path_of

HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow, noarchive"}
GONE = "ไฟล์นี้ไม่มีแล้ว\nThis file is not here any more.\n"


async def lend(request: Request) -> Response:
    """The file, or a range of it."""
    row = await _asked(request)
    if row is None or row.blob is None:
        return _gone(request)
    try:
        return await files.stream(request, row.blob, files.headers_of(row, thumbnail=False) | HEADERS)
    except BlobMissing:
        return _gone(request)


async def preview(request: Request) -> Response:
    """As JPEG, which every provider draws."""
    return await _drawn(request, pictures.as_jpeg, "image/jpeg")


async def icon(request: Request) -> Response:
    """As a square PNG, whole: what stands beside the name of whoever writes."""
    return await _drawn(request, pictures.as_icon, "image/png")


async def _drawn(request: Request, draw: Callable[[bytes], bytes], mime: str) -> Response:
    row = await _asked(request)
    if row is None or row.thumbnail is None:
        return _gone(request)
    try:
        small = await hub_of(request).blobs.read(row.thumbnail)
        drawn = await asyncio.to_thread(draw, small)
    except (BlobMissing, pictures.NotAPicture):
        return _gone(request)
    return Response(drawn, media_type=mime, headers=HEADERS | {"cache-control": files.CACHE})


async def _asked(request: Request) -> AttachmentRow | None:
    hub = hub_of(request)
    id = lent_files.read(hub.settings.secret_key, path_of(request)["token"], milliseconds())
    if id is None:
        return None
    async with hub.database.reading() as connection:
        row = await attachments.get(connection, id)
    return row if row is not None and row.state == "ready" else None


def _gone(request: Request) -> Response:
    guesses: Limits = request.app.state.page_limits
    guesses.spend(f"file:{address_of(request)}")
    return PlainTextResponse(GONE, 404, HEADERS)
