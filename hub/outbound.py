"""What a queued message's `outgoing` column holds: what the channel needs beside the row's own columns.

The delivery hands over `kind`, `text` and `content` of the row; `content` here takes the row's place where the provider's form
differs from the thread's (templates). A file is the row's one attachment.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

HeaderKind = Literal["image", "video", "document"]


class Outbound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    content: dict[str, Any] | None = None  # a template: {"name", "language", "components"} in the provider's form
    media_header: HeaderKind | None = None  # the attachment is not the message but fills the template's header
    reply_to: str | None = None  # the provider's id of the message that is answered or reacted to
    marketing: bool = False  # may not go to somebody who opted out
    retries: dict[str, str] = {}  # client_id of each retry that was asked for, with the digest of what it said


_decode = msgspec.json.Decoder(Outbound).decode


def encode(outbound: Outbound) -> str:
    return msgspec.json.encode(outbound).decode()


def decode(column: str | None) -> Outbound:
    return Outbound() if column is None else _decode(column)


def with_media(content: dict[str, Any], kind: HeaderKind, media_id: str, name: str | None) -> dict[str, Any]:
    """A template's content with its header filled by an uploaded file."""
    file = {"id": media_id, "filename": name} if kind == "document" and name else {"id": media_id}
    header = {"type": "header", "parameters": [{"type": kind, kind: file}]}
    return {**content, "components": [header, *content.get("components", [])]}
