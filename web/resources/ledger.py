"""`/api/v1/admin/ledger`: every webhook body as it came and what became of it; and the dead letters of all kinds."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from hub import ledger
from hub.endpoints import dead_letters
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.ledger import LedgerEntry, LedgerLine, LedgerState, Letter, LetterKind, Reapplied
from hub.wire.shapes import Page
from storage.database import Connection
from web.operations import ADMINS, MANAGERS, Asked, NoQuery, Paged, Paging, read, write
from web.times import Moment, ms_of

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class LedgerQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: LedgerState | None = None


class LettersQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: LetterKind | None = None


class Replay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either some bodies by their ids, or all that were received from `since` to `until` and not applied whole."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)] | None = None
    since: Moment | None = None
    until: Moment | None = None


async def listed(connection: Connection, agent: Agent, asked: Asked[LedgerQuery, None]) -> Page:
    query = asked.query
    return await ledger.list_page(
        connection, agent, state=query.state, words=query.q, after=query.after, limit=query.limit
    )


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> LedgerEntry:
    return await ledger.get(connection, agent, asked.id)


async def replay(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Replay]) -> Reapplied:
    ids, since, until = asked.body.ids, ms_of(asked.body.since), ms_of(asked.body.until)
    if (ids is None) == (since is None and until is None):
        raise Refusal("invalid", "Give either ids, or since and until.", field="ids")
    if ids is not None:
        return Reapplied(asked=await ledger.replay(tx, agent, ids))
    if since is None or until is None:
        raise Refusal("invalid", "A range needs both since and until.", field="until" if until is None else "since")
    return Reapplied(asked=await ledger.replay_range(tx, agent, since, until))


async def dead(connection: Connection, agent: Agent, asked: Asked[LettersQuery, None]) -> Page:
    query = asked.query
    return await dead_letters.list_page(
        connection, agent, kind=query.kind, words=query.q, after=query.after, limit=query.limit
    )


OPERATIONS = (
    read(
        "/admin/ledger",
        listed,
        "Webhook bodies, newest first",
        gives=Paged[LedgerLine],
        query=LedgerQuery,
        roles=ADMINS,
    ),
    read("/admin/ledger/{id}", one, "A webhook body whole", gives=LedgerEntry, roles=ADMINS),
    write(
        "POST",
        "/admin/ledger/replay",
        replay,
        "Apply webhook bodies again",
        takes=Replay,
        gives=Reapplied,
        status=202,
        roles=ADMINS,
    ),
    read(
        "/admin/letters",
        dead,
        "Dead letters: what nobody tries any more",
        gives=Paged[Letter],
        query=LettersQuery,
        roles=MANAGERS,
    ),
)
