"""`/contacts/import`: contacts from a file, as a job one follows."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.files import media_files
from hub.files.spreadsheets import plain
from hub.imports import jobs
from hub.imports.jobs import Prepared
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.import_requests import ImportForm, ImportStart
from hub.wire.imports import Import
from hub.wire.reading import refusal_of
from storage.customers import imports as rows
from storage.database import Connection, Database
from storage.office import kept_answers
from web import answers, uploads
from web.authentication import hub_of
from web.downloads import attached
from web.operations import MANAGERS, Asked, NoQuery, Operation, Paged, Paging, agent_of, other, read, write
from web.queries import key_of, path_of

FIELDS = tuple(ImportForm.__struct_fields__)
ERRORS_AT_ONCE = 500


class ImportParts(ImportForm, frozen=True, kw_only=True):
    """The form: the file, and beside it `mapping` as JSON."""

    file: bytes


async def begin(request: Request) -> Response:
    """202: the file is looked at and kept; `GET /contacts/import/{id}` tells what becomes of it."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
    with media_files.folder() as place:
        async with uploads.form(request, jobs.FILE_LIMIT, fields=len(FIELDS)) as found:
            asked = _asked(found)
            file, name = await uploads.spooled(found, place, jobs.FILE_LIMIT)
        prepared = await jobs.prepare(hub.database, hub.blobs, agent, file, name, asked)
    digest = hashlib.sha256(f"import {file.sha256}\n".encode() + msgspec.json.encode(asked)).hexdigest()
    return await _queued(request, prepared, digest)


async def _queued(request: Request, prepared: Prepared, digest: str) -> Response:
    """Once, also when the same file comes again under the same Idempotency-Key."""
    hub, key = hub_of(request), key_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        if key is not None:
            earlier = await kept_answers.claim(tx.connection, agent.id, key, digest, tx.now)
            if earlier is not None and earlier.digest != digest:
                raise Refusal("conflict", "This Idempotency-Key was used for another request.", field="Idempotency-Key")
            if earlier is not None:
                told = {"cache-control": "no-store", "idempotent-replayed": "true"}
                return Response(earlier.body, earlier.status, told, answers.JSON)
        queued = await jobs.queue(tx, agent, prepared)
        headers = {"location": f"/api/v1/contacts/import/{queued.id}", "etag": f'"{queued.version}"'}
        made = answers.answer(queued, 202, headers)
        if key is not None:
            await kept_answers.keep(tx.connection, agent.id, key, made.status_code, bytes(made.body))
    return made


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[Import]:
    query = asked.query
    items, after = await jobs.listed(connection, query.q, query.after, query.limit)
    return Paged(items=items, next=after)


async def get(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Import:
    return await jobs.get(connection, asked.id)


async def start(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ImportStart]) -> Import:
    return await jobs.start(tx, agent, asked.id, asked.body, asked.if_match)


async def cancel(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Import:
    return await jobs.cancel(tx, agent, asked.id)


async def errors(request: Request) -> Response:
    """The rows that could not be taken, as they stood in the file, each with its number and what is wrong: mended, they can be
    imported as they are."""
    hub, id = hub_of(request), path_of(request)["id"]
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
        found = await jobs.get(connection, id)
    headings = [column.heading for column in found.columns]
    headers = attached(f"{found.name.rpartition('.')[0] or found.name} - errors.csv")
    return StreamingResponse(_errors(hub.database, id, headings), 200, headers, "text/csv; charset=utf-8")


async def _errors(database: Database, id: str, headings: list[str]) -> AsyncIterator[bytes]:
    yield "\ufeff".encode() + _line([*headings, "Row", "Problem"])
    after = 0
    while True:
        async with database.reading() as connection:
            found = await rows.errors(connection, id, after, ERRORS_AT_ONCE)
        lines = []
        for each in found:
            cells: list[str] = msgspec.json.decode(each.cells)
            problems: list[str] = msgspec.json.decode(each.problems)
            padded = [*cells, *[""] * (len(headings) - len(cells))][: len(headings)]
            lines.append(_line([*padded, str(each.row), " ".join(problems)]))
        if not found:
            return
        after = found[-1].row
        yield b"".join(lines)


def _line(cells: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([plain(cell) for cell in cells])
    return written.getvalue().encode()


def _asked(found: FormData) -> ImportForm:
    """The fields beside the file. Raises Refusal `invalid` with the field's name."""
    given: dict[str, Any] = {}
    for name, value in found.multi_items():
        if name == "file":
            continue
        if not isinstance(value, str) or name in given:
            raise Refusal("invalid", f"{name} is a field, sent once as text.", field=name)
        given[name] = value
    if (text := given.get("mapping")) is not None:
        given["mapping"] = _json(text)
    for name in ("dry_run", "overwrite_names"):
        given[name] = str(given.get(name, "false")).strip().lower() or "false"
    try:
        return msgspec.convert(given, ImportForm, strict=False)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from None


def _json(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise Refusal(
            "invalid", 'mapping is a JSON object of headings and targets, as {"Mobile": "phone"}.', field="mapping"
        ) from None


OPERATIONS: tuple[Operation, ...] = (
    other(
        "POST",
        "/contacts/import",
        begin,
        "Import contacts from a CSV or XLSX file",
        gives=Import,
        status=202,
        roles=MANAGERS,
        form=ImportParts,
        refusals=(413, 422),
    ),
    read("/contacts/import", listed, "List imports", gives=Paged[Import], query=Paging, roles=MANAGERS),
    read("/contacts/import/{id}", get, "Read an import", gives=Import, roles=MANAGERS),
    write(
        "PUT",
        "/contacts/import/{id}",
        start,
        "Start a dry run for good, or check it with another mapping",
        takes=ImportStart,
        gives=Import,
        roles=MANAGERS,
    ),
    write("POST", "/contacts/import/{id}/cancel", cancel, "Cancel an import", gives=Import, roles=MANAGERS),
    other(
        "GET",
        "/contacts/import/{id}/errors",
        errors,
        "Download the rows that could not be imported",
        media="text/csv",
        roles=MANAGERS,
        refusals=(404,),
    ),
)
