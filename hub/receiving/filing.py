"""Files of messages coming in."""

from __future__ import annotations

from typing import Any

from channels.channel import Media
from hub import ids
from hub.receiving.book import Book
from storage.intake.batches import MessageHeld


def attachment(book: Book, message: MessageHeld, media: Media, position: int) -> dict[str, Any]:
    """A worker fetches it at once, for the provider's ids die; unless we keep it already."""
    return {
        "id": ids.new(),
        "message_id": message.id,
        "channel_id": message.channel_id,
        "position": position,
        "kind": media.kind,
        "mime": media.mime[:128],
        "name": media.name,
        "animated": media.animated,
        "state": "pending" if media.blob is None else "ready",
        "provider_media_id": media.id,
        "provider_url": media.url,
        "cid": media.cid,
        "blob": media.blob,
        "size": media.size,
        "created_at": book.now,
        "due_at": book.now if media.blob is None else None,
        "tries": 0,
    }
