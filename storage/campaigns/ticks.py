"""What statuses of campaigns' messages read: nothing of contacts and conversations is locked for them."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from storage.database import Connection
from storage.intake.batches import AttemptHeld, given, one_of

QUIET = "quiet"


class CrowdAttempt(Struct, frozen=True):
    """A try to send a campaign's message to somebody who has not answered."""

    id: str
    message_id: str
    channel_id: str
    contact_id: str


# The state of a conversation is looked at here, not there: a plan made while the tables were empty may look for it by its index, and
# goes through every quiet conversation for each status then.


async def crowd_attempts(connection: Connection, tags: Iterable[str]) -> dict[str, CrowdAttempt]:
    """Those of the attempts that are of campaigns' messages in quiet conversations. Nothing is locked."""
    table, parameters = given(connection, ("id",), [(tag,) for tag in tags])
    sql = (
        f"SELECT c.state, m.campaign_id, a.id, a.message_id, a.channel_id, c.contact_id FROM {table} "
        "JOIN attempts a ON a.id = given.id JOIN messages m ON m.id = a.message_id JOIN conversations c ON c.id = m.conversation_id"
    )
    found = await connection.driver(sql, parameters)
    return {row[0]: CrowdAttempt(*row) for state, campaign, *row in found if state == QUIET and campaign is not None}


async def quiet_attempts(connection: Connection, message_ids: Iterable[str]) -> tuple[set[str], list[AttemptHeld]]:
    """Those of the messages whose conversations are quiet, and all their attempts."""
    table, parameters = given(connection, ("id",), [(id,) for id in message_ids])
    columns = ", ".join(f"a.{name}" for name in AttemptHeld.__struct_fields__)
    sql = (
        f"SELECT c.state, {columns} FROM {table} JOIN messages m ON m.id = given.id "
        "JOIN conversations c ON c.id = m.conversation_id JOIN attempts a ON a.message_id = m.id"
    )
    found = [AttemptHeld(*row) for state, *row in await connection.driver(sql, parameters) if state == QUIET]
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
