"""Attachments: the files of messages, and files uploaded but not sent yet (`message_id` null)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import attachments


class AttachmentRow(Struct, frozen=True, kw_only=True):
    """`error` is JSON text; `size` is bytes, `duration` seconds, width and height pixels; `blob` and `thumbnail` are keys of the store."""

    id: str
    message_id: str | None
    channel_id: str | None
    position: int
    kind: str
    mime: str
    name: str | None
    size: int | None
    width: int | None
    height: int | None
    duration: float | None
    animated: bool
    state: str
    error: str | None
    provider_media_id: str | None
    uploaded_media_id: str | None
    uploaded_at: int | None
    blob: str | None
    thumbnail: str | None
    uploaded_by: str | None
    kept_for: str | None
    created_at: int
    cid: str | None = None


COLUMNS = tuple(attachments.c[name] for name in AttachmentRow.__struct_fields__)


async def get(connection: Connection, attachment_id: str) -> AttachmentRow | None:
    return await connection.row(select(*COLUMNS).where(attachments.c.id == attachment_id), AttachmentRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[AttachmentRow]:
    """Those that are there, in the order of their ids."""
    statement = select(*COLUMNS).where(attachments.c.id.in_(sorted(set(ids)))).order_by(attachments.c.id)
    return await connection.rows(statement, AttachmentRow)


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, AttachmentRow]:
    """The rows as they are once nobody else is changing them, locked in the order of their ids."""
    statement = select(*COLUMNS).where(attachments.c.id.in_(sorted(set(ids)))).order_by(attachments.c.id)
    return {row.id: row for row in await connection.rows(statement.with_for_update(key_share=True), AttachmentRow)}


async def of_messages(connection: Connection, message_ids: Iterable[str]) -> dict[str, list[AttachmentRow]]:
    """By message, in their place."""
    statement = select(*COLUMNS).where(attachments.c.message_id.in_(sorted(set(message_ids))))
    found: dict[str, list[AttachmentRow]] = {}
    for row in await connection.rows(statement.order_by(attachments.c.position, attachments.c.id), AttachmentRow):
        found.setdefault(row.message_id or "", []).append(row)
    return found


async def insert_many(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    await connection.insert_many(attachments, rows)


async def attach(
    connection: Connection, attachment_id: str, message_id: str, channel_id: str, position: int = 0
) -> bool:
    """Makes an unsent upload a file of a message; False when it already belongs to one."""
    unsent = (attachments.c.id == attachment_id) & attachments.c.message_id.is_(None)
    place = {"message_id": message_id, "channel_id": channel_id, "position": position}
    return await connection.execute(update(attachments).where(unsent).values(**place)) == 1


async def keep_for(connection: Connection, attachment_id: str, what: str | None) -> bool:
    """An upload kept for something does not go because nobody sent it; with None it goes in its time. False: it is gone."""
    statement = update(attachments).where(attachments.c.id == attachment_id)
    return await connection.execute(statement.values(kept_for=what)) == 1
