"""`/api/v1/quotations/{id}/…`: its messages, the links to its private page, and a manager's word on its discount."""

from __future__ import annotations

from hub import shaping
from hub.office import activity
from hub.permissions import Agent
from hub.quotations import approvals, holding, page_links, sending
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotation_sends import ApprovalAct, QuotationLink, SentQuotation
from hub.wire.quotations import Quotation
from storage.database import Connection
from storage.quotations import links as quotation_links
from web.operations import Asked, NoQuery, Paged, read, write


async def sends(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Paged[SentQuotation]:
    return Paged(items=await sending.sent(connection, agent, asked.id))


async def link(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> QuotationLink:
    held = await holding.held(tx, agent, asked.id)
    if held.row.number is None:
        raise Refusal("conflict", "A draft has no page yet: issue it first.", field="state")
    made = await page_links.make(tx, held.row, asked.hub.settings.public_url, made_by=agent.id)
    await activity.note(tx, agent, "quotation.link_made", subject=held.row.id, title=held.row.number)
    return QuotationLink(url=made.url, expires_at=shaping.time_text(made.expires_at))


async def revoke(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    held = await holding.held(tx, agent, asked.id)
    if await quotation_links.revoke(tx.connection, asked.id, tx.now):
        await activity.note(tx, agent, "quotation.links_revoked", subject=asked.id, title=held.row.number or "")


async def approval(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ApprovalAct]) -> Quotation:
    said = asked.body
    if said.act == "ask":
        return await approvals.ask(tx, agent, asked.id, said.words)
    return await approvals.decide(tx, agent, asked.id, said.act == "approve", said.words)


OPERATIONS = (
    read("/quotations/{id}/sends", sends, "The messages that carried it", gives=Paged[SentQuotation]),
    write(
        "POST",
        "/quotations/{id}/links",
        link,
        "Make a link to its private page",
        gives=QuotationLink,
        status=201,
        secret=True,
    ),
    write("DELETE", "/quotations/{id}/links", revoke, "Make every link to its private page worthless"),
    write(
        "POST",
        "/quotations/{id}/approval",
        approval,
        "Ask for a manager's word on its discount, or give it",
        takes=ApprovalAct,
        gives=Quotation,
    ),
)
