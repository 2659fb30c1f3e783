"""Mails by their Message-ID, and whose the conversations are that they name."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from storage.database import Connection
from storage.intake.batches import Thread, given, one_of

SPACE = 12  # digits of a mail's key space: a digest, which keeps two mails of one Message-ID apart


class MailKnown(Struct, frozen=True):
    channel_id: str
    provider_id: str
    key_space: str
    id: str
    conversation_id: str


async def known(connection: Connection, keys: Sequence[tuple[str, str]]) -> list[MailKnown]:
    """Mails that came, or were written elsewhere, by channel and Message-ID; the newest first where several have one."""
    rows, parameters = given(connection, ("channel_id", "provider_id"), keys)
    sql = (
        f"SELECT m.channel_id, m.provider_id, m.key_space, m.id, m.conversation_id FROM {rows} JOIN messages m "
        "ON m.channel_id = given.channel_id AND m.provider_id = given.provider_id "
        f"AND length(m.key_space) = {SPACE} ORDER BY m.id DESC"  # the very words of the partial index
    )
    return [MailKnown(*row) for row in await connection.driver(sql, parameters)]


async def threads(connection: Connection, conversation_ids: Iterable[str]) -> dict[str, Thread]:
    """Whose these conversations are."""
    among, parameters = one_of(connection, "id", conversation_ids)
    sql = f"SELECT id, contact_id, channel_id, group_id FROM conversations WHERE {among}"
    return {id: (contact, channel, group) for id, contact, channel, group in await connection.driver(sql, parameters)}
