"""The rows that are searched, as the index reads them: messages, the names of their files, contacts, quotations, campaigns."""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from storage.database import Connection

LONGEST_NOTE = 2_000  # characters of a contact's note that are searched
MOST_NOTES = 20


class MessageText(Struct, frozen=True):
    id: str
    channel_id: str
    kind: str
    text: str | None
    content: str
    at: int


class FileNames(Struct, frozen=True):
    """Of a message: `id` and `content` are the message's."""

    id: str
    channel_id: str
    at: int
    content: str
    names: list[str]


class ContactText(Struct, frozen=True):
    """`reached`: numbers and addresses, as kept and as shown. `channels`: where the contact has conversations. `at`: the last change."""

    id: str
    name: str
    company: str | None
    tags: str
    fields: str
    merged_into: str | None
    at: int
    reached: list[str]
    notes: list[str]
    channels: list[str]


class CampaignText(Struct, frozen=True):
    """`template` is JSON text; `at`: when it was made."""

    id: str
    name: str
    template: str | None
    channel_id: str
    at: int


class QuotationText(Struct, frozen=True):
    """`content` is JSON text; `at`: when it was made. `channel_id` None: as its contact, where that has conversations (`channels`)."""

    id: str
    number: str | None
    content: str
    contact_id: str | None
    channel_id: str | None
    at: int
    channels: list[str]


async def messages(connection: Connection, ids: Iterable[str]) -> list[MessageText]:
    among, given = among_ids(connection, "id", ids)
    sql = f'SELECT id, channel_id, kind, text, content, "order" FROM messages WHERE {among}'
    rows = await connection.driver(sql, given)
    return [
        MessageText(id, channel, kind, text, content, time_of(order))
        for id, channel, kind, text, content, order in rows
    ]


async def files(connection: Connection, ids: Iterable[str]) -> list[FileNames]:
    among, given = among_ids(connection, "m.id", ids)
    sql = (
        'SELECT m.id, m.channel_id, m."order", m.content, a.name FROM messages m JOIN attachments a ON a.message_id = m.id '
        f"WHERE {among} AND a.name IS NOT NULL ORDER BY m.id, a.position"
    )
    found: dict[str, FileNames] = {}
    for id, channel, order, content, name in await connection.driver(sql, given):
        found.setdefault(id, FileNames(id, channel, time_of(order), content, [])).names.append(name)
    return list(found.values())


async def contacts(connection: Connection, ids: Iterable[str]) -> list[ContactText]:
    wanted = list(ids)
    among, given = among_ids(connection, "id", wanted)
    columns = "id, name, company, tags, fields, merged_into, updated_at"
    rows = await connection.driver(f"SELECT {columns} FROM contacts WHERE {among}", given)
    reached = await _reached(connection, wanted)
    notes = await _notes(connection, wanted)
    channels = await _channels(connection, wanted)
    return [ContactText(*row, *(of[row[0]] for of in (reached, notes, channels))) for row in rows]


async def quotations(connection: Connection, ids: Iterable[str]) -> list[QuotationText]:
    among, given = among_ids(connection, "id", ids)
    sql = f"SELECT id, number, content, contact_id, channel_id, created_at FROM quotations WHERE {among}"
    rows = await connection.driver(sql, given)
    channels = await _channels(connection, [row[3] for row in rows if row[3] is not None and row[4] is None])
    return [
        QuotationText(id, number, content, contact, channel, at, channels[contact] if contact else [])
        for id, number, content, contact, channel, at in rows
    ]


async def campaigns(connection: Connection, ids: Iterable[str]) -> list[CampaignText]:
    among, given = among_ids(connection, "id", ids)
    sql = f"SELECT id, name, template, channel_id, created_at FROM campaigns WHERE {among}"
    return [CampaignText(*row) for row in await connection.driver(sql, given)]


async def campaign_ids(connection: Connection, before: str | None, limit: int) -> list[str]:
    return await _walk(connection, "SELECT id FROM campaigns", "id", before, limit)


async def quotation_ids(connection: Connection, before: str | None, limit: int) -> list[str]:
    return await _walk(connection, "SELECT id FROM quotations", "id", before, limit)


async def quotations_of(connection: Connection, contact_ids: Iterable[str]) -> list[str]:
    among, given = among_ids(connection, "contact_id", contact_ids)
    return [row[0] for row in await connection.driver(f"SELECT id FROM quotations WHERE {among}", given)]


async def message_ids(connection: Connection, before: str | None, limit: int) -> list[str]:
    """Ids sort by time: the newest `limit` below `before`."""
    return await _walk(connection, "SELECT id FROM messages", "id", before, limit)


async def filed_ids(connection: Connection, before: str | None, limit: int) -> list[str]:
    """Messages that have files."""
    sql = "SELECT DISTINCT message_id FROM attachments"
    return await _walk(connection, sql, "message_id", before, limit)


async def contact_ids(connection: Connection, before: str | None, limit: int) -> list[str]:
    return await _walk(connection, "SELECT id FROM contacts", "id", before, limit)


async def of_person(connection: Connection, contact_id: str) -> tuple[list[str], list[str]]:
    """The contact with all that were merged into it, and every message of their conversations or written by them in others'."""
    people = newest = [contact_id]
    while newest:
        among, given = among_ids(connection, "merged_into", newest)
        merged = await connection.driver(f"SELECT id FROM contacts WHERE {among}", given)
        newest = sorted({row[0] for row in merged} - set(people))
        people = people + newest
    among, given = among_ids(connection, "c.contact_id", people)
    sql = f"SELECT m.id FROM conversations c JOIN messages m ON m.conversation_id = c.id WHERE {among}"
    theirs = {row[0] for row in await connection.driver(sql, given)}
    among, given = among_ids(connection, "author_id", people)
    sql = f"SELECT id FROM messages WHERE {among} AND author_kind = 'customer'"
    return people, sorted(theirs | {row[0] for row in await connection.driver(sql, given)})


def time_of(order: str) -> int:
    """The moment (ms) a message stands at: unlike other times of it, its order never changes."""
    return int(order[:13])


def among_ids(connection: Connection, column: str, ids: Iterable[str]) -> tuple[str, list[Any]]:
    """`column` is one of `ids`: a condition with one parameter, whatever their number."""
    listed = sorted(set(ids))
    if connection.dialect == "postgresql":
        return f"{column} = ANY($1::text[])", [listed]
    return f"{column} IN (SELECT value FROM json_each(?))", [msgspec.json.encode(listed).decode()]


async def _walk(connection: Connection, select: str, column: str, before: str | None, limit: int) -> list[str]:
    mark = "$1" if connection.dialect == "postgresql" else "?"
    where = f"WHERE {column} < {mark}" if before is not None else f"WHERE {column} IS NOT NULL"
    sql = f"{select} {where} ORDER BY {column} DESC LIMIT {limit:d}"
    return [row[0] for row in await connection.driver(sql, [] if before is None else [before])]


async def _reached(connection: Connection, ids: list[str]) -> defaultdict[str, list[str]]:
    among, given = among_ids(connection, "contact_id", ids)
    sql = f"SELECT contact_id, value, display FROM identities WHERE {among} ORDER BY created_at, id"
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id, value, display in await connection.driver(sql, given):
        found[id] += [value] if value == display else [display, value]
    return found


async def _notes(connection: Connection, ids: list[str]) -> defaultdict[str, list[str]]:
    among, given = among_ids(connection, "contact_id", ids)
    text = f"substr(text, 1, {LONGEST_NOTE})"
    sql = f"SELECT contact_id, {text} FROM contact_notes WHERE {among} ORDER BY contact_id, created_at DESC, id DESC"
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id, words in await connection.driver(sql, given):
        if len(found[id]) < MOST_NOTES:
            found[id].append(words)
    return found


async def _channels(connection: Connection, ids: list[str]) -> defaultdict[str, list[str]]:
    among, given = among_ids(connection, "contact_id", ids)
    sql = f"SELECT DISTINCT contact_id, channel_id FROM conversations WHERE {among} ORDER BY contact_id, channel_id"
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id, channel in await connection.driver(sql, given):
        found[id].append(channel)
    return found
