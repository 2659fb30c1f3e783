"""What a campaign's crowd asks of the database, for hundreds of recipients at once and in the driver's own words: a statement of
SQLAlchemy's costs the process that sends three times as much, and a statement for each recipient would cost PostgreSQL what the whole
crowd costs.
"""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from storage.customers.contacts import ContactRow, IdentityRow
from storage.database import Connection


class AcceptedRow(Struct, frozen=True):
    """What the provider answered to an attempt: its id of the message, and when (ms)."""

    message_id: str
    attempt_id: str
    provider_id: str
    at: int


# A status may have been faster than the answer: what it wrote stays. The arrays are joined directly, and nothing else is asked of the
# tables: a plan is made once, for arrays of ten.
_ACCEPT = """WITH tried AS (
    UPDATE attempts AS kept SET accepted_at = coalesce(kept.accepted_at, given.at), provider_id = given.provider_id
    FROM unnest($2::text[], $3::text[], $4::bigint[]) AS given(id, provider_id, at) WHERE kept.id = given.id RETURNING 1
)
UPDATE messages AS kept SET version = kept.version + 1, due_at = NULL, claimed_by = NULL,
    status = CASE WHEN kept.status = 'sending' THEN 'accepted' ELSE kept.status END,
    provider_id = coalesce(kept.provider_id, given.provider_id)
FROM unnest($1::text[], $3::text[]) AS given(id, provider_id) WHERE kept.id = given.id RETURNING kept.id"""
_SQLITE_GIVEN = """(SELECT value ->> 0 AS message_id, value ->> 1 AS attempt_id, value ->> 2 AS provider_id, value ->> 3 AS at
    FROM json_each(?)) AS given"""
_SQLITE_TRIED = f"""UPDATE attempts SET accepted_at = coalesce(accepted_at, given.at), provider_id = given.provider_id
FROM {_SQLITE_GIVEN} WHERE attempts.id = given.attempt_id"""
_SQLITE_ACCEPT = f"""UPDATE messages SET version = version + 1, due_at = NULL, claimed_by = NULL,
    status = CASE WHEN status = 'sending' THEN 'accepted' ELSE status END,
    provider_id = coalesce(messages.provider_id, given.provider_id)
FROM {_SQLITE_GIVEN} WHERE messages.id = given.message_id"""


_ATTEMPT = """INSERT INTO attempts (id, message_id, channel_id, number, started_at)
SELECT given.id, given.message_id, $3::text, 1, $4::bigint FROM unnest($1::text[], $2::text[]) AS given(id, message_id)
JOIN messages ON messages.id = given.message_id WHERE messages.claimed_by = $5::text ON CONFLICT DO NOTHING"""
_SQLITE_ATTEMPT = """INSERT INTO attempts (id, message_id, channel_id, number, started_at)
SELECT value ->> 0, value ->> 1, ?2, 1, ?3 FROM json_each(?1) JOIN messages ON messages.id = value ->> 1
WHERE messages.claimed_by = ?4 ON CONFLICT DO NOTHING"""


async def attempt(
    connection: Connection, holder: str, channel_id: str, given: Sequence[tuple[str, str]], now: int
) -> set[str]:
    """Records the first attempts of messages, (id, message) each, where `holder` still has them: the messages that have theirs. The
    lease is held."""
    if connection.dialect == "postgresql":
        columns = [list(column) for column in zip(*given, strict=True)]
        await connection.driver(_ATTEMPT, [*columns, channel_id, now, holder])
    else:
        await connection.driver(_SQLITE_ATTEMPT, [msgspec.json.encode(given).decode(), channel_id, now, holder])
    found = await connection.driver(
        *_among(connection, "SELECT message_id FROM attempts WHERE {}", [id for id, _ in given])
    )
    return await lock_held(connection, holder, [message for (message,) in found]) if found else set()


async def accept(connection: Connection, rows: Sequence[AcceptedRow]) -> None:
    """Writes what was answered to the only attempts of messages, which are locked and in hand no more."""
    if connection.dialect == "postgresql":
        columns = [list(column) for column in zip(*map(msgspec.structs.astuple, rows), strict=True)]
        await connection.driver(_ACCEPT, columns)
        return
    given = msgspec.json.encode([msgspec.structs.astuple(row) for row in rows]).decode()
    await connection.driver(_SQLITE_TRIED, [given])
    await connection.driver(_SQLITE_ACCEPT, [given])


async def still_quiet(connection: Connection, conversation_ids: Collection[str]) -> set[str]:
    """Those of the conversations in which nobody has answered a campaign, kept so until this transaction ends."""
    sql = _locked("SELECT id, state FROM conversations WHERE {}", connection, "SHARE")
    return {id for id, state in await connection.driver(*_among(connection, sql, conversation_ids)) if state == "quiet"}


async def lock_held(connection: Connection, holder: str, message_ids: Collection[str]) -> set[str]:
    """Locks the messages in the order of their ids: those that `holder` has in hand."""
    sql = _locked("SELECT id, claimed_by FROM messages WHERE {}", connection, "NO KEY UPDATE")
    return {id for id, by in await connection.driver(*_among(connection, sql, message_ids)) if by == holder}


async def people(connection: Connection, contact_ids: Collection[str]) -> list[tuple[ContactRow, list[IdentityRow]]]:
    """Contacts with what they are reached by, in the order it is to be tried."""
    sql = f"SELECT {_names(ContactRow)} FROM contacts WHERE {{}}"
    rows = [
        ContactRow(**dict(zip(ContactRow.__struct_fields__, row, strict=True)))
        for row in await connection.driver(*_among(connection, sql, contact_ids))
    ]
    sql = f"SELECT {_names(IdentityRow)} FROM identities WHERE {{}} ORDER BY coalesce(preferred_at, 0) DESC, created_at, id"
    known: dict[str, list[IdentityRow]] = {}
    for found in await connection.driver(*_among(connection, sql, contact_ids, "contact_id")):
        row = IdentityRow(**dict(zip(IdentityRow.__struct_fields__, found, strict=True)))
        known.setdefault(row.contact_id, []).append(row)
    return [(row, known.get(row.id, [])) for row in rows]


async def written_to(connection: Connection, contact_ids: Collection[str], since: int) -> dict[str, int]:
    """How many messages of campaigns each of these people has been claimed for since then (ms)."""
    at = "$2::bigint" if connection.dialect == "postgresql" else "?"
    sql = f"SELECT contact_id, count(*) FROM campaign_recipients WHERE {{}} AND claimed_at >= {at} GROUP BY contact_id"
    sql, given = _among(connection, sql, contact_ids, "contact_id")
    return dict[str, int](await connection.driver(sql, [*given, since]))


class FollowedRow(Struct, frozen=True):
    """What is known of a campaign's message: `error` is JSON text, times are the first of all its attempts (ms)."""

    message_id: str
    campaign_id: str
    status: str
    error: str | None
    accepted_at: int | None
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None
    played_at: int | None
    failed_at: int | None


async def lock_recipients(connection: Connection, message_ids: Collection[str]) -> dict[str, tuple[str, str, int]]:
    """The recipient's id, its state and the way it is on by message, held in the order of their ids."""
    sql = _locked("SELECT message_id, id, state, way FROM campaign_recipients WHERE {}", connection, "NO KEY UPDATE")
    found = await connection.driver(*_among(connection, sql, message_ids, "message_id"))
    return {message: (id, state, way) for message, id, state, way in found}


async def followed(connection: Connection, message_ids: Collection[str]) -> list[FollowedRow]:
    times = ", ".join(f"min(a.{name})" for name in FollowedRow.__struct_fields__[4:])
    sql = (
        f"SELECT m.id, m.campaign_id, m.status, m.error, {times} FROM messages m LEFT JOIN attempts a ON a.message_id = m.id "
        "WHERE {} AND m.campaign_id IS NOT NULL GROUP BY m.id"
    )
    return [FollowedRow(*row) for row in await connection.driver(*_among(connection, sql, message_ids, "m.id"))]


async def count_versions_up(connection: Connection, contact_ids: Collection[str]) -> set[str]:
    """Locks contacts in the order of their ids and counts their versions up: those that are there."""
    if connection.dialect == "postgresql":
        sql = _locked("SELECT id FROM contacts WHERE {}", connection, "NO KEY UPDATE")
        await connection.driver(*_among(connection, sql, contact_ids))
    sql = "UPDATE contacts SET version = version + 1 WHERE {} RETURNING id"
    return {id for (id,) in await connection.driver(*_among(connection, sql, contact_ids))}


def _names(row: type[Struct]) -> str:
    return ", ".join(row.__struct_fields__)


def _locked(sql: str, connection: Connection, lock: str) -> str:
    return f"{sql} ORDER BY id FOR {lock}" if connection.dialect == "postgresql" else sql


def _among(connection: Connection, sql: str, ids: Collection[str], column: str = "id") -> tuple[str, list[Any]]:
    """The statement with the column among `ids` where it says `{}`: one parameter, so that it is the same for any number of them."""
    listed = sorted(ids)
    if connection.dialect == "postgresql":
        return sql.format(f"{column} = ANY($1::text[])"), [listed]
    return sql.format(f"{column} IN (SELECT value FROM json_each(?))"), [msgspec.json.encode(listed).decode()]
