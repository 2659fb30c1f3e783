"""Imports of contacts: the row is the job, and what of a file could not be taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.customers import bulk
from storage.database import Connection
from storage.intake.batches import given
from storage.tables import contacts, conversations, fields, identities, import_errors, imports


class ImportRow(Struct, frozen=True, kw_only=True):
    """`columns` is JSON text; times are ms; `size` bytes; `done`: rows behind us, good and bad."""

    id: str
    version: int
    user_id: str
    name: str
    format: str
    size: int
    blob: str | None
    encoding: str | None
    delimiter: str | None
    columns: str
    rows: int
    dry_run: bool
    overwrite_names: bool
    state: str
    done: int
    added: int
    updated: int
    unchanged: int
    failed: int
    reason: str | None
    created_at: int
    started_at: int | None
    finished_at: int | None
    tries: int
    list_name: str | None = None


class ErrorRow(Struct, frozen=True):
    """`row`: as the file counts; `cells` and `problems`: JSON lists of text."""

    row: int
    cells: str
    problems: str


class FieldRow(Struct, frozen=True):
    """A custom field; `choices` is JSON text."""

    key: str
    name: str
    kind: str
    choices: str


COLUMNS = tuple(imports.c[name] for name in ImportRow.__struct_fields__)


async def add(connection: Connection, row: Mapping[str, Any]) -> ImportRow:
    await connection.insert_many(imports, [row])
    made = await get(connection, str(row["id"]))
    assert made is not None
    return made


async def get(connection: Connection, id: str) -> ImportRow | None:
    return await connection.row(select(*COLUMNS).where(imports.c.id == id), ImportRow)


async def lock(connection: Connection, id: str) -> ImportRow | None:
    return await connection.row(select(*COLUMNS).where(imports.c.id == id).with_for_update(), ImportRow)


async def with_file(connection: Connection) -> list[ImportRow]:
    """Those whose file is still kept, locked in the order of their ids."""
    statement = select(*COLUMNS).where(imports.c.blob.is_not(None)).order_by(imports.c.id)
    return await connection.rows(statement.with_for_update(), ImportRow)


async def page(
    connection: Connection, *, name: str | None, before: tuple[int, str] | None, limit: int
) -> list[ImportRow]:
    """Newest first; `before`: time and id of the last one seen; `name`: a part of the file's name."""
    statement = select(*COLUMNS).order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(limit)
    if name:
        statement = statement.where(imports.c.name.icontains(name, autoescape=True))
    if before is not None:
        at, id = before
        statement = statement.where((imports.c.created_at < at) | ((imports.c.created_at == at) & (imports.c.id < id)))
    return await connection.rows(statement, ImportRow)


async def change(connection: Connection, id: str, **values: Any) -> ImportRow:
    """Sets `values` and counts the version up. The row as it is afterwards."""
    statement = update(imports).where(imports.c.id == id).values(version=imports.c.version + 1, **values)
    (row,) = await connection.rows(statement.returning(*COLUMNS), ImportRow)
    return row


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(imports.c.id).where(imports.c.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, holder: str, now: int, until: int) -> ImportRow | None:
    """The job that waits longest, for this holder alone until `until` (ms)."""
    due = select(imports.c.id).where(imports.c.due_at <= now).order_by(imports.c.due_at).limit(1)
    id = await connection.value(due.with_for_update(skip_locked=True))
    if id is None:
        return None
    return await change(connection, id, claimed_by=holder, due_at=until, state="running", tries=imports.c.tries + 1)


async def advance(
    connection: Connection, id: str, holder: str, *, held: int, until: int, **counts: int
) -> ImportRow | None:
    """Moves a job on that stood at `held` rows. None when it is not this holder's any more: cancelled, or taken over."""
    mine = (imports.c.id == id) & (imports.c.claimed_by == holder) & (imports.c.state == "running")
    statement = update(imports).where(mine, imports.c.done == held)
    moved = statement.values(version=imports.c.version + 1, due_at=until, tries=0, **counts)
    return await connection.row(moved.returning(*COLUMNS), ImportRow)


async def finish(connection: Connection, id: str, holder: str, **values: Any) -> ImportRow | None:
    """The end of a job, or None when it is not this holder's any more."""
    mine = (imports.c.id == id) & (imports.c.claimed_by == holder) & (imports.c.state == "running")
    ended = update(imports).where(mine).values(version=imports.c.version + 1, due_at=None, claimed_by=None, **values)
    return await connection.row(ended.returning(*COLUMNS), ImportRow)


async def release(connection: Connection, holder: str, now: int) -> int:
    """What a holder that stops or is gone was at goes on at once, with whoever looks first."""
    running = imports.c.due_at.is_not(None) & (imports.c.claimed_by == holder)
    return await connection.execute(update(imports).where(running).values(due_at=now, claimed_by=None))


async def holders(connection: Connection) -> list[str]:
    claimed = imports.c.due_at.is_not(None) & imports.c.claimed_by.is_not(None)
    return await connection.values(select(imports.c.claimed_by).where(claimed).distinct())


async def add_errors(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    await connection.insert_many(import_errors, rows)


async def errors(connection: Connection, id: str, after: int, limit: int) -> list[ErrorRow]:
    """Those of rows beyond `after`, in their order."""
    columns = (import_errors.c.row, import_errors.c.cells, import_errors.c.problems)
    wanted = (import_errors.c.import_id == id) & (import_errors.c.row > after)
    statement = select(*columns).where(wanted).order_by(import_errors.c.row).limit(limit)
    return [ErrorRow(*row) for row in await connection.tuples(statement)]


async def forget_errors(connection: Connection, id: str) -> None:
    await connection.execute(delete(import_errors).where(import_errors.c.import_id == id))


async def fields_of_contacts(connection: Connection) -> list[FieldRow]:
    columns = (fields.c.key, fields.c.name, fields.c.kind, fields.c.choices)
    return [
        FieldRow(*row) for row in await connection.tuples(select(*columns).order_by(fields.c.position, fields.c.id))
    ]


async def owners(connection: Connection, aliases: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Whose these identities (kind, value) are: contact ids."""
    if not aliases:
        return {}
    table, parameters = given(connection, ("kind", "value"), aliases)
    sql = (
        f"SELECT i.kind, i.value, i.contact_id FROM {table} "  # noqa: S608 - our own names
        "JOIN identities i ON i.kind = given.kind AND i.value = given.value"
    )
    return {(kind, value): contact for kind, value, contact in await connection.driver(sql, parameters)}


async def in_conversation(connection: Connection, contact_ids: Collection[str]) -> list[str]:
    """Those of these contacts somebody may have before them: with a conversation that is not resolved."""
    theirs = conversations.c.contact_id.in_(sorted(contact_ids)) & (conversations.c.state != "resolved")
    return await connection.values(select(conversations.c.contact_id).where(theirs).distinct())


async def add_contacts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    await bulk.insert(connection, contacts, rows)


async def change_contacts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows must be locked."""
    await connection.update_many(contacts, rows)


async def add_identities(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many went in: one that somebody else has by now is left out. Sorted, so that two processes never wait for each other."""
    ordered = sorted(rows, key=lambda row: (row["kind"], row["value"]))
    return len(await bulk.insert(connection, identities, ordered, ignore=True, returning="id"))
