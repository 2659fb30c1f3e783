"""`/api/v1/ledger`: every webhook body as it came and what became of it, for administrators."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import ledger
from hub.shaping import time_ms
from hub.wire.errors import Refusal
from web import authentication
from web.answers import answer, read_json
from web.authentication import hub_of

PAGE = 50
Id = Annotated[str, Meta(min_length=1, max_length=64)]


class Replay(Struct, forbid_unknown_fields=True):
    """Either some bodies by their ids, or all that were received from `since` to `until` (RFC 3339)."""

    ids: Annotated[list[Id], Meta(max_length=1000)] | None = None
    since: str | None = None
    until: str | None = None


async def listed(request: Request) -> Response:
    """Newest first; `?state=&after=&limit=`."""
    proven, query = authentication.claims(request), request.query_params
    limit = query.get("limit", str(PAGE))
    if not limit.isdecimal():
        raise Refusal("invalid", "limit must be a number.", field="limit")
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        page = await ledger.list_page(
            connection, agent, state=query.get("state"), after=query.get("after"), limit=int(limit[:6])
        )
    return answer(page)


async def one(request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        found = await ledger.get(connection, agent, request.path_params["id"])
    return answer(found)


async def replay(request: Request) -> Response:
    proven, given = authentication.claims(request), await read_json(request, Replay)
    span = _span(given)
    async with hub_of(request).transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven)
        if given.ids is not None:
            count = await ledger.replay(tx, agent, given.ids)
        else:
            count = await ledger.replay_range(tx, agent, *span)
    return answer({"asked": count}, 202)


def _span(given: Replay) -> tuple[int, int]:
    if (given.ids is None) == (given.since is None and given.until is None):
        raise Refusal("invalid", "Give either ids, or since and until.", field="ids")
    if given.ids is not None:
        return 0, 0
    if given.since is None or given.until is None:
        raise Refusal(
            "invalid", "A range needs both since and until.", field="since" if given.since is None else "until"
        )
    return time_ms(given.since), time_ms(given.until)
