"""`/contacts/export` and `/contacts/{id}/export`: contacts for other programs, and everything about one person for that person."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.customers import exports
from hub.customers.contact_lists import Wanted
from hub.customers.exports import Format
from web.answers import read_json
from web.authentication import hub_of
from web.downloads import attached
from web.operations import MANAGERS, Operation, agent_of, other
from web.queries import path_of, query_of
from web.resources.contacts import ConsentIs, Word

TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The filters of the list of contacts. With words (`q`) the best 200 that are found, as the list shows them."""

    format: Format = "csv"
    q: Annotated[str, Meta(max_length=200)] | None = None
    tag: Word | None = None
    owner: Word | None = None
    field: Annotated[str, Meta(min_length=3, max_length=300)] | None = None
    segment: Word | None = None
    channel: Word | None = None
    consent: ConsentIs | None = None


class ExportChosen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Format = "csv"
    ids: Annotated[list[Word], Meta(min_length=1, max_length=5000)]


async def contacts(request: Request) -> Response:
    """Streams; a cell that begins like a formula is marked as text."""
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        query = query_of(request, ExportQuery)
        wanted = msgspec.convert(query, Wanted, from_attributes=True)
        await exports.check(tx.connection, agent, wanted)
        await exports.note_contacts(tx, agent, wanted, query.format)
    pieces = exports.contacts(hub.database, agent, wanted, query.format)
    return StreamingResponse(pieces, 200, attached(f"contacts.{query.format}"), TYPES[query.format])


async def chosen(request: Request) -> Response:
    """Those that are named, in the same table."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)  # a stranger's body is not read
    asked = await read_json(request, ExportChosen)
    wanted = Wanted(ids=tuple(asked.ids))
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        await exports.note_contacts(tx, agent, wanted, asked.format)
    pieces = exports.contacts(hub.database, agent, wanted, asked.format)
    return StreamingResponse(pieces, 200, attached(f"contacts.{asked.format}"), TYPES[asked.format])


async def person(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        contact = await exports.note_person(tx, agent, path_of(request)["id"])
    pieces = exports.person(hub.database, hub.blobs, agent, contact)
    return StreamingResponse(pieces, 200, attached(f"{contact.name}.zip"), "application/zip")


SHEETS = "text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPERATIONS: tuple[Operation, ...] = (
    other(
        "GET",
        "/contacts/export",
        contacts,
        "Download contacts as CSV or XLSX",
        query=ExportQuery,
        media=SHEETS,
        roles=MANAGERS,
        refusals=(404, 422),
    ),
    other(
        "POST",
        "/contacts/export",
        chosen,
        "Download these contacts as CSV or XLSX",
        takes=ExportChosen,
        media=SHEETS,
        roles=MANAGERS,
        refusals=(413, 422),
    ),
    other(
        "GET",
        "/contacts/{id}/export",
        person,
        "Download everything about one person",
        media="application/zip",
        roles=MANAGERS,
        refusals=(404,),
    ),
)
