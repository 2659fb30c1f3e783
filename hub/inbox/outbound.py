"""What a queued message's `outgoing` column holds: what the channel needs beside the row's own columns.

The delivery hands over `kind`, `text` and `content` of the row; `content` here takes the row's place where the provider's form
differs from the thread's (templates, buttons that carry more than their words). A file is the row's one attachment.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

HeaderKind = Literal["image", "video", "document"]

# Stand in words to the customer for a private page's address, and for its secret alone (a template's button holds the rest). Who reads
# the thread, or the database, never meets the secret: it is made as the message is sent, and kept by its hash.
PAGE = "{{page}}"
PAGE_SECRET = "{{page.secret}}"  # noqa: S105 (what stands in its place)


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What goes with a mail and is looked up as it leaves. `quotes`, `forwards`: messages of ours whose words stand below; `files`:
    attachments of others that go along."""

    references: tuple[str, ...] = ()  # Message-IDs of the thread, the oldest first
    quotes: str | None = None
    forwards: str | None = None
    files: tuple[str, ...] = ()
    unsubscribe: str | None = None  # the page by which one says no, "" for an answer alone; null: nobody needs to


class Outbound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    content: dict[str, Any] | None = None  # a template: {"name", "language", "components"} in the provider's form
    media_header: HeaderKind | None = None  # the attachment is not the message but fills its header
    page: str | None = None  # the quotation whose private page the words lead to
    reply_to: str | None = None  # the provider's id of the message that is answered or reacted to
    marketing: bool = False  # may not go to somebody who opted out
    mail: Envelope | None = None
    retries: dict[str, str] = {}  # client_id of each retry that was asked for, with the digest of what it said


_decode = msgspec.json.Decoder(Outbound).decode


def encode(outbound: Outbound) -> str:
    return msgspec.json.encode(outbound).decode()


def decode(column: str | None) -> Outbound:
    return Outbound() if column is None else _decode(column)


def with_media(content: dict[str, Any], kind: HeaderKind, media_id: str, name: str | None) -> dict[str, Any]:
    """The content of a template, or of an interactive message, with its header filled by an uploaded file."""
    named = {"name": name} if kind == "document" and name else {}
    if "form" in content:
        return {**content, "header": {"kind": kind, "id": media_id, **named}}
    file = {"id": media_id, **({"filename": name} if named else {})}
    header = {"type": "header", "parameters": [{"type": kind, kind: file}]}
    return {**content, "components": [header, *content.get("components", [])]}


def with_page(content: Any, address: str, secret: str) -> Any:
    """The content with `PAGE` and `PAGE_SECRET` written out wherever they stand."""
    if isinstance(content, str):
        return content.replace(PAGE, address).replace(PAGE_SECRET, secret)
    if isinstance(content, list):
        return [with_page(part, address, secret) for part in content]
    if isinstance(content, dict):
        return {name: with_page(part, address, secret) for name, part in content.items()}
    return content
