"""Things said at given times, for what counts them."""

from __future__ import annotations

import itertools
from typing import Any

from hub import ids
from hub.transaction import Transactions
from hub.work.counting import Counting
from storage import tables
from tests.cast import Cast

MINUTE, HOUR, DAY = 60_000, 3_600_000, 24 * 3_600_000
NOON = 1_790_164_800_000  # 2026-09-23 12:00 UTC, a Wednesday: 19:00 in Bangkok
_numbers = itertools.count(1)


def made_at(ms: int) -> str:
    """An id as it would have been made then."""
    return ids.first_of(ms)[:-12] + f"{next(_numbers):012x}"


def said(cast: Cast, at: int, by: str = "customer", **more: Any) -> dict[str, Any]:
    """By "customer", "campaign", a user's id, or (`event`) a line about the conversation."""
    kind = {"customer": "customer", "campaign": "campaign", "system": "system"}.get(by, "user")
    row = {
        "id": made_at(at), "conversation_id": cast.pims, "channel_id": cast.sales, "order": ids.order_of(at, at * 1000),
        "direction": "in" if by == "customer" else "out", "kind": "text", "text": "x", "content": "{}",
        "status": "received" if by == "customer" else "sent", "error": None, "author_kind": kind,
        "author_id": by if kind == "user" else None, "sent_at": at, "created_at": at,
    }  # fmt: skip
    return row | more


def resolved(cast: Cast, at: int, by: str) -> dict[str, Any]:
    return said(cast, at, "system", kind="system", content=f'{{"event":"resolved","by":"{by}"}}')


async def keep(transactions: Transactions, *rows: dict[str, Any]) -> None:
    async with transactions.begin() as tx:
        await tx.connection.insert_many(tables.messages, rows)


async def count(transactions: Transactions) -> int:
    """Counts all there is; how many turns it took."""
    counting, turns = Counting(transactions, "a:1:x"), 1
    while await counting.turn():
        turns += 1
    return turns
