"""What a customer's phone shows of a message that was sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.sandbox import templates
from channels.sandbox.model import Blob, Entry, Json

MEDIA_KINDS = frozenset({"image", "video", "audio", "document", "sticker"})


def entry(
    known: list[Json], blobs: Mapping[str, Blob], id: str, kind: str, body: Json, tag: str | None, now: int
) -> Entry:
    """`known`: the account's templates; `body`: as it was posted."""
    part: Any = body[kind]
    shown = Entry(id=id, ours=False, kind=kind, at=now, tag=tag, reply_to=body.get("context", {}).get("message_id"))
    shown.content = {"contacts": part} if isinstance(part, list) else part
    if kind == "text":
        shown.text = part.get("body")
    elif kind in MEDIA_KINDS:
        blob = blobs.get(str(part.get("id")))
        shown.media, shown.text = part.get("id"), part.get("caption")
        shown.mime, shown.name = (blob.mime if blob else None), part.get("filename") or (blob.name if blob else None)
        shown.kind = "voice" if part.get("voice") else kind
    elif kind == "interactive":
        header = part.get("header", {})
        file = header.get(str(header.get("type")), {}) if header.get("type") in MEDIA_KINDS else {}
        shown.media, shown.name = file.get("id"), file.get("filename")
    elif kind == "template":
        template = templates.find(known, part.get("name"), part.get("language", {}).get("code"))
        shown.content = templates.shown(template, part.get("components", [])) if template else part
        shown.text, shown.media = shown.content.get("body"), shown.content.get("media")
        shown.name = shown.content.get("file")
    return shown
