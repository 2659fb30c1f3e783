"""`/api/v1/campaigns`: written, looked at, counted, and what became of them. What is done with one: web/resources/campaign_runs.py."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.campaigns import audience, drafts, figures, previews, recipients, shaping
from hub.campaigns.recipients import Wanted
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaign_changes import AudienceAsked, AudienceCount, CampaignChange, NewCampaign, PreviewAsked
from hub.wire.campaigns import Analytics, Campaign, CampaignPreview, CampaignState, Recipient, RecipientState
from storage.database import Connection
from web.authentication import hub_of
from web.downloads import attached
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, agent_of, other, read, write
from web.queries import path_of, query_of

Word = Annotated[str, Meta(min_length=1, max_length=64)]


class CampaignsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: CampaignState | None = None
    channel: Word | None = None


class RecipientsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    state: RecipientState | None = None
    reason: Word | None = None
    variant: Annotated[str, Meta(min_length=1, max_length=32)] | None = None


class RecipientsExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: RecipientState | None = None
    reason: Word | None = None
    variant: Annotated[str, Meta(min_length=1, max_length=32)] | None = None


async def listed(connection: Connection, agent: Agent, asked: Asked[CampaignsQuery, None]) -> Paged[Campaign]:
    query = asked.query
    items, more = await drafts.list_page(
        connection,
        agent,
        q=query.q,
        state=query.state,
        channel=query.channel,
        after=query.after,
        limit=query.limit,
    )
    return Paged(items=items, next=more)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Campaign:
    return await shaping.read(connection, agent, asked.id)


async def create(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewCampaign]) -> Campaign:
    return await drafts.create(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, CampaignChange]) -> Campaign:
    return await drafts.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await drafts.remove(tx, agent, asked.id)


async def counted(tx: Transaction, agent: Agent, asked: Asked[NoQuery, AudienceAsked]) -> AudienceCount:
    return AudienceCount(contacts=await audience.count(tx.connection, agent, asked.body.audience))


async def preview(tx: Transaction, agent: Agent, asked: Asked[NoQuery, PreviewAsked]) -> list[CampaignPreview]:
    campaign = await shaping.read(tx.connection, agent, asked.id)
    return await previews.draw(tx.connection, campaign, asked.body.contacts, asked.body.limit)


async def analytics(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Analytics:
    return await figures.analytics(connection, agent, asked.id)


async def people(connection: Connection, agent: Agent, asked: Asked[RecipientsQuery, None]) -> Paged[Recipient]:
    query = asked.query
    wanted = Wanted(state=query.state, reason=query.reason, variant=query.variant)
    items, more = await recipients.list_page(connection, agent, asked.id, wanted, query.after, query.limit)
    return Paged(items=items, next=more)


async def export(request: Request) -> Response:
    """Streams; a cell that begins like a formula is marked as text."""
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        query = query_of(request, RecipientsExport)
        wanted = Wanted(state=query.state, reason=query.reason, variant=query.variant)
        found = await recipients.note_export(tx, agent, path_of(request)["id"], wanted)
    pieces = recipients.table(hub.database, found.id, wanted)
    return StreamingResponse(pieces, 200, attached(f"{found.name}.csv"), "text/csv; charset=utf-8")


ONE = "/campaigns/{id}"
OPERATIONS = (
    read("/campaigns", listed, "List campaigns", gives=Paged[Campaign], query=CampaignsQuery),
    write(
        "POST", "/campaigns", create, "Draft a campaign", takes=NewCampaign, gives=Campaign, status=201, roles=MANAGERS
    ),
    write(
        "POST",
        "/campaigns/audience",
        counted,
        "Count an audience",
        takes=AudienceAsked,
        gives=AudienceCount,
        roles=MANAGERS,
    ),
    read(ONE, one, "Read a campaign", gives=Campaign),
    write("PUT", ONE, change, "Change a draft", takes=CampaignChange, gives=Campaign, roles=MANAGERS),
    write("DELETE", ONE, remove, "Remove a draft", roles=MANAGERS),
    write(
        "POST",
        f"{ONE}/preview",
        preview,
        "What real recipients would get",
        takes=PreviewAsked,
        gives=list[CampaignPreview],
        roles=MANAGERS,
    ),
    read(f"{ONE}/analytics", analytics, "What became of it", gives=Analytics),
    read(
        f"{ONE}/recipients",
        people,
        "The people it goes to",
        gives=Paged[Recipient],
        query=RecipientsQuery,
        roles=MANAGERS,
    ),
    other(
        "GET",
        f"{ONE}/recipients/export",
        export,
        "Download them as CSV",
        query=RecipientsExport,
        media="text/csv",
        roles=MANAGERS,
        refusals=(404, 422),
    ),
)
