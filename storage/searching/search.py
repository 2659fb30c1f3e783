"""The search index as it is asked: the tail of what is new, then postings, chunk by chunk. Written by `storage.searching.indexed`."""

# ruff: noqa: S608 - names are our schema's and marks are counted, never input

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from storage.database import Connection
from storage.searching.searched import among_ids

EVERYBODYS = " "  # in `search_tail.channels`


class ChunkRow(Struct, frozen=True):
    """Times in ms, of what was in it when it was sealed."""

    id: int
    first_at: int
    last_at: int


async def tail(
    connection: Connection,
    noun: str,
    ways: Sequence[Sequence[str]],
    channels: Collection[str] | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[str]:
    """Subjects, newest first: visible on these channels (None: all), with all parts of one of the `ways`, older than `before`."""
    place = "strpos" if connection.dialect == "postgresql" else "instr"
    seen = "1 = 1"
    given: list[Any] = [noun]
    if channels is not None:
        seen = " OR ".join(["channels = ?", *[f"{place}(channels, ?) > 0"] * len(channels)])
        given += [EVERYBODYS, *(f" {channel} " for channel in sorted(channels))]
    held = " OR ".join("(" + " AND ".join(f"{place}(text, ?) > 0" for _ in parts) + ")" for parts in ways)
    given += [part for parts in ways for part in parts]
    older = ""
    if before is not None:
        older = "AND (at, subject) < (?, ?)"
        given += before
    sql = (
        f"SELECT subject FROM search_tail WHERE noun = ? AND ({seen}) AND ({held}) {older} "
        f"ORDER BY at DESC, subject DESC LIMIT {limit:d}"
    )
    return [row[0] for row in await _ask(connection, sql, given)]


async def chunks(connection: Connection, noun: str, until: int | None) -> list[ChunkRow]:
    """Newest first; `until`: those that hold something as old."""
    sql = "SELECT id, first_at, last_at FROM search_chunks WHERE noun = ? AND sealed = ?"
    given: list[Any] = [noun, True]
    if until is not None:
        sql, given = sql + " AND first_at <= ?", [*given, until]
    return [ChunkRow(*row) for row in await _ask(connection, sql + " ORDER BY last_at DESC, id DESC", given)]


async def postings(
    connection: Connection, chunk_ids: Sequence[int], tokens: Collection[bytes]
) -> list[tuple[int, bytes, bytes]]:
    """(chunk, token, places) of these very tokens."""
    if connection.dialect == "postgresql":
        inner = "SELECT token, places FROM search_postings WHERE chunk = c.chunk AND token = ANY($2::bytea[]) OFFSET 0"
        sql = f"SELECT c.chunk, p.token, p.places FROM unnest($1::int[]) AS c(chunk) CROSS JOIN LATERAL ({inner}) p"
        return await connection.driver(sql, [list(chunk_ids), sorted(tokens)])
    sql = (
        "SELECT p.chunk, p.token, p.places FROM json_each(?) c CROSS JOIN json_each(?) t "
        "CROSS JOIN search_postings p ON p.chunk = c.value AND p.token = CAST(t.value AS BLOB)"
    )
    told = [token.decode() for token in sorted(tokens)]
    return await connection.driver(sql, [_json(list(chunk_ids)), _json(told)])


async def postings_from(connection: Connection, chunk_ids: Sequence[int], prefix: bytes) -> list[tuple[int, bytes]]:
    """(chunk, places) of every token that begins so."""
    end = prefix + b"\xff"  # no byte of UTF-8
    if connection.dialect == "postgresql":
        inner = "SELECT places FROM search_postings WHERE chunk = c.chunk AND token >= $2 AND token < $3 OFFSET 0"
        sql = f"SELECT c.chunk, p.places FROM unnest($1::int[]) AS c(chunk) CROSS JOIN LATERAL ({inner}) p"
        return await connection.driver(sql, [list(chunk_ids), prefix, end])
    sql = (
        "SELECT p.chunk, p.places FROM json_each(?) c "
        "CROSS JOIN search_postings p ON p.chunk = c.value AND p.token >= ? AND p.token < ?"
    )
    return await connection.driver(sql, [_json(list(chunk_ids)), prefix, end])


async def subjects(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The subjects of entries by their numbers; one that was taken out is not among them."""
    if connection.dialect == "postgresql":
        sql = "SELECT number, subject FROM search_entries WHERE number = ANY($1::bigint[])"
        return dict(await connection.driver(sql, [list(numbers)]))
    sql = "SELECT number, subject FROM search_entries WHERE number IN (SELECT value FROM json_each(?))"
    return dict(await connection.driver(sql, [_json(list(numbers))]))


async def last_activity(connection: Connection, contact_ids: Iterable[str]) -> dict[str, int]:
    """When (ms) anything last happened with these contacts; those without a conversation are left out."""
    among, given = among_ids(connection, "contact_id", contact_ids)
    sql = f"SELECT contact_id, max(last_at) FROM conversations WHERE {among} GROUP BY contact_id"
    return dict(await connection.driver(sql, given))


async def conversations_of_contacts(
    connection: Connection, contact_ids: Iterable[str], channels: Collection[str], limit: int
) -> list[tuple[str, str, int]]:
    """(id, contact, last activity) of these contacts' conversations on these channels, newest activity first."""
    among, given = among_ids(connection, "contact_id", contact_ids)
    visible = ", ".join("?" for _ in channels) or "NULL"
    sql = (
        f"SELECT id, contact_id, last_at FROM conversations WHERE {among} AND channel_id IN ({visible}) "
        f"ORDER BY last_at DESC, id DESC LIMIT {limit:d}"
    )
    found = await _ask(connection, sql.replace("$1", "?"), [*given, *sorted(channels)])
    return [(id, contact, at) for id, contact, at in found]


async def conversations_of_messages(connection: Connection, message_ids: Iterable[str]) -> list[tuple[str, str, int]]:
    """(message, conversation, the conversation's last activity)."""
    among, given = among_ids(connection, "m.id", message_ids)
    sql = f"SELECT m.id, c.id, c.last_at FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE {among}"
    found = await connection.driver(sql, given)
    return [(message, conversation, at) for message, conversation, at in found]


async def _ask(connection: Connection, sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    return await connection.driver(numbered(sql) if connection.dialect == "postgresql" else sql, given)


@functools.lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """`?` as PostgreSQL counts its parameters."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
