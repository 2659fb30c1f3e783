"""What happened in the office, newest first: assignments, resolutions, quotations and campaigns, as far as an agent may see them."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from hub import cursors, shaping
from hub.permissions import Agent
from hub.quotations import shaping as offers
from hub.wire.campaigns import CampaignState
from hub.wire.feed import FeedCampaign, FeedConversation, FeedEntry, FeedQuotation
from storage.database import Connection
from storage.figures import feed as rows
from storage.figures.feed import LineRow
from storage.quotations import moves as quotation_moves
from storage.quotations import rows as quotations

Key = tuple[str, str]


class _Line(Struct, frozen=True):
    event: str
    by: str | None = None
    to: str | None = None


class _Became(Struct, frozen=True):
    state: CampaignState
    reason: str | None = None


_line = msgspec.json.Decoder(_Line).decode
_became = msgspec.json.Decoder(_Became).decode


async def list_page(
    connection: Connection, agent: Agent, after: str | None, limit: int
) -> tuple[list[FeedEntry], str | None]:
    """A page, and what `after` takes for the next. Raises Refusal for a cursor that is none."""
    found = await rows.page(
        connection,
        agent.channels,
        every_quotation=agent.role == "admin",
        orphans=agent.role != "agent",
        before=cursors.place(after),
        limit=limit + 1,
    )
    kept = found[:limit]
    drawn = await _drawn(connection, kept)
    more = cursors.cursor(kept[-1][1], kept[-1][2]) if len(found) > limit else None
    return [drawn[kind, id] for kind, _, id in kept if (kind, id) in drawn], more


async def _drawn(connection: Connection, found: list[tuple[str, int, str]]) -> dict[Key, FeedEntry]:
    """Each kind is read at once."""
    at = {(kind, id): shaping.time_text(moment) for kind, moment, id in found}
    ids: dict[str, list[str]] = {"conversation": [], "quotation": [], "campaign": []}
    for kind, _, id in found:
        ids[kind].append(id)
    drawn: dict[Key, FeedEntry] = {}
    for line in await rows.lines(connection, ids["conversation"]):
        drawn["conversation", line.id] = _conversation(line, at["conversation", line.id])
    moves = await quotation_moves.many(connection, ids["quotation"])
    held = {row.id: row for row in await quotations.heads(connection, [move.quotation_id for move in moves])}
    for move in moves:
        drawn["quotation", move.id] = FeedQuotation(
            id=move.id,
            at=at["quotation", move.id],
            move=offers.move(move),
            quotation=offers.summary(held[move.quotation_id]),
        )
    for act in await rows.campaign_acts(connection, ids["campaign"]):
        became = _became(act.after)
        drawn["campaign", act.id] = FeedCampaign(
            id=act.id,
            at=at["campaign", act.id],
            campaign=act.campaign_id,
            name=act.name,
            state=became.state,
            by=act.user_id,
            reason=became.reason,
        )
    return drawn


def _conversation(row: LineRow, at: str) -> FeedConversation:
    line = _line(row.content)
    return FeedConversation(
        id=row.id,
        at=at,
        event=line.event,  # type: ignore[arg-type]
        conversation=row.conversation_id,
        contact_name=row.contact_name,
        by=line.by,
        to=line.to,
    )
