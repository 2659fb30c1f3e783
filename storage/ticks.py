"""What statuses of campaigns' messages read: nothing of contacts and conversations is locked for them."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from storage.database import Connection
from storage.intake import AttemptHeld, given, one_of


class CrowdAttempt(Struct, frozen=True):
    """A try to send a campaign's message to somebody who has not answered."""

    id: str
    message_id: str
    channel_id: str
    contact_id: str


async def crowd_attempts(connection: Connection, tags: Iterable[str]) -> dict[str, CrowdAttempt]:
    """Those of the attempts that are of campaigns' messages in quiet conversations. Nothing is locked."""
    among, parameters = one_of(connection, "a.id", tags)
    sql = (
        "SELECT a.id, a.message_id, a.channel_id, c.contact_id FROM attempts a JOIN messages m ON m.id = a.message_id "
        f"JOIN conversations c ON c.id = m.conversation_id WHERE {among} AND m.campaign_id IS NOT NULL AND c.state = 'quiet'"
    )
    return {row[0]: CrowdAttempt(*row) for row in await connection.driver(sql, parameters)}


async def quiet_attempts(connection: Connection, message_ids: Iterable[str]) -> tuple[set[str], list[AttemptHeld]]:
    """Those of the messages whose conversations are quiet, and all their attempts."""
    among, parameters = one_of(connection, "a.message_id", message_ids)
    columns = ", ".join(f"a.{name}" for name in AttemptHeld.__struct_fields__)
    sql = (
        f"SELECT {columns} FROM attempts a JOIN messages m ON m.id = a.message_id "
        f"JOIN conversations c ON c.id = m.conversation_id WHERE {among} AND c.state = 'quiet' ORDER BY a.number"
    )
    found = [AttemptHeld(*row) for row in await connection.driver(sql, parameters)]
    return {attempt.message_id for attempt in found}, found


async def owners(connection: Connection, aliases: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The contacts' ids by alias. Nothing is locked."""
    rows, parameters = given(connection, ("kind", "value"), aliases)
    sql = f"SELECT i.kind, i.value, i.contact_id FROM {rows} JOIN identities i ON i.kind = given.kind AND i.value = given.value"
    return {(kind, value): contact for kind, value, contact in await connection.driver(sql, parameters)}


async def lock_all_messages(connection: Connection, conversation_ids: Iterable[str]) -> None:
    """Every message of these conversations, in the order of their ids: what is read after it is as whoever held one has left it."""
    if connection.dialect == "postgresql":
        among, parameters = one_of(connection, "conversation_id", conversation_ids)
        await connection.driver(f"SELECT id FROM messages WHERE {among} ORDER BY id FOR NO KEY UPDATE", parameters)
