"""Imports in verbs: begun from a file, changed while it is only checked, started, cancelled, looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from hub import cursors, ids, shaping, versions
from hub.customers import audience_lists
from hub.files import file_types, media_files
from hub.files.media_files import Spooled
from hub.imports import child, mapping
from hub.imports.people import FieldRule
from hub.imports.reader import Column, Look, Seen
from hub.imports.troubles import Trouble
from hub.office import activity
from hub.permissions import EVERYONE, Agent, for_user
from hub.transaction import Transaction, milliseconds
from hub.wire import events
from hub.wire.errors import Refusal
from hub.wire.import_requests import ImportForm, ImportStart
from hub.wire.imports import Import, ImportColumn
from storage.blobs import CHUNK_BYTES, Blobs
from storage.customers import imports as rows
from storage.customers.imports import ImportRow
from storage.database import Connection, Database
from storage.running import removals

FILE_LIMIT = 64 * 1024 * 1024  # bytes: a hundred thousand rows take 10 to 20 MB
UNNAMED_MS = 3_600_000  # a stored file no import names goes after an hour
UNDER_WAY = ("queued", "running")
NAMELESS = "contacts"
FILE_DROPPED = (
    "A customer's data was deleted meanwhile, so the file is not kept any more. Send it again, without that person."
)
_columns = msgspec.json.Decoder(list[Column]).decode


class Prepared(Struct, frozen=True):
    """An import whose file has been looked at and is kept; it goes by itself when nobody queues it."""

    row: dict[str, Any]


async def prepare(
    database: Database, blobs: Blobs, agent: Agent, file: Spooled, name: str | None, form: ImportForm
) -> Prepared:
    """Looks at the file and keeps it. Raises Refusal `invalid` with what is wrong with the whole file."""
    async with database.reading() as connection:
        fields = await field_rules(connection)
    seen = await _seen(file.path, fields, form.mapping)
    row = _row(agent, file, name, form, seen)
    async with database.writing() as connection:
        await removals.add(connection, [row["blob"]], milliseconds() + UNNAMED_MS)
    await blobs.put(row["blob"], _pieces(file.path))
    return Prepared(row)


async def queue(tx: Transaction, agent: Agent, prepared: Prepared) -> Import:
    """The import is to be done."""
    await removals.done(tx.connection, [prepared.row["blob"]])
    kept = await rows.add(tx.connection, prepared.row | {"created_at": tx.now, "due_at": tx.now})
    await _note(tx, agent, kept)
    return tell(tx, kept)


async def get(connection: Connection, id: str) -> Import:
    row = await rows.get(connection, id)
    if row is None:
        raise Refusal("not_found", "There is no such import.")
    return shape(row)


async def listed(
    connection: Connection, q: str | None, after: str | None, limit: int
) -> tuple[list[Import], str | None]:
    """Newest first, with the cursor of the next page."""
    found = await rows.page(connection, name=q, before=cursors.place(after), limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return [shape(row) for row in found[:limit]], None if last is None else cursors.cursor(last.created_at, last.id)


async def start(tx: Transaction, agent: Agent, id: str, asked: ImportStart, if_match: int | None) -> Import:
    """Imports what a dry run has checked, or checks it once more with another mapping. Raises Refusal `conflict`, `invalid`."""
    row = await _locked(tx, id)
    versions.require(row.version, if_match, shape(row))
    if row.state != "checked":
        raise Refusal("conflict", f"Only a dry run that is through can be started; this import is {row.state}.")
    columns = _columns(row.columns)
    if asked.mapping is not None:
        columns = await _remapped(tx.connection, columns, asked.mapping)
    await rows.forget_errors(tx.connection, id)
    values: dict[str, Any] = dict.fromkeys(("done", "added", "updated", "unchanged", "failed", "tries"), 0)
    values |= {"state": "queued", "due_at": tx.now, "dry_run": asked.dry_run, "columns": _text(columns)}
    values |= {"started_at": None, "finished_at": None}
    if asked.overwrite_names is not None:
        values["overwrite_names"] = asked.overwrite_names
    changed = await rows.change(tx.connection, id, **values)
    await _note(tx, agent, changed)
    return tell(tx, changed)


async def cancel(tx: Transaction, agent: Agent, id: str) -> Import:
    """What is in stays in. Already over is fine."""
    row = await _locked(tx, id)
    if row.state not in (*UNDER_WAY, "checked"):
        return shape(row)
    await activity.note(tx, agent, "import.cancelled", subject=id, title=row.name)
    return tell_end(tx, await _ended(tx, row, "cancelled"))


async def hold_files(tx: Transaction) -> list[ImportRow]:
    """Whatever still has its file, locked. An import is locked before contacts are."""
    return await rows.with_file(tx.connection)


async def drop_file(tx: Transaction, row: ImportRow, *, named: bool) -> None:
    """Cancels an import: somebody in its file may have asked for their data to go. `named`: so does the file's name."""
    ended = await _ended(tx, row, "cancelled", FILE_DROPPED)
    if named:
        ended = await rows.change(tx.connection, row.id, name=f"{NAMELESS}.{row.format}")
    tell_end(tx, ended)


def unsampled(row: ImportRow) -> str:
    """The columns of an import that is over: what stood in them is nobody's business any more."""
    return _text([msgspec.structs.replace(column, samples=[]) for column in _columns(row.columns)])


def tell(tx: Transaction, row: ImportRow) -> Import:
    """Announces it to whoever imports."""
    told = shape(row)
    tx.announce(events.ImportChanged(told), for_user(row.user_id))
    return told


def tell_end(tx: Transaction, row: ImportRow) -> Import:
    """Announces that it is over, and to everybody that there are other contacts now."""
    if not row.dry_run and row.added + row.updated:
        tx.announce(events.ContactsImported(row.id), [EVERYONE])
    return tell(tx, row)


def shape(row: ImportRow) -> Import:
    return Import(
        id=row.id,
        version=row.version,
        state=cast(Any, row.state),
        dry_run=row.dry_run,
        overwrite_names=row.overwrite_names,
        list_name=row.list_name,
        name=row.name,
        format=cast(Any, row.format),
        size=row.size,
        encoding=row.encoding,
        columns=[ImportColumn(heading=c.heading, target=c.target, samples=c.samples) for c in _columns(row.columns)],
        rows=row.rows,
        done=row.done,
        added=row.added,
        updated=row.updated,
        unchanged=row.unchanged,
        failed=row.failed,
        reason=row.reason,
        user=row.user_id,
        created_at=shaping.time_text(row.created_at),
        started_at=None if row.started_at is None else shaping.time_text(row.started_at),
        finished_at=None if row.finished_at is None else shaping.time_text(row.finished_at),
    )


def targets(row: ImportRow) -> list[str | None]:
    return [column.target for column in _columns(row.columns)]


async def field_rules(connection: Connection) -> list[FieldRule]:
    """The office's custom fields, as far as cells must be understood."""
    return [
        FieldRule(
            key=field.key, name=field.name, kind=cast(Any, field.kind), choices=msgspec.json.decode(field.choices)
        )
        for field in await rows.fields_of_contacts(connection)
    ]


async def _seen(path: Path, fields: list[FieldRule], given: dict[str, str | None] | None) -> Seen:
    try:
        seen = await child.look(Look(str(path), fields, given))
        mapping.require_way([column.target for column in seen.columns])
    except Trouble as trouble:
        raise Refusal("invalid", str(trouble), field="file" if given is None else "mapping") from None
    return seen


async def _remapped(connection: Connection, columns: list[Column], given: dict[str, str | None]) -> list[Column]:
    names = [column.heading for column in columns]
    try:
        chosen = mapping.chosen(given, names, await field_rules(connection))
        mapping.require_way(chosen)
    except Trouble as trouble:
        raise Refusal("invalid", str(trouble), field="mapping") from None
    return [msgspec.structs.replace(column, target=target) for column, target in zip(columns, chosen, strict=True)]


def _row(agent: Agent, file: Spooled, name: str | None, form: ImportForm, seen: Seen) -> dict[str, Any]:
    id = ids.new()
    return {
        "id": id,
        "user_id": agent.id,
        "name": file_types.clean_name(name) or f"{NAMELESS}.{seen.format.kind}",
        "format": seen.format.kind,
        "size": file.size,
        "blob": media_files.key_of(id),
        "encoding": seen.format.encoding,
        "delimiter": seen.format.delimiter,
        "columns": _text(seen.columns),
        "rows": seen.rows,
        "dry_run": form.dry_run,
        "overwrite_names": form.overwrite_names,
        "list_name": None if form.list_name is None else audience_lists.name_of(form.list_name),
        "state": "queued",
    }


async def _locked(tx: Transaction, id: str) -> ImportRow:
    row = await rows.lock(tx.connection, id)
    if row is None:
        raise Refusal("not_found", "There is no such import.")
    return row


async def _ended(tx: Transaction, row: ImportRow, state: str, reason: str | None = None) -> ImportRow:
    if row.blob is not None:
        await removals.add(tx.connection, [row.blob], tx.now)
    values = {"state": state, "reason": reason, "columns": unsampled(row), "finished_at": tx.now}
    return await rows.change(tx.connection, row.id, blob=None, due_at=None, claimed_by=None, **values)


async def _note(tx: Transaction, agent: Agent, row: ImportRow) -> None:
    if not row.dry_run:
        after = {"rows": row.rows, "overwrite_names": row.overwrite_names}
        await activity.note(tx, agent, "import.started", subject=row.id, title=row.name, after=after)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _text(columns: list[Column]) -> str:
    return msgspec.json.encode(columns).decode()
