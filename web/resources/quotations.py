"""`/api/v1/quotations`: what is offered to customers, from the draft to the answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hub.permissions import Agent
from hub.quotations import drafts, holding, issuing, lists, revisions, sending, shaping, sums
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import (
    NewQuotation,
    QuotationAnswer,
    QuotationChange,
    QuotationFilter,
    QuotationReason,
    QuotationSort,
    QuotationSum,
)
from hub.wire.quotation_sends import QuotationSend
from hub.wire.quotations import Quotation, QuotationMove, QuotationSummary, QuotationTotals, QuotationVersion, Totals
from storage.database import Connection
from web.operations import Asked, NoQuery, Paged, read, write

LAST_REVISION = 1000


class QuotationsQuery(QuotationFilter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sort`: `valid` lists those with a last day, the soonest first. `after` is the `next` of the page before."""

    sort: QuotationSort = "-created"
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


async def listed(connection: Connection, agent: Agent, asked: Asked[QuotationsQuery, None]) -> Paged[QuotationSummary]:
    query = asked.query
    items, more = await lists.list_page(connection, agent, query, query.sort, query.after, query.limit)
    return Paged(items=items, next=more)


async def totals(connection: Connection, agent: Agent, asked: Asked[QuotationFilter, None]) -> QuotationTotals:
    return await lists.totals(connection, agent, asked.query)


async def compute(_: Transaction, __: Agent, asked: Asked[NoQuery, QuotationSum]) -> Totals:
    said = asked.body
    found = sums.compute(
        said.items, currency=said.currency, prices=said.prices, discount=said.discount, rounding=said.rounding
    )
    return sums.shape(found, said.currency)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewQuotation]) -> Quotation:
    return await drafts.create(tx, agent, asked.body)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return shaping.quotation(await holding.seen(connection, agent, asked.id))


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationChange]) -> Quotation:
    return await drafts.change(tx, agent, asked.id, asked.body, asked.if_match)


async def delete(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await drafts.delete(tx, agent, asked.id, asked.if_match)


async def duplicate(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return await drafts.duplicate(tx, agent, asked.id)


async def issue(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return await issuing.issue(tx, agent, asked.id, asked.if_match)


async def revise(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return await revisions.revise(tx, agent, asked.id, asked.if_match)


async def void(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationReason]) -> Quotation:
    return await issuing.void(tx, agent, asked.id, asked.body.reason, asked.if_match)


async def accept(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationAnswer]) -> Quotation:
    said = asked.body
    return await issuing.answer(
        tx, agent, asked.id, "accepted", reason=said.reason, name=said.name, if_match=asked.if_match
    )


async def decline(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationAnswer]) -> Quotation:
    said = asked.body
    return await issuing.answer(
        tx, agent, asked.id, "declined", reason=said.reason, name=said.name, if_match=asked.if_match
    )


async def request_change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationAnswer]) -> Quotation:
    said = asked.body
    return await issuing.answer(
        tx, agent, asked.id, "change_requested", reason=said.reason, name=said.name, if_match=asked.if_match
    )


async def undo(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return await issuing.undo(tx, agent, asked.id, asked.if_match)


async def send(tx: Transaction, agent: Agent, asked: Asked[NoQuery, QuotationSend]) -> shapes.Message:
    return await sending.send(tx, agent, asked.id, asked.body)


async def versions(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Paged[QuotationVersion]:
    return Paged(items=await revisions.every(connection, agent, asked.id))


async def version(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Quotation:
    return await revisions.get(connection, agent, asked.id, revision_of(asked.path["revision"]))


async def history(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Paged[QuotationMove]:
    return Paged(items=await lists.history(connection, agent, asked.id))


def revision_of(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= LAST_REVISION):
        raise Refusal("not_found", "There is no such version.", field="revision")
    return int(text)


OPERATIONS = (
    read("/quotations", listed, "List quotations", gives=Paged[QuotationSummary], query=QuotationsQuery),
    write("POST", "/quotations", add, "Draft a quotation", takes=NewQuotation, gives=Quotation, status=201),
    read(
        "/quotations/totals",
        totals,
        "What the quotations of a list come to, by currency and state",
        gives=QuotationTotals,
        query=QuotationFilter,
    ),
    write(
        "POST", "/quotations/compute", compute, "Add up items without keeping them", takes=QuotationSum, gives=Totals
    ),
    read("/quotations/{id}", one, "One quotation", gives=Quotation),
    write("PUT", "/quotations/{id}", change, "Change a draft", takes=QuotationChange, gives=Quotation),
    write("DELETE", "/quotations/{id}", delete, "Delete a draft, or take a revision back"),
    write("POST", "/quotations/{id}/duplicate", duplicate, "Copy it into a new draft", gives=Quotation, status=201),
    write("POST", "/quotations/{id}/issue", issue, "Give it its number", gives=Quotation),
    write("POST", "/quotations/{id}/revise", revise, "Begin its next version", gives=Quotation),
    write("POST", "/quotations/{id}/void", void, "Make it void", takes=QuotationReason, gives=Quotation),
    write("POST", "/quotations/{id}/accept", accept, "The customer accepts", takes=QuotationAnswer, gives=Quotation),
    write("POST", "/quotations/{id}/decline", decline, "The customer declines", takes=QuotationAnswer, gives=Quotation),
    write(
        "POST",
        "/quotations/{id}/change",
        request_change,
        "The customer asks for a change",
        takes=QuotationAnswer,
        gives=Quotation,
    ),
    write("POST", "/quotations/{id}/undo", undo, "Take the last answer back", gives=Quotation),
    write(
        "POST",
        "/quotations/{id}/send",
        send,
        "Send it to the customer",
        takes=QuotationSend,
        gives=shapes.Message,
        status=202,
    ),
    read("/quotations/{id}/versions", versions, "Its versions", gives=Paged[QuotationVersion]),
    read("/quotations/{id}/versions/{revision}", version, "One version as it was", gives=Quotation),
    read("/quotations/{id}/history", history, "What became of it", gives=Paged[QuotationMove]),
)
