"""`/api/v1/admin/stats`: how much was said, how long customers waited, what failed; as JSON or as a table to download."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub.figures import statistics, statistics_sheet
from hub.wire.statistics import Statistics
from web import answers, downloads
from web.authentication import hub_of
from web.operations import MANAGERS, agent_of, other
from web.queries import query_of

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class StatisticsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on the company's calendar, both included; without them the last thirty. `format=csv`: a line a day, number and person."""

    since: date | None = None
    until: date | None = None
    channel: Id | None = None
    agent: Id | None = None
    format: Literal["json", "csv"] = "json"


async def show(request: Request) -> Response:
    query = query_of(request, StatisticsQuery)
    asked = statistics.Asked(since=query.since, until=query.until, channel=query.channel, agent=query.agent)
    async with hub_of(request).database.reading() as connection:
        await agent_of(request, connection)
        if query.format == "json":
            return answers.answer(await statistics.read(connection, asked))
        lines = await statistics_sheet.rows(connection, asked)
    table = await asyncio.to_thread(statistics_sheet.csv, lines)
    return Response(table, 200, downloads.attached("statistics.csv"), "text/csv")


OPERATIONS = (
    other(
        "GET",
        "/admin/stats",
        show,
        "Volumes, waits and failures",
        gives=Statistics,
        media="text/csv",
        query=StatisticsQuery,
        roles=MANAGERS,
    ),
)
