"""`/api/v1/campaigns`: written, looked at, counted, and what became of them. What is done with one: web/resources/campaign_runs.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.campaigns import audience, comparison, drafts, exports, figures, previews, recipients, shaping
from hub.campaigns.counted import Counted
from hub.campaigns.recipients import Wanted
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaign_changes import AudienceAsked, AudienceCount, CampaignChange, NewCampaign, PreviewAsked
from hub.wire.campaign_figures import Analytics, Bucket, CampaignComparison, Recipient, RecipientState
from hub.wire.campaign_ways import FallbackKind
from hub.wire.campaigns import Campaign, CampaignPreview, CampaignState
from hub.wire.errors import Refusal
from storage.database import Connection
from web.answers import answer, read_json
from web.authentication import hub_of
from web.downloads import attached
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, agent_of, other, read, write
from web.queries import path_of, query_of

Word = Annotated[str, Meta(min_length=1, max_length=64)]
Moment = Annotated[str, Meta(min_length=10, max_length=40)]
Did = Literal["clicked", "opted_out"]
Format = Literal["csv", "xlsx"]
MOST_COMPARED = 10


class CampaignsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`follow_ups`: with the later steps of sequences, which are left out otherwise. `since`, `until`: those that began, or are to
    begin, from the one moment on and before the other."""

    state: CampaignState | None = None
    channel: Word | None = None
    follow_ups: bool = False
    since: Moment | None = None
    until: Moment | None = None


class RecipientsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`q`: words of the contact, as in every search of contacts; `by`: whom another kind of channel was to reach."""

    state: RecipientState | None = None
    reason: Word | None = None
    variant: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    did: Did | None = None
    by: FallbackKind | None = None


class RecipientsExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: RecipientState | None = None
    reason: Word | None = None
    variant: Annotated[str, Meta(min_length=1, max_length=32)] | None = None
    did: Did | None = None
    by: FallbackKind | None = None
    format: Format = "csv"


class AnalyticsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`every`: the stretches of the series; left out: what shows it best."""

    every: Bucket | None = None


class AnalyticsExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Format = "csv"


class ComparisonQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`ids`: up to ten campaigns, with commas between them."""

    ids: Annotated[str, Meta(min_length=1, max_length=700)]


async def listed(connection: Connection, agent: Agent, asked: Asked[CampaignsQuery, None]) -> Paged[Campaign]:
    query = asked.query
    items, more = await drafts.list_page(
        connection,
        agent,
        q=query.q,
        state=query.state,
        channel=query.channel,
        since=query.since,
        until=query.until,
        follow_ups=query.follow_ups,
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


async def preview(request: Request) -> Response:
    hub, asked = hub_of(request), await read_json(request, PreviewAsked)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        campaign = await shaping.read(connection, agent, path_of(request)["id"])
        url = hub.settings.public_url
        drawn = await previews.draw(connection, campaign, asked.contacts, asked.limit, asked.step, url)
    return answer(drawn)


async def analytics(request: Request) -> Response:
    hub, query = hub_of(request), query_of(request, AnalyticsQuery)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
    counted: Counted = request.app.state.counted
    return answer(await counted.analytics(hub.database, agent, path_of(request)["id"], query.every))


async def compared(connection: Connection, agent: Agent, asked: Asked[ComparisonQuery, None]) -> CampaignComparison:
    wanted = [id for id in (each.strip() for each in asked.query.ids.split(",")) if id]
    if not 1 <= len(wanted) <= MOST_COMPARED:
        raise Refusal("invalid", f"Name one to {MOST_COMPARED} campaigns.", field="ids")
    return await comparison.compare(connection, agent, wanted)


async def people(connection: Connection, agent: Agent, asked: Asked[RecipientsQuery, None]) -> Paged[Recipient]:
    query = asked.query
    wanted = Wanted(
        state=query.state, reason=query.reason, variant=query.variant, did=query.did, by=query.by, q=query.q
    )
    items, more = await recipients.list_page(connection, agent, asked.id, wanted, query.after, query.limit)
    return Paged(items=items, next=more)


async def export(request: Request) -> Response:
    """Streams; a cell that begins like a formula is marked as text."""
    hub = hub_of(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        query = query_of(request, RecipientsExport)
        wanted = Wanted(state=query.state, reason=query.reason, variant=query.variant, did=query.did, by=query.by)
        found = await recipients.note_export(tx, agent, path_of(request)["id"], wanted)
    pieces = exports.people(hub.database, found.id, wanted, query.format)
    return _file(pieces, f"{found.name}.{query.format}", query.format)


async def export_analytics(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        query = query_of(request, AnalyticsExport)
        found = await shaping.read(connection, agent, path_of(request)["id"])
        told = await figures.analytics(connection, agent, found.id)
    name = f"{found.name} analytics.{query.format}"
    return _file(exports.analytics(found, told, query.format), name, query.format)


def _file(pieces: AsyncIterator[bytes], name: str, format: Format) -> Response:
    return StreamingResponse(pieces, 200, attached(name), exports.TYPES[format])


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
    read(
        "/campaigns/compare", compared, "Campaigns side by side", gives=CampaignComparison, query=ComparisonQuery
    ),  # before /campaigns/{id}
    read(ONE, one, "Read a campaign", gives=Campaign),
    write("PUT", ONE, change, "Change a draft", takes=CampaignChange, gives=Campaign, roles=MANAGERS),
    write("DELETE", ONE, remove, "Remove a draft", roles=MANAGERS),
    other(
        "POST",
        f"{ONE}/preview",
        preview,
        "What real recipients would get",
        takes=PreviewAsked,
        gives=list[CampaignPreview],
        roles=MANAGERS,
        refusals=(404, 413, 422),
    ),
    other(
        "GET",
        f"{ONE}/analytics",
        analytics,
        "What became of it",
        gives=Analytics,
        query=AnalyticsQuery,
        refusals=(404, 422),
    ),
    other(
        "GET",
        f"{ONE}/analytics/export",
        export_analytics,
        "Download the numbers as CSV or XLSX",
        query=AnalyticsExport,
        media="text/csv",
        refusals=(404, 422),
    ),
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
        "Download them as CSV or XLSX",
        query=RecipientsExport,
        media="text/csv",
        roles=MANAGERS,
        refusals=(404, 422),
    ),
)
