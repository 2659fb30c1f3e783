"""`/api/v1/admin/activity`: who did what, from where, and how it was before and after."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.office import activity, activity_sheet
from hub.office.activity_sheet import Wanted
from hub.permissions import Agent
from hub.wire.activity import Act
from hub.wire.shapes import Page
from storage.database import Connection
from web.authentication import hub_of
from web.downloads import attached
from web.operations import ADMINS, Asked, Paged, Paging, agent_of, other, read
from web.queries import query_of
from web.times import Moment, ms_of

CSV = "text/csv; charset=utf-8"
Word = Annotated[str, Meta(min_length=1, max_length=64)]


class ActivityQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`who`: a user's id. `act`: its name, or with a dot at its end (`user.`) all acts on that kind of subject."""

    who: Word | None = None
    act: Word | None = None
    subject: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


class ActivityExport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As the list is narrowed."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    who: Word | None = None
    act: Word | None = None
    subject: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


async def listed(connection: Connection, _: Agent, asked: Asked[ActivityQuery, None]) -> Page:
    query = asked.query
    return await activity.list_page(
        connection,
        user=query.who,
        act=query.act,
        subject=query.subject,
        words=query.q,
        since=ms_of(query.since),
        until=ms_of(query.until),
        after=query.after,
        limit=query.limit,
    )


async def export(request: Request) -> Response:
    """Streams; a cell that begins like a formula is marked as text."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
        query = query_of(request, ActivityExport)
    wanted = Wanted(
        user=query.who,
        act=query.act,
        subject=query.subject,
        words=query.q,
        since=ms_of(query.since),
        until=ms_of(query.until),
    )
    return StreamingResponse(activity_sheet.acts(hub.database, wanted), 200, attached("activity.csv"), CSV)


OPERATIONS = (
    read(
        "/admin/activity",
        listed,
        "Administrative acts, newest first",
        gives=Paged[Act],
        query=ActivityQuery,
        roles=ADMINS,
    ),
    other(
        "GET",
        "/admin/activity/export",
        export,
        "Download them as CSV",
        query=ActivityExport,
        media="text/csv",
        roles=ADMINS,
        refusals=(422,),
    ),
)
