"""Search over HTTP: the same answer as the command `search`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from hub.permissions import Agent
from hub.searching import search
from hub.wire.found import Found, FoundKind
from storage.database import Connection
from web.operations import Asked, Paging, read


class SearchQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`kinds`, given once for each: without it all. `limit` counts for each kind."""

    q: Annotated[str, Meta(min_length=1, max_length=200)]
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    after: Annotated[str, Meta(max_length=2000)] | None = None
    kinds: Annotated[list[FoundKind], Meta(max_length=8)] = field(default_factory=list)


async def found(connection: Connection, agent: Agent, asked: Asked[SearchQuery, None]) -> Found:
    query = asked.query
    return await search.search(connection, agent, query.q, query.limit, kinds=query.kinds, after=query.after)


OPERATIONS = (
    read("/search", found, "Find messages, contacts, conversations and files", gives=Found, query=SearchQuery),
)
