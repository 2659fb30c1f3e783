"""Lists of quotations as an agent may see them: narrowed, in order, page by page; what they come to; what became of one."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from hub import money
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import holding, shaping
from hub.quotations.days import day_of
from hub.searching import search
from hub.searching.question import is_askable
from hub.shaping import time_ms
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import QuotationFilter, QuotationSort
from hub.wire.quotations import CurrencyTotal, QuotationMove, QuotationState, QuotationSummary, QuotationTotals
from storage.database import Connection
from storage.quotations import lists as rows
from storage.quotations import moves
from storage.quotations.lists import Wanted
from storage.quotations.rows import HeadRow

LARGEST = 2**62
LONGEST_ID = 64
LENGTH_OF_DAY = 10  # characters: 2027-01-31
_KEYS = {"created": "created_at", "updated": "updated_at", "total": "total", "valid": "valid_until"}


async def list_page(
    connection: Connection, agent: Agent, asked: QuotationFilter, sort: QuotationSort, after: str | None, limit: int
) -> tuple[list[QuotationSummary], str | None]:
    """A page and what `after` takes for the next."""
    place = None if after is None else _place(after, sort)
    found = await rows.page(connection, await _wanted(connection, agent, asked), sort, place, limit + 1)
    kept = found[:limit]
    return [shaping.summary(row) for row in kept], _cursor(sort, kept[-1]) if len(found) > limit else None


async def totals(connection: Connection, agent: Agent, asked: QuotationFilter) -> QuotationTotals:
    """What the quotations of a list come to, by currency and state."""
    found, complete = await rows.sums(connection, await _wanted(connection, agent, asked))
    told = [
        CurrencyTotal(
            state=cast(QuotationState, row.state), count=row.count, total=money.shape(row.total, row.currency)
        )
        for row in found
    ]
    return QuotationTotals(totals=told, complete=complete)


async def history(connection: Connection, agent: Agent, quotation_id: str) -> list[QuotationMove]:
    """What became of it, the oldest first."""
    row = await holding.seen(connection, agent, quotation_id)
    return [shaping.move(move) for move in await moves.of_quotation(connection, row.id)]


async def _wanted(connection: Connection, agent: Agent, asked: QuotationFilter) -> Wanted:
    if (asked.least is not None or asked.most is not None) and asked.currency is None:
        raise Refusal("invalid", "Amounts are compared in one currency: name it.", field="currency")
    words = (asked.q or "").strip()
    zone = ZoneInfo((await configuration.read(connection)).time_zone) if asked.since or asked.until else None
    return Wanted(
        channels=None if agent.role == "admin" else tuple(sorted(agent.channels)),
        orphans=agent.role != "agent",
        states=tuple(dict.fromkeys(asked.state)),
        contact=asked.contact,
        conversation=asked.conversation,
        owner=agent.id if asked.owner == "me" else asked.owner,
        currency=asked.currency,
        since=_begins(asked.since, "since", zone, 0),
        until=_begins(asked.until, "until", zone, 1),
        valid_since=asked.valid_since and day_of(asked.valid_since, "valid_since").isoformat(),
        valid_until=asked.valid_until and day_of(asked.valid_until, "valid_until").isoformat(),
        least=_minor(asked.least, asked.currency, "least"),
        most=_minor(asked.most, asked.currency, "most"),
        number=words or None,
        found=tuple(await search.quotation_ids(connection, agent, words))
        if is_askable(words)
        else ()
        if words
        else None,
    )


def _begins(text: str | None, field: str, zone: ZoneInfo | None, days: int) -> int | None:
    """A moment in ms. A day begins in the office's time zone, and so many days later it is over."""
    if text is None:
        return None
    if len(text) != LENGTH_OF_DAY:
        return time_ms(text, field=field)
    begins = datetime.combine(day_of(text, field), datetime.min.time(), zone) + timedelta(days=days)
    return int(begins.timestamp() * 1000)


def _minor(amount: str | None, currency: str | None, field: str) -> int | None:
    return None if amount is None or currency is None else money.minor(Decimal(amount), currency, field=field)


def _cursor(sort: QuotationSort, row: HeadRow) -> str:
    key = getattr(row, _KEYS[sort.removeprefix("-")])
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, key, row.id])).decode().rstrip("=")


def _place(after: str, sort: QuotationSort) -> tuple[Any, str]:
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        order, key, id = msgspec.json.decode(raw, type=tuple[str, str | int, str])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _no_cursor() from None
    fits = isinstance(key, str) if sort == "valid" else isinstance(key, int) and abs(key) < LARGEST
    if order != sort or not fits or len(id) > LONGEST_ID or "\x00" in f"{key}{id}":
        raise _no_cursor()
    return key, id


def _no_cursor() -> Refusal:
    return Refusal("invalid", "`after` must be the `next` of an earlier page in the same order.", field="after")
