"""The mails of a conversation, as an answer needs them."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select

from storage.database import Connection
from storage.tables import messages

MAILS = ("text", "interactive")


class MailRow(Struct, frozen=True, kw_only=True):
    """`content` is JSON text; `sent_at` ms."""

    id: str
    direction: str
    provider_id: str | None
    content: str
    reply_to_provider: str | None
    sent_at: int


_COLUMNS = tuple(messages.c[name] for name in MailRow.__struct_fields__)


async def newest(connection: Connection, conversation_id: str, limit: int) -> list[MailRow]:
    """Newest first; what waits for its time is not among them."""
    statement = (
        select(*_COLUMNS)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.kind.in_(MAILS),
            messages.c.scheduled_for.is_(None),
        )
        .order_by(messages.c.order.desc())
        .limit(limit)
    )
    return await connection.rows(statement, MailRow)
