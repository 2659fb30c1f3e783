"""`/api/v1/files`: a file goes up and an attachment's id comes back; a file comes down to those who may see its conversation.

Files come from strangers. Only what a browser draws without running anything is shown in place; all else is a download, and even a
page opened by hand from here runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive

from hub import permissions, shaping
from hub.assembly import Hub
from hub.files import media_uploads
from hub.inbox import threads
from hub.office.configuration import LOGO, SIGNATURE
from hub.permissions import Agent
from hub.quotations import files as quotation_files
from hub.wire.errors import Refusal
from storage.blobs import BlobMissing
from storage.database import Connection
from storage.inbox import attachments, messages
from storage.inbox.attachments import AttachmentRow
from web import answers, authentication
from web.authentication import hub_of
from web.downloads import disposition

SHOWN = re.compile(
    r"image/(png|jpeg|gif|webp|avif|bmp)|audio/[a-z0-9.+-]+|video/(mp4|webm|ogg|3gpp|quicktime)|application/pdf",
    re.IGNORECASE,
)
POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
CACHE = "private, max-age=300, must-revalidate"  # rights are asked again when it has run out
MULTIPART_SLACK = 64 * 1024  # bytes of boundaries and part headers beside the file itself
_RANGE = re.compile(r"bytes=(?=\d|-\d)(\d{0,18})-(\d{0,18})")


async def upload(request: Request) -> Response:
    """A multipart form with the part `file`, or the bare bytes with `?name=`; `?conversation=`: where it is to go."""
    hub = hub_of(request)
    proven = authentication.claims(request)
    async with hub.database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        kind = await _channel_kind(hub, connection, agent, request.query_params.get("conversation"))
    limit = media_uploads.UPLOAD_LIMIT + MULTIPART_SLACK
    answers.check_length(request.headers, limit)
    limited = Request(request.scope, _limited(request, limit))
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        return await _upload_form(limited, agent, kind)
    name, mime = request.query_params.get("name"), request.headers.get("content-type", "")
    made = await media_uploads.receive_upload(hub.blobs, hub.transactions, agent, limited.stream(), name, mime, kind)
    return answers.answer(made, 201)


async def download(request: Request) -> Response:
    """The file, a range of it, or its thumbnail (`?thumbnail`)."""
    hub = hub_of(request)
    proven = authentication.file_claims(request)
    async with hub.database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        row = await attachments.get(connection, request.path_params["id"])
        offered = row is not None and await quotation_files.held_for(connection, agent, row.id)
        said = await messages.get(connection, row.message_id) if row is not None and row.message_id else None
    row = seen_by(agent, row, offered=offered)
    if said is not None and shaping.is_taken_back(msgspec.json.decode(said.content)):
        raise Refusal("not_found", "Whoever sent this file took it back.")
    thumbnail = "thumbnail" in request.query_params and row.thumbnail is not None
    key = row.thumbnail if thumbnail else row.blob
    if key is None:
        raise Refusal("unavailable", "This file is still being fetched.", retry_after=2)
    headers = headers_of(row, thumbnail=thumbnail)
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    try:
        return await stream(request, key, headers)
    except BlobMissing:
        raise Refusal("not_found", "This file is not kept any more.") from None


async def _channel_kind(hub: Hub, connection: Connection, agent: Agent, conversation_id: str | None) -> str | None:
    if conversation_id is None:
        return None
    account = hub.accounts.get((await threads.seen(connection, agent, conversation_id)).channel_id)
    return None if account is None else account.kind


async def _upload_form(request: Request, agent: Agent, kind: str | None) -> Response:
    hub = hub_of(request)
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refusal("invalid", "Send one file as the part `file`.", field="file")
            made = await media_uploads.receive_upload(
                hub.blobs, hub.transactions, agent, _pieces(file), file.filename, file.content_type or "", kind
            )
    except (MultiPartException, HTTPException):
        raise Refusal("invalid", "The form cannot be read; send one file as the part `file`.", field="file") from None
    return answers.answer(made, 201)


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(256 * 1024):
        yield piece


def _limited(request: Request, limit: int) -> Receive:
    """Counts what comes, for a sender need not say how much it will be."""
    came = 0

    async def receive() -> Message:
        nonlocal came
        message = await request.receive()
        came += len(message.get("body", b""))
        if came > limit:
            raise answers.too_large(media_uploads.UPLOAD_LIMIT)
        return message

    return receive


def seen_by(agent: Agent, row: AttachmentRow | None, *, offered: bool) -> AttachmentRow:
    """`offered`: a quotation that the agent may see holds it."""
    if row is not None and (row.kept_for in (LOGO, SIGNATURE) or offered):
        return row
    if row is None or (row.channel_id is None and row.uploaded_by != agent.id):
        raise Refusal("not_found", "There is no such file.")
    if row.channel_id is not None:
        permissions.require_channel(agent, row.channel_id, "file")
    if row.state == "failed":
        raise Refusal("not_found", "This file could not be fetched from the provider.")
    return row


def headers_of(row: AttachmentRow, *, thumbnail: bool) -> dict[str, str]:
    mime = "image/webp" if thumbnail else row.mime.partition(";")[0].strip().lower()
    shown = SHOWN.fullmatch(mime) is not None
    return {
        "content-type": mime if shown else "application/octet-stream",
        "content-disposition": disposition("inline" if shown else "attachment", row.name or f"{row.kind}-{row.id}"),
        # Chrome's own PDF viewer does not open in a sandbox, and runs no script of the document
        "content-security-policy": POLICY if mime != "application/pdf" else POLICY.removeprefix("sandbox; "),
        "x-frame-options": "SAMEORIGIN",
        "cache-control": CACHE,
        "etag": f'"{row.id}{"-thumbnail" if thumbnail else ""}"',
        "accept-ranges": "bytes",
    }


async def stream(request: Request, key: str, headers: dict[str, str]) -> Response:
    blobs = hub_of(request).blobs
    size = await blobs.size(key)
    asked = (
        request.headers.get("range") if request.headers.get("if-range", headers["etag"]) == headers["etag"] else None
    )
    asked = (
        asked if asked and _RANGE.fullmatch(asked.strip()) else None
    )  # several ranges, or other units: the whole file
    span = range_of(asked, size)
    if span is None:
        told = {"content-range": f"bytes */{size}"}
        return answers.problem(416, "invalid", "The file has no such range.", headers=told)
    start, end = span
    headers = headers | {"content-length": str(end - start)}
    if asked:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if asked else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(blobs.get(key, start, end), status, headers)


def range_of(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (not included) of the one range asked for; the whole file for anything else; None when it lies outside."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None:
        return 0, size
    first, last = found.groups()
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size) if int(last) and size else None
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None
