"""Legal holds, all on one list: whoever looks after the office's data must know what stays, and why."""

from __future__ import annotations

from hub.cursors import cursor, place
from hub.shaping import time_text
from hub.wire import shapes
from hub.wire.erasure import HeldContact
from storage.customers import holds as rows
from storage.database import Connection


async def list_page(connection: Connection, *, words: str | None, after: str | None, limit: int) -> shapes.Page:
    """`HeldContact`s, newest first. Raises Refusal `invalid` for a cursor that is none."""
    found = await rows.page(connection, before=place(after), words=words, limit=limit + 1)
    kept = found[:limit]
    items = [
        HeldContact(contact=row.contact_id, name=row.name, reason=row.reason, user=row.user_id, at=time_text(row.at))
        for row in kept
    ]
    return shapes.Page(items=items, next=cursor(kept[-1].at, kept[-1].contact_id) if len(found) > limit else None)
