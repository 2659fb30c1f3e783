"""Quotations while they are written: made, changed, copied, thrown away. What is issued stands as it is."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, structs

from hub import ids, versions
from hub.office import activity, configuration
from hub.permissions import Agent
from hub.quotations import (
    addressing,
    announcing,
    approvals,
    files,
    holding,
    rates,
    revisions,
    shaping,
    sums,
    templates,
    words,
)
from hub.quotations.days import day_of, today, valid_from
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import NewQuotation, QuotationChange
from hub.wire.quotations import Content, Customer, Quotation
from storage.database import Connection
from storage.quotations import rows
from storage.quotations.rows import QuotationRow
from storage.team import users

HEAD = ("currency", "language", "valid_until", "prices")
INSIDE = ("title", "items", "discount", "rounding", "notes", "terms", "payment", "signature", "attachments")
NO_CONTENT = Content()


async def create(tx: Transaction, agent: Agent, asked: NewQuotation) -> Quotation:
    """Raises Refusal `not_found` for a contact or conversation the agent may not see, `invalid` for what cannot be offered."""
    settings = await configuration.read(tx.connection)
    await addressing.keep_from_going(tx, agent, asked.conversation, asked.contact)
    place, contact = await addressing.addressee(tx.connection, agent, asked.conversation, asked.contact)
    head, content = await _beginning(tx, settings, asked, contact.language)
    customer = asked.customer or await addressing.customer_of(tx.connection, contact)
    rate = await rates.typed(tx, agent, settings, head["currency"], asked.rate)
    content = structs.replace(content, customer=customer, customer_typed=asked.customer is not None, rate=rate)
    owner = asked.owner or agent.id
    row = {
        "id": ids.new(),
        "state": "draft",
        "contact_id": contact.id,
        **place,
        "owner_id": await _owner(tx.connection, owner),
        "created_at": tx.now,
        "updated_at": tx.now,
        **head,
        **await _checked(tx, agent, head, content, before=NO_CONTENT),
    }
    await rows.insert(tx.connection, row)
    await files.hold(tx, row["id"], content)
    return await _made(tx, agent, row["id"], "quotation.created")


async def change(
    tx: Transaction, agent: Agent, quotation_id: str, asked: QuotationChange, if_match: int | None
) -> Quotation:
    """Raises Refusal `conflict` when somebody was faster, and for what is issued already."""
    await addressing.keep_from_going(tx, agent, asked.conversation or None, asked.contact or None)
    held = await holding.held(tx, agent, quotation_id)
    before = held.row
    versions.require(before.version, if_match, shaping.quotation(before))
    require_draft(before)
    settings = await configuration.read(tx.connection)
    place, contact = await addressing.moved(tx.connection, agent, before, asked)
    given = {name: getattr(asked, name) for name in (*HEAD, *INSIDE) if getattr(asked, name) is not UNSET}
    head = {name: given.get(name, getattr(before, name)) for name in HEAD}
    _check_day(settings, head["valid_until"] if "valid_until" in given else None, tx)
    old = shaping.content(before)
    content = structs.replace(old, **{name: value for name, value in given.items() if name in INSIDE})
    content = await addressing.addressed(tx.connection, content, asked, contact)
    content = await _rated(tx, agent, settings, head["currency"], content, asked)
    values = {**place, **head, **await _checked(tx, agent, head, content, before=old)}
    if asked.owner is not UNSET:
        values["owner_id"] = await _owner(tx.connection, asked.owner)
    if all(getattr(before, name) == value for name, value in values.items()):
        return shaping.quotation(before)
    await announcing.leaving(tx, before, values)
    await rows.change(tx.connection, before.id, tx.now, **values)
    await files.hold(tx, before.id, content)
    if before.revision == 1:  # an earlier version keeps what it holds
        await files.release(tx, before.id, old, after=content)
    return await _made(tx, agent, before.id, "quotation.changed", before=before)


async def delete(tx: Transaction, agent: Agent, quotation_id: str, if_match: int | None) -> None:
    """A draft goes; of a quotation that is being revised only the revision goes, and the version before it stands again."""
    held = await holding.held(tx, agent, quotation_id)
    versions.require(held.row.version, if_match, shaping.quotation(held.row))
    require_draft(held.row)
    if held.row.revision > 1:
        await revisions.discard(tx, agent, held)
        return
    await files.release(tx, quotation_id, shaping.content(held.row))
    await rows.remove(tx.connection, quotation_id)
    await activity.note(tx, agent, "quotation.deleted", subject=quotation_id, before=shaping.summary(held.row))
    await announcing.removed(tx, held.row)


async def duplicate(tx: Transaction, agent: Agent, quotation_id: str) -> Quotation:
    """A draft of one's own with the same content, for the same customer and as long valid as a new one."""
    before = await holding.seen(tx.connection, agent, quotation_id)
    await addressing.keep_from_going(tx, agent, None, before.contact_id)
    settings = await configuration.read(tx.connection)
    kept = shaping.content(before)
    content = structs.replace(kept, rate=None)
    head = {name: getattr(before, name) for name in HEAD} | {"valid_until": valid_from(settings, tx.now)}
    row = {
        "id": ids.new(),
        "state": "draft",
        **{name: getattr(before, name) for name in ("contact_id", "conversation_id", "channel_id")},
        "owner_id": agent.id,
        "created_at": tx.now,
        "updated_at": tx.now,
        **head,
        **await _checked(tx, agent, head, content, before=kept),
    }
    await rows.insert(tx.connection, row)
    await files.hold(tx, row["id"], content)
    return await _made(tx, agent, row["id"], "quotation.created")


def require_draft(row: QuotationRow) -> None:
    if row.state != "draft":
        raise Refusal("conflict", "Only a draft can be changed or deleted: revise what is issued.", field="state")


async def checked_content(
    tx: Transaction, agent: Agent, head: dict[str, Any], content: Content, *, before: Content = NO_CONTENT
) -> sums.Sums:
    """What it comes to. Raises Refusal `invalid` with the field at fault."""
    found = sums.compute(
        content.items,
        currency=head["currency"],
        prices=head["prices"],
        discount=content.discount,
        rounding=content.rounding,
    )
    await files.check(tx.connection, agent, content, before)
    return found


async def _checked(
    tx: Transaction, agent: Agent, head: dict[str, Any], content: Content, *, before: Content
) -> dict[str, Any]:
    found = await checked_content(tx, agent, head, content, before=before)
    return {
        "content": msgspec.json.encode(content).decode(),
        "customer_name": _name(content.customer),
        **columns(found),
    }


def columns(found: sums.Sums) -> dict[str, int]:
    return {
        "subtotal": found.subtotal,
        "discount_total": found.discount_total,
        "net": found.net,
        "tax_total": found.tax_total,
        "total": found.total,
        "withheld": found.withheld,
    }


def _name(customer: Customer) -> str:
    return customer.company or customer.name


async def _beginning(
    tx: Transaction, office: Configuration, asked: NewQuotation, spoken: str | None
) -> tuple[dict[str, Any], Content]:
    """Head and content of a new one: what was asked, else the template's, else the office's. `spoken`: the contact's language."""
    settings = office.quotations
    content = Content(
        rounding=settings.rounding,
        notes=settings.notes,
        terms=settings.terms,
        payment=settings.payment,
        signature=settings.signature,
    )
    head = {
        "currency": settings.currency,
        "language": said
        if (said := (spoken or "").partition("-")[0].lower()) in words.LANGUAGES
        else settings.language,
        "prices": settings.prices,
        "valid_until": valid_from(office, tx.now),
    }
    if asked.template is not None:
        head, content = await templates.applied(tx, office, asked.template, head, content)
    head |= {name: value for name in HEAD if (value := getattr(asked, name)) is not None}
    _check_day(office, asked.valid_until, tx)
    given = {name: value for name in INSIDE if (value := getattr(asked, name)) is not None}
    return head, structs.replace(content, **given)


def _check_day(office: Configuration, day: str | None, tx: Transaction) -> None:
    if day is not None and day_of(day, "valid_until") < today(office, tx.now):
        raise Refusal("invalid", "The last day it is valid lies in the past.", field="valid_until")


async def _rated(
    tx: Transaction, agent: Agent, office: Configuration, currency: str, content: Content, asked: QuotationChange
) -> Content:
    if asked.rate is UNSET and asked.currency is UNSET:
        return content
    rate = None if asked.rate is UNSET else asked.rate
    return structs.replace(content, rate=await rates.typed(tx, agent, office, currency, rate))


async def _owner(connection: Connection, user_id: str | None) -> str | None:
    if user_id is None:
        return None
    row = await users.get(connection, user_id)
    if row is None or not row.active:
        raise Refusal("invalid", "There is no such colleague.", field="owner")
    return row.id


async def _made(
    tx: Transaction, agent: Agent, quotation_id: str, act: str, *, before: QuotationRow | None = None
) -> Quotation:
    after = await rows.get(tx.connection, quotation_id)
    if after is None:
        raise LookupError(f"quotation {quotation_id} was not stored")
    after = await approvals.restated(tx, after)
    old = None if before is None else shaping.summary(before)
    title = after.number or after.customer_name
    await activity.note(tx, agent, act, subject=after.id, title=title, before=old, after=shaping.summary(after))
    await announcing.changed(tx, after)
    return shaping.quotation(after)
