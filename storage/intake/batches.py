"""What applying a batch of webhooks reads and locks: many keys at once, one statement each.

Locks are taken in the one order: contacts, conversations, messages, each sorted by id.
"""

# ruff: noqa: S608 - table and column names are our schema's, never input

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Table, delete

from storage import tables
from storage.database import Connection


class ContactHeld(Struct):
    """A contact while its row is locked; changed in memory, written once."""

    id: str
    version: int
    name: str
    name_source: str
    consent: str
    merged_into: str | None
    created_at: int
    thumbnail: str | None = None


class ConversationHeld(Struct):
    """A conversation while its row is locked."""

    id: str
    version: int
    contact_id: str
    channel_id: str
    group_id: str
    state: str
    assignee_id: str | None
    unread: int
    last_message_id: str | None
    last_order: str
    last_at: int
    window_closes_at: int | None
    tags: str
    waiting_since: int | None
    priority: int
    snoozed_until: int | None
    resolved_at: int | None
    origin_contact_id: str | None
    created_at: int
    updated_at: int
    campaign_id: str | None = None
    campaign_until: int | None = None
    answers: str | None = None


class MessageHeld(Struct):
    """A message while its row is locked."""

    id: str
    version: int
    conversation_id: str
    channel_id: str
    order: str
    direction: str
    kind: str
    text: str | None
    content: str
    status: str
    error: str | None
    author_kind: str
    author_id: str | None
    author_name: str | None
    client_id: str | None
    provider_id: str | None
    reply_to: str | None
    sent_at: int
    created_at: int
    due_at: int | None
    campaign_id: str | None = None


class AttemptHeld(Struct):
    """One try to send, with the facts known of it (each a time in ms)."""

    id: str
    message_id: str
    channel_id: str
    number: int
    provider_id: str | None
    started_at: int
    accepted_at: int | None = None
    sent_at: int | None = None
    delivered_at: int | None = None
    read_at: int | None = None
    played_at: int | None = None
    failed_at: int | None = None
    unknown_at: int | None = None
    error: str | None = None
    pricing: str | None = None


class ReactionHeld(Struct):
    message_id: str
    by_kind: str
    by_id: str
    emoji: str
    at: int


Alias = tuple[str, str]  # kind, value
Thread = tuple[str, str, str]  # contact, channel, group
KEY_SPACES = ("", "echo", "standby", "call")  # of provider ids; a change may name a message of any of them


async def channel_ids(connection: Connection, addresses: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The ids of channel accounts by kind and address."""
    rows, parameters = given(connection, ("kind", "address"), addresses)
    sql = f"SELECT c.kind, c.address, c.id FROM {rows} JOIN channels c ON c.kind = given.kind AND c.address = given.address"
    return {(kind, address): id for kind, address, id in await connection.driver(sql, parameters)}


async def identities(connection: Connection, aliases: Sequence[Alias]) -> dict[Alias, tuple[str, ContactHeld]]:
    """Identity id and contact by alias. The contacts are locked in the order of their ids; one of several aliases comes once each."""
    rows, parameters = given(connection, ("kind", "value"), aliases)
    columns = ", ".join(f"c.{name}" for name in ContactHeld.__struct_fields__)
    lock = " FOR NO KEY UPDATE OF c" if connection.dialect == "postgresql" else ""
    sql = (
        f"SELECT i.kind, i.value, i.id, {columns} FROM {rows} "
        "JOIN identities i ON i.kind = given.kind AND i.value = given.value "
        f"JOIN contacts c ON c.id = i.contact_id ORDER BY c.id{lock}"
    )
    found: dict[Alias, tuple[str, ContactHeld]] = {}
    for kind, value, id, *rest in await connection.driver(sql, parameters):
        found[kind, value] = (id, ContactHeld(*rest))
    return found


async def known_besides(
    connection: Connection, kind: str, values: Iterable[str], besides: Sequence[str]
) -> dict[str, str]:
    """By value the contact that has it, of those who are known by something else than `besides` as well."""
    among, parameters = one_of(connection, "i.value", values)
    kinds = ", ".join(f"'{each}'" for each in besides)
    sql = (
        f"SELECT i.value, i.contact_id FROM identities i WHERE i.kind = '{kind}' AND {among} AND EXISTS "
        f"(SELECT 1 FROM identities o WHERE o.contact_id = i.contact_id AND o.kind NOT IN ({kinds}))"
    )
    return dict(await connection.driver(sql, parameters))


async def lock_contacts(connection: Connection, ids: Iterable[str]) -> list[ContactHeld]:
    return await _locked(connection, tables.contacts, ContactHeld, ids)


async def lock_conversations(connection: Connection, ids: Iterable[str]) -> list[ConversationHeld]:
    return await _locked(connection, tables.conversations, ConversationHeld, ids)


async def lock_messages(connection: Connection, ids: Iterable[str]) -> list[MessageHeld]:
    return await _locked(connection, tables.messages, MessageHeld, ids)


async def lock_unresolved(connection: Connection, threads: Sequence[Thread]) -> list[ConversationHeld]:
    """The unresolved conversations of these threads, locked in the order of their ids."""
    rows, parameters = given(connection, ("contact_id", "channel_id", "group_id"), threads)
    columns = ", ".join(f"c.{name}" for name in ConversationHeld.__struct_fields__)
    lock = " FOR NO KEY UPDATE OF c" if connection.dialect == "postgresql" else ""
    sql = (
        f"SELECT {columns} FROM {rows} JOIN conversations c ON c.contact_id = given.contact_id "
        "AND c.channel_id = given.channel_id AND c.group_id = given.group_id "
        f"WHERE c.state <> 'resolved' ORDER BY c.id{lock}"
    )
    return [ConversationHeld(*row) for row in await connection.driver(sql, parameters)]


async def newest_conversations(connection: Connection, threads: Sequence[Thread]) -> list[str]:
    """For each thread the unresolved conversation, or else the newest resolved one."""
    rows, parameters = given(connection, ("contact_id", "channel_id", "group_id"), threads)
    sql = (
        "SELECT id FROM (SELECT c.id, row_number() OVER (PARTITION BY c.contact_id, c.channel_id, c.group_id "
        "ORDER BY CASE WHEN c.state = 'resolved' THEN 1 ELSE 0 END, c.last_at DESC, c.id DESC) AS place "
        f"FROM {rows} JOIN conversations c ON c.contact_id = given.contact_id "
        "AND c.channel_id = given.channel_id AND c.group_id = given.group_id) ranked WHERE place = 1"
    )
    return [row[0] for row in await connection.driver(sql, parameters)]


async def conversations_of(connection: Connection, contact_ids: Iterable[str]) -> list[str]:
    """Every conversation of these contacts."""
    among, parameters = one_of(connection, "contact_id", contact_ids)
    return [row[0] for row in await connection.driver(f"SELECT id FROM conversations WHERE {among}", parameters)]


async def messages_by_provider(
    connection: Connection, keys: Sequence[tuple[str, str, str]]
) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Message id and conversation id by channel, key space and provider id."""
    rows, parameters = given(connection, ("channel_id", "key_space", "provider_id"), keys)
    sql = (
        f"SELECT m.channel_id, m.key_space, m.provider_id, m.id, m.conversation_id FROM {rows} JOIN messages m "
        "ON m.channel_id = given.channel_id AND m.key_space = given.key_space AND m.provider_id = given.provider_id"
    )
    return {(c, space, p): (id, thread) for c, space, p, id, thread in await connection.driver(sql, parameters)}


async def attempts_by_tag(connection: Connection, tags: Iterable[str]) -> list[AttemptHeld]:
    among, parameters = one_of(connection, "id", tags)
    return await _attempts(connection, among, parameters)


async def attempts_by_provider(connection: Connection, keys: Sequence[tuple[str, str]]) -> list[AttemptHeld]:
    """By channel and provider id."""
    rows, parameters = given(connection, ("channel_id", "provider_id"), keys)
    columns = ", ".join(f"a.{name}" for name in AttemptHeld.__struct_fields__)
    sql = (
        f"SELECT {columns} FROM {rows} JOIN attempts a "
        "ON a.channel_id = given.channel_id AND a.provider_id = given.provider_id"
    )
    return [AttemptHeld(*row) for row in await connection.driver(sql, parameters)]


async def attempts_of(connection: Connection, message_ids: Iterable[str]) -> list[AttemptHeld]:
    among, parameters = one_of(connection, "message_id", message_ids)
    return await _attempts(connection, among, parameters)


async def conversation_of(connection: Connection, message_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Conversation id and contact id by message id."""
    among, parameters = one_of(connection, "m.id", message_ids)
    sql = f"SELECT m.id, c.id, c.contact_id FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE {among}"
    return {id: (conversation, contact) for id, conversation, contact in await connection.driver(sql, parameters)}


async def reactions_of(connection: Connection, message_ids: Iterable[str]) -> list[ReactionHeld]:
    """Removed ones too: their time keeps an older reaction from winning."""
    among, parameters = one_of(connection, "message_id", message_ids)
    columns = ", ".join(ReactionHeld.__struct_fields__)
    found = await connection.driver(f"SELECT {columns} FROM reactions WHERE {among}", parameters)
    return [ReactionHeld(*row) for row in found]


async def put_reactions(connection: Connection, reactions: Sequence[ReactionHeld]) -> None:
    table = tables.reactions
    rows = [msgspec.structs.asdict(reaction) for reaction in reactions]
    statement = connection.insert(table).values(rows)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["message_id", "by_kind", "by_id"],
            set_={"emoji": statement.excluded.emoji, "at": statement.excluded["at"]},
        )
    )


async def remove(connection: Connection, table: Table, ids: Iterable[str]) -> None:
    await connection.execute(delete(table).where(table.c.id.in_(list(ids))))


async def _attempts(connection: Connection, among: str, parameters: list[Any]) -> list[AttemptHeld]:
    columns = ", ".join(AttemptHeld.__struct_fields__)
    found = await connection.driver(f"SELECT {columns} FROM attempts WHERE {among} ORDER BY number", parameters)
    return [AttemptHeld(*row) for row in found]


async def _locked(connection: Connection, table: Table, held: type[Any], ids: Iterable[str]) -> list[Any]:
    """The rows of these ids, locked in the order of their ids."""
    among, parameters = one_of(connection, "id", ids)
    columns = ", ".join(f'"{name}"' for name in held.__struct_fields__)
    lock = " FOR NO KEY UPDATE" if connection.dialect == "postgresql" else ""
    sql = f"SELECT {columns} FROM {table.name} WHERE {among} ORDER BY id{lock}"
    return [held(*row) for row in await connection.driver(sql, parameters)]


def one_of(connection: Connection, column: str, values: Iterable[str]) -> tuple[str, list[Any]]:
    """`column` is one of `values`, as one parameter whatever their number."""
    listed = sorted(set(values))
    if connection.dialect == "postgresql":
        return f"{column} = ANY($1::text[])", [listed]
    return f"{column} IN (SELECT value FROM json_each(?))", [msgspec.json.encode(listed).decode()]


def given(connection: Connection, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> tuple[str, list[Any]]:
    """Rows of text as a table named `given`, as few parameters whatever their number."""
    if connection.dialect == "postgresql":
        arrays = ", ".join(f"${n}::text[]" for n in range(1, len(names) + 1))
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        return f"unnest({arrays}) AS given({', '.join(names)})", [list(column) for column in columns]
    extracts = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(names))
    return f"(SELECT {extracts} FROM json_each(?)) AS given", [msgspec.json.encode(list(rows)).decode()]
