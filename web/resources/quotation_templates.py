"""`/api/v1/quotations/templates`: what is offered again and again; and the exchange rates quotations are reported with."""

from __future__ import annotations

from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import rates, templates
from hub.transaction import Transaction
from hub.wire.quotation_texts import (
    KnownRate,
    NewQuotationTemplate,
    NewRate,
    QuotationTemplate,
    QuotationTemplateChange,
)
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Operation, Paged, Paging, read, write


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[QuotationTemplate]:
    query = asked.query
    items, more = await templates.list_page(connection, query.q, query.after, query.limit)
    return Paged(items=items, next=more)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewQuotationTemplate]) -> QuotationTemplate:
    return await templates.add(tx, agent, asked.body)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> QuotationTemplate:
    return await templates.get(connection, asked.id)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationTemplateChange]) -> QuotationTemplate:
    return await templates.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await templates.remove(tx, agent, asked.id)


async def known_rates(connection: Connection, _: Agent, __: Asked[NoQuery, None]) -> Paged[KnownRate]:
    return Paged(items=await rates.known(connection, await configuration.read(connection)))


async def type_rate(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewRate]) -> KnownRate:
    return await rates.enter(tx, agent, asked.body)


OPERATIONS: tuple[Operation, ...] = (
    read(
        "/quotations/templates",
        listed,
        "List templates of quotations",
        gives=Paged[QuotationTemplate],
        query=Paging,
    ),
    write(
        "POST",
        "/quotations/templates",
        add,
        "Add a template of quotations",
        takes=NewQuotationTemplate,
        gives=QuotationTemplate,
        status=201,
        roles=MANAGERS,
    ),
    read("/quotations/templates/{id}", one, "One template of quotations", gives=QuotationTemplate),
    write(
        "PUT",
        "/quotations/templates/{id}",
        change,
        "Change a template of quotations",
        takes=QuotationTemplateChange,
        gives=QuotationTemplate,
        roles=MANAGERS,
    ),
    write("DELETE", "/quotations/templates/{id}", remove, "Remove a template of quotations", roles=MANAGERS),
    read("/quotations/rates", known_rates, "Exchange rates into the report currency", gives=Paged[KnownRate]),
    write(
        "PUT", "/quotations/rates", type_rate, "Type an exchange rate", takes=NewRate, gives=KnownRate, roles=MANAGERS
    ),
)
