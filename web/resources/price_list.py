"""`/api/v1/prices`: the price list items of quotations are made from."""

from __future__ import annotations

import asyncio
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub.files import media_files
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import price_list, price_sheets
from hub.transaction import Transaction
from hub.wire.money import Currency
from hub.wire.quotation_texts import NewPrice, Price, PriceChange, PricesImported
from storage.database import Connection
from web import answers, uploads
from web.authentication import hub_of
from web.operations import MANAGERS, Asked, NoQuery, Operation, Paged, Paging, agent_of, other, read, write


class PricesQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    currency: Currency | None = None


class PriceSheet(Struct, frozen=True, kw_only=True):
    """CSV or XLSX; its first row names the columns."""

    file: Annotated[bytes, Meta(min_length=1)]


async def listed(connection: Connection, _: Agent, asked: Asked[PricesQuery, None]) -> Paged[Price]:
    query = asked.query
    items, more = await price_list.list_page(connection, query.q, query.currency, query.after, query.limit)
    return Paged(items=items, next=more)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewPrice]) -> Price:
    return await price_list.add(tx, agent, asked.body)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Price:
    return await price_list.get(connection, asked.id)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, PriceChange]) -> Price:
    return await price_list.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await price_list.remove(tx, agent, asked.id)


async def bring_in(request: Request) -> Response:
    """Entries with a known code are changed, others added; lines that cannot be read are told and left out."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
        office = await configuration.read(connection)
    with media_files.folder() as place:
        async with uploads.form(request, price_sheets.MOST_BYTES, fields=0) as found:
            file, _ = await uploads.spooled(found, place, price_sheets.MOST_BYTES)
        entries, faults = await asyncio.to_thread(price_sheets.read, file.path, office.quotations.currency)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        done = await price_list.keep(tx, agent, entries, faults)
    return answers.answer(done)


OPERATIONS: tuple[Operation, ...] = (
    read("/prices", listed, "List the price list", gives=Paged[Price], query=PricesQuery),
    write("POST", "/prices", add, "Add a price", takes=NewPrice, gives=Price, status=201, roles=MANAGERS),
    other(
        "POST",
        "/prices/import",
        bring_in,
        "Bring in a price list as CSV or XLSX",
        form=PriceSheet,
        gives=PricesImported,
        roles=MANAGERS,
        refusals=(413, 422),
    ),
    read("/prices/{id}", one, "One price", gives=Price),
    write("PUT", "/prices/{id}", change, "Change a price", takes=PriceChange, gives=Price, roles=MANAGERS),
    write("DELETE", "/prices/{id}", remove, "Remove a price", roles=MANAGERS),
)
