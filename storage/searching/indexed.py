"""The search index as it is written. One process writes it at a time; `enter` holds erasing and writing apart."""

# ruff: noqa: S608 - names are our schema's and marks are counted, never input

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage import tables
from storage.database import Connection
from storage.searching.searched import among_ids

_progress, _queue, _tail = tables.search_progress, tables.search_queue, tables.search_tail
_chunks, _entries, _postings = tables.search_chunks, tables.search_entries, tables.search_postings
WRITINGS = "writings"  # counts them
LOG = "log"


class TailRow(Struct, frozen=True):
    """`channels`: " one two ", a space for everybody; `text` folded; `at` ms."""

    noun: str
    subject: str
    channels: str
    text: str
    digest: int
    at: int


class EntryRow(Struct, frozen=True):
    number: int
    noun: str
    subject: str
    digest: int


async def queue(connection: Connection, rows: Sequence[tuple[str, str, str]]) -> None:
    """(id, noun, subject) of what changed without an event."""
    given = [dict(zip(("id", "noun", "subject"), row, strict=True)) for row in rows]
    await connection.insert_many(_queue, given)


async def queued(connection: Connection, limit: int) -> list[tuple[str, str, str]]:
    statement = select(_queue.c.id, _queue.c.noun, _queue.c.subject).order_by(_queue.c.id).limit(limit)
    return [(id, noun, subject) for id, noun, subject in await connection.tuples(statement)]


async def unqueue(connection: Connection, ids: Iterable[str]) -> None:
    among, given = among_ids(connection, "id", ids)
    await connection.driver(f"DELETE FROM search_queue WHERE {among}", given)


async def queue_depth(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(_queue)))


async def unqueue_subjects(connection: Connection, subjects: Iterable[str]) -> None:
    among, given = among_ids(connection, "subject", subjects)
    await connection.driver(f"DELETE FROM search_queue WHERE {among}", given)


async def contacts_of(connection: Connection, conversation_ids: Iterable[str]) -> list[str]:
    wanted = tables.conversations.c.id.in_(sorted(set(conversation_ids)))
    return await connection.values(select(tables.conversations.c.contact_id).where(wanted).distinct())


async def enter(connection: Connection) -> int:
    """Nobody else writes the index until this transaction ends. Returns how many had written it before: whoever read it when there
    were fewer must read again."""
    new = {"name": WRITINGS, "position": "0", "updated_at": 0}
    await connection.execute(connection.insert(_progress).values(**new).on_conflict_do_nothing())
    row = _progress.c.name == WRITINGS
    await connection.execute(update(_progress).where(row).values(updated_at=_progress.c.updated_at))
    before = await writings(connection)
    await connection.execute(update(_progress).where(row).values(position=str(before + 1)))
    return before


async def writings(connection: Connection) -> int:
    return int(await connection.value(select(_progress.c.position).where(_progress.c.name == WRITINGS)) or 0)


async def positions(connection: Connection) -> dict[str, str]:
    return dict(await connection.tuples(select(_progress.c.name, _progress.c.position)))


async def move(connection: Connection, name: str, position: str, now: int) -> None:
    statement = connection.insert(_progress).values(name=name, position=position, updated_at=now)
    values = {"position": position, "updated_at": now}
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


async def walk_again(connection: Connection) -> None:
    """Every row is looked at once more, as if the index were new."""
    await connection.execute(delete(_progress).where(_progress.c.name.startswith("walk:")))


async def in_tail(connection: Connection, noun: str, subjects: Iterable[str]) -> dict[str, int]:
    """The digests of those of the subjects that lie in the tail."""
    among, given = among_ids(connection, "subject", subjects)
    found = await connection.driver(f"SELECT subject, digest FROM search_tail WHERE noun = '{noun}' AND {among}", given)
    return dict(found)


async def entries_of(connection: Connection, noun: str, subjects: Iterable[str]) -> list[EntryRow]:
    among, given = among_ids(connection, "subject", subjects)
    sql = f"SELECT number, noun, subject, digest FROM search_entries WHERE {among} AND noun = '{noun}'"
    return [EntryRow(*row) for row in await connection.driver(sql, given)]


async def put_tail(connection: Connection, noun: str, rows: Sequence[TailRow]) -> None:
    await drop_tail(connection, noun, [row.subject for row in rows])
    await connection.insert_many(_tail, [msgspec.structs.asdict(row) for row in rows])


async def drop_tail(connection: Connection, noun: str, subjects: Iterable[str]) -> None:
    among, given = among_ids(connection, "subject", subjects)
    await connection.driver(f"DELETE FROM search_tail WHERE noun = '{noun}' AND {among}", given)


async def tail_size(connection: Connection, noun: str) -> int:
    return int(await connection.value(select(func.count()).select_from(_tail).where(_tail.c.noun == noun)))


async def oldest_of_tail(connection: Connection, noun: str, limit: int) -> list[TailRow]:
    statement = select(*_tail.c).where(_tail.c.noun == noun).order_by(_tail.c.at, _tail.c.subject).limit(limit)
    return await connection.rows(statement, TailRow)


async def add_chunk(connection: Connection, noun: str, first_at: int, last_at: int) -> int:
    """A chunk that is not found yet. Returns its id."""
    newest = await connection.value(select(func.max(_chunks.c.id)))
    id = int(newest or 0) + 1
    row = {"id": id, "noun": noun, "first_at": first_at, "last_at": last_at, "size": 0, "sealed": False}
    await connection.insert_many(_chunks, [row])
    return id


async def seal(connection: Connection, chunk: int, entries: Sequence[EntryRow]) -> None:
    await connection.insert_many(_entries, [msgspec.structs.asdict(entry) for entry in entries])
    statement = update(_chunks).where(_chunks.c.id == chunk)
    await connection.execute(statement.values(size=len(entries), sealed=True))


async def shrink(connection: Connection, chunk: int, by: int) -> None:
    await connection.execute(update(_chunks).where(_chunks.c.id == chunk).values(size=_chunks.c.size - by))


async def unsealed(connection: Connection) -> list[int]:
    return await connection.values(select(_chunks.c.id).where(_chunks.c.sealed.is_(False)))


async def sparse(connection: Connection, fewest: int) -> list[int]:
    """Chunks that lost so much that walking them is a waste."""
    return await connection.values(select(_chunks.c.id).where(_chunks.c.sealed.is_(True), _chunks.c.size < fewest))


async def empty_unsealed(connection: Connection) -> None:
    """Whatever a chunk that is being made says so far."""
    being_made = select(_chunks.c.id).where(_chunks.c.sealed.is_(False))
    await connection.execute(delete(_postings).where(_postings.c.chunk.in_(being_made)))


async def drop_chunk(connection: Connection, chunk: int) -> None:
    await connection.execute(delete(_postings).where(_postings.c.chunk == chunk))
    await connection.execute(delete(_chunks).where(_chunks.c.id == chunk))


async def take_entries(connection: Connection, first: int, last: int) -> list[EntryRow]:
    """Takes out the entries with numbers from `first` to `last`."""
    statement = delete(_entries).where(_entries.c.number.between(first, last))
    return await connection.rows(statement.returning(*_entries.c), EntryRow)


async def remove_entries(connection: Connection, numbers: Collection[int]) -> None:
    listed = sorted(numbers)
    if connection.dialect == "postgresql":
        await connection.driver("DELETE FROM search_entries WHERE number = ANY($1::bigint[])", [listed])
    else:
        sql = "DELETE FROM search_entries WHERE number IN (SELECT value FROM json_each(?))"
        await connection.driver(sql, [msgspec.json.encode(listed).decode()])


async def add_postings(connection: Connection, chunk: int, postings: Sequence[tuple[bytes, bytes]]) -> None:
    rows = [{"chunk": chunk, "token": token, "places": places} for token, places in postings]
    await connection.insert_many(_postings, rows)


async def postings_of(connection: Connection, chunk: int) -> list[tuple[bytes, bytes]]:
    """Every (token, places) of a chunk."""
    found = await connection.tuples(select(_postings.c.token, _postings.c.places).where(_postings.c.chunk == chunk))
    return [(token, places) for token, places in found]


async def replace_postings(connection: Connection, chunk: int, changed: Mapping[bytes, bytes]) -> None:
    """Sets the places of these tokens; empty ones go."""
    if connection.dialect == "postgresql":
        sql = "DELETE FROM search_postings WHERE chunk = $1 AND token = ANY($2::bytea[])"
        await connection.driver(sql, [chunk, sorted(changed)])
    else:
        sql = "DELETE FROM search_postings WHERE chunk = ? AND token IN (SELECT CAST(value AS BLOB) FROM json_each(?))"
        told: list[Any] = [token.decode() for token in sorted(changed)]
        await connection.driver(sql, [chunk, msgspec.json.encode(told).decode()])
    await add_postings(connection, chunk, [(token, places) for token, places in sorted(changed.items()) if places])
