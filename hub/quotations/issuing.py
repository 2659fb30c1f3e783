"""A quotation becomes an offer: it gets its number and stands as it is, until it is answered on the customer's behalf or made void."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from hub import versions
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import addressing, approvals, holding, numbers, rates, shaping, states
from hub.quotations.days import day_of, today
from hub.quotations.holding import Held
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotations import Content, Quotation, QuotationState
from storage.customers import contacts as contact_rows
from storage.quotations.rows import QuotationRow


async def issue(tx: Transaction, agent: Agent, quotation_id: str, if_match: int | None = None) -> Quotation:
    """Gives a draft its number and freezes it: the customer's and the office's data, the exchange rate. Raises Refusal `conflict` for what is
    no draft, `invalid` for an offer that says nothing, `not_allowed` while its discount needs a manager's word."""
    held = await holding.held(tx, agent, quotation_id)
    versions.require(held.row.version, if_match, shaping.quotation(held.row))
    return shaping.quotation(await issue_held(tx, agent, held))


async def issue_held(tx: Transaction, agent: Agent, held: Held) -> QuotationRow:
    """`issue` of one that is held already, as sending does first."""
    states.require(held.row, "issued", states.agent(agent))
    office = await configuration.read(tx.connection)
    row, content = held.row, shaping.content(held.row)
    _require_offer(office, row, content, tx.now)
    await approvals.require(tx, agent, held, office.quotations)
    rate = await rates.locked(tx, office, row.currency, content.rate)
    content = structs.replace(content, rate=rate)
    if not content.customer_typed and row.contact_id is not None:
        contact = await contact_rows.get(tx.connection, row.contact_id)
        if contact is not None:
            content = structs.replace(content, customer=await addressing.customer_of(tx.connection, contact))
    day = today(office, tx.now)
    number = row.number or await numbers.take(tx, office.quotations.number_pattern, day.year)
    values: dict[str, Any] = {
        "number": number,
        "issue_date": day.isoformat(),
        "content": msgspec.json.encode(content).decode(),
        "customer_name": content.customer.company or content.customer.name,
        "company": company_of(office),
        "reported": row.total if rate is None else rates.converted(row.total, row.currency, rate),
        "report_currency": row.currency if rate is None else rate.currency,
    }
    if office.quotations.report_currency is None:
        values |= {"reported": None, "report_currency": None}
    return await states.move(tx, held, "issued", states.agent(agent), **values)


def company_of(office: Configuration) -> str:
    """The office as the paper names it: what is frozen at issue. JSON text of `Frozen`."""
    return msgspec.json.encode(
        shaping.Frozen(company=office.company, branding=office.branding, quotations=office.quotations)
    ).decode()


async def void(
    tx: Transaction, agent: Agent, quotation_id: str, reason: str | None, if_match: int | None = None
) -> Quotation:
    """It counts no more; its number stays given."""
    return await answer(tx, agent, quotation_id, "void", reason=reason, name="", if_match=if_match)


async def answer(
    tx: Transaction,
    agent: Agent,
    quotation_id: str,
    to: QuotationState,
    *,
    reason: str | None,
    name: str,
    if_match: int | None = None,
) -> Quotation:
    """On the customer's behalf: accepted, declined or a change requested by telephone. `name`: who said it."""
    held = await holding.held(tx, agent, quotation_id)
    versions.require(held.row.version, if_match, shaping.quotation(held.row))
    mover = states.agent(agent)
    if name.strip():
        mover = structs.replace(mover, name=f"{name.strip()} ({agent.name})")
    return shaping.quotation(await states.move(tx, held, to, mover, reason=reason))


async def undo(tx: Transaction, agent: Agent, quotation_id: str, if_match: int | None = None) -> Quotation:
    """Takes the last answer, or making it void, back: within a day, and a customer's own word only by a manager."""
    held = await holding.held(tx, agent, quotation_id)
    versions.require(held.row.version, if_match, shaping.quotation(held.row))
    return shaping.quotation(await states.undo(tx, held, states.agent(agent)))


def _require_offer(office: Configuration, row: QuotationRow, content: Content, now: int) -> None:
    if not content.items:
        raise Refusal("invalid", "It offers nothing yet: add an item.", field="items")
    if row.valid_until is not None and day_of(row.valid_until, "valid_until") < today(office, now):
        raise Refusal("invalid", "The last day it is valid lies in the past: choose another.", field="valid_until")
