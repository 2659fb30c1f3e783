"""`/api/v1/dashboard` and `/api/v1/feed`: the present of the office, and what happened in it, as far as one may see it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from hub.figures import dashboard, feed
from hub.permissions import Agent
from hub.wire.dashboard import Dashboard
from hub.wire.feed import FeedEntry
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, Paged, read


class FeedQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


async def show(connection: Connection, agent: Agent, _: Asked[NoQuery, None]) -> Dashboard:
    return await dashboard.read(connection, agent)


async def listed(connection: Connection, agent: Agent, asked: Asked[FeedQuery, None]) -> Paged[FeedEntry]:
    items, more = await feed.list_page(connection, agent, asked.query.after, asked.query.limit)
    return Paged(items=items, next=more)


OPERATIONS: tuple[Operation, ...] = (
    read("/dashboard", show, "Who waits now, and today beside the usual day", gives=Dashboard),
    read("/feed", listed, "What happened in the office, newest first", gives=Paged[FeedEntry], query=FeedQuery),
)
