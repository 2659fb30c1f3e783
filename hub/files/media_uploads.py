"""A file an agent uploads to send: its type found by content, checked against what the channels take, converted where we can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from msgspec import Struct

from hub import ids, metrics, shaping
from hub.accounts import limits
from hub.files import file_types, media_files, pdf_previews, voice
from hub.files.media_files import Looked, Spooled
from hub.files.pictures import NotAPicture
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.wire import shapes
from hub.wire.errors import Refusal
from storage.accounts import channels as account_rows
from storage.blobs import Blobs
from storage.database import Connection
from storage.inbox import attachments

UPLOAD_LIMIT = media_files.LIMIT
UNSENT_MS = 24 * 3_600_000  # an upload no message carries goes after a day
VOICE_NOTE = "voice-note."  # the name a recording made in the composer has, whatever the browser records


class Note(Struct, frozen=True):
    """What a recording becomes."""

    kind: str
    mime: str
    name: str
    form: voice.Form


VOICE_NOTE_MADE = Note("voice", "audio/ogg; codecs=opus", "voice-note.ogg", voice.OGG)
PLAYED = {"line": Note("audio", "audio/mp4", "voice-note.m4a", voice.M4A)}
"""By kind of channel, where a voice note is no other thing than a sound."""


async def receive_upload(
    blobs: Blobs,
    transactions: Transactions,
    agent: Agent,
    stream: AsyncIterator[bytes],
    filename: str | None,
    mime: str,
    channel_kind: str | None = None,
) -> shapes.Attachment:
    """Stores the file and returns the attachment a message may carry. `channel_kind`: of the channel a recording is for, where that is
    known. Raises Refusal with the remedy in words."""
    name = file_types.clean_name(filename)
    with media_files.folder() as place:
        try:
            file = await media_files.spool(stream, place / "file")
        except media_files.TooLarge:
            raise Refusal(
                "too_large", "A file may have at most 100 MB: make it smaller, or send a link.", field="file"
            ) from None
        if not file.size:
            raise Refusal("invalid", "The file is empty: choose another.", field="file")
        kind, kept_mime = _kind(file, mime, name)
        if (name or "").startswith(VOICE_NOTE) and kind in ("audio", "video"):
            note = PLAYED.get(channel_kind or "", VOICE_NOTE_MADE)
            file, kind, kept_mime, name = await _voice_note(file, note), note.kind, note.mime, note.name
        async with transactions.database.reading() as connection:
            channels = await _require_takeable(connection, agent, kind, kept_mime, file.size)
        looked = await _looked(file, kind, kept_mime if channels & set(pdf_previews.SHOWN_ON) else "")
        row = {"id": ids.new(), "kind": kind, "mime": kept_mime, "name": name, "uploaded_by": agent.id}
        row |= await media_files.store(blobs, row["id"] or "", file, looked)
    metrics.media.labels("up", "ok").inc()
    return await _kept(transactions, row)


async def _kept(transactions: Transactions, row: dict[str, Any]) -> shapes.Attachment:
    async with transactions.begin() as tx:
        await attachments.insert_many(tx.connection, [row | {"created_at": tx.now}])
        made = await attachments.get(tx.connection, row["id"])
    if made is None:
        raise LookupError(f"attachment {row['id']} was not stored")
    return shaping.attachment(made)


def _kind(file: Spooled, told: str, name: str | None) -> tuple[str, str]:
    mime = file_types.type_of(file.head, told, name)
    kind = file_types.kind_of(mime)
    return ("sticker" if mime == "image/webp" else kind), mime


async def _voice_note(file: Spooled, note: Note) -> Spooled:
    target = file.path.with_name(note.name)
    try:
        await asyncio.to_thread(voice.make_voice_note, file.path, target, note.form)
    except voice.NotSound:
        raise Refusal("invalid", "The recording cannot be read: record it again.", field="file") from None
    return await media_files.respool(target)


async def _looked(file: Spooled, kind: str, mime: str) -> Looked:
    try:
        return await media_files.look(file, kind, mime)
    except NotAPicture:
        raise Refusal("invalid", "This picture cannot be opened: save it again as JPEG or PNG.", field="file") from None


async def _require_takeable(connection: Connection, agent: Agent, kind: str, mime: str, size: int) -> set[str]:
    """Refuses what no channel of the agent takes: now, with the remedy, not when it is sent. The kinds of the agent's channels."""
    kinds = {row.kind for row in await account_rows.every(connection) if row.id in agent.channels} & limits.FILES.keys()
    advice = [limits.check_file(channel, kind, mime, size) for channel in sorted(kinds or limits.FILES.keys())]
    if None not in advice:
        fits = limits.check_file(sorted(kinds or limits.FILES.keys())[0], kind, mime, 1) is None
        raise Refusal("too_large" if fits else "invalid", advice[0] or "", field="file")
    return kinds
