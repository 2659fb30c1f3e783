"""What became of every webhook body, and the loop that applies what waits: bodies kept as pending, and those an administrator replays.

Replaying is harmless: everything in a body is applied once, whatever was applied before.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence
from typing import cast

import msgspec

from hub import permissions
from hub.cursors import cursor, place
from hub.office import activity
from hub.permissions import Agent
from hub.receiving import parked
from hub.receiving.apply import apply
from hub.receiving.bodies import outcomes, state_of
from hub.receiving.book import Item, Raced, Rules
from hub.receiving.parked import Pair
from hub.shaping import time_text
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.ledger import LedgerEntry, LedgerLine, LedgerState
from storage.database import Connection
from storage.failures import DatabaseLost, raced
from storage.intake import ledger
from storage.intake.ledger import LedgerLine as LedgerLineRow
from storage.intake.ledger import LedgerRow
from storage.mail import asides

CLAIM_MS = 60_000  # a worker that dies leaves its bodies to the next after this
TRIES = 4  # then a guilty item waits for a person
BACK_OFF_MS = (5_000, 60_000, 600_000)  # after the first, second and third try
PAGE_LIMIT = 200
BODY_SHOWN = 256 * 1024  # bytes of a body that are shown
RACE_TRIES = 5

log = logging.getLogger(__name__)


async def apply_pending(transactions: Transactions, rules: Rules, limit: int = 20) -> int:
    """Applies up to `limit` bodies that are due. Returns how many it took."""
    async with transactions.database.writing() as connection:
        now = milliseconds()
        claimed = await ledger.claim(connection, now, now + CLAIM_MS, limit)
    for row in claimed:
        await _apply(transactions, rules, row)
    return len(claimed)


async def list_page(
    connection: Connection,
    agent: Agent,
    *,
    state: str | None = None,
    words: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> shapes.Page:
    """`LedgerLine`s, newest first, for administrators. Raises Refusal (invalid) for a cursor that is none."""
    permissions.require_role(agent, "admin")
    size = max(1, min(limit, PAGE_LIMIT))
    found = await ledger.page(connection, state=state, words=words, before=place(after), limit=size + 1)
    last = found[size - 1] if len(found) > size else None
    return shapes.Page(
        items=[_line(row) for row in found[:size]], next=None if last is None else cursor(last.received_at, last.id)
    )


async def get(connection: Connection, agent: Agent, id: str) -> LedgerEntry:
    """One body with what became of each of its facts."""
    permissions.require_role(agent, "admin")
    row = await ledger.get(connection, id)
    if row is None:
        raise Refusal("not_found", "There is no such webhook body.")
    text, encoded = _shown(row.body[:BODY_SHOWN])
    return LedgerEntry(
        id=row.id,
        kind=row.kind,
        received_at=time_text(row.received_at),
        size=len(row.body),
        state=cast(LedgerState, row.state),
        reason=row.reason,
        tries=row.tries,
        headers=msgspec.json.decode(row.headers),
        items=msgspec.json.decode(row.items),
        body=text,
        body_base64=encoded,
    )


async def replay(tx: Transaction, agent: Agent, ids: Sequence[str]) -> int:
    """Applies these bodies once more, by the loop above; mails a server did not hand out are asked for again. Returns how many there are."""
    permissions.require_role(agent, "admin")
    count = await ledger.ask_again(tx.connection, tx.now, ids)
    if not count:
        raise Refusal("not_found", "There is no such webhook body.")
    await asides.ask(tx.connection, ids, tx.now)
    await activity.note(tx, agent, "ledger.replayed", after={"ids": ids, "asked": count})
    return count


async def replay_range(
    tx: Transaction, agent: Agent, since: int, until: int, states: Sequence[str] = ("pending", "partly", "unreadable")
) -> int:
    """Applies again what came from `since` up to and without `until` (ms) and is in one of `states`."""
    permissions.require_role(agent, "admin")
    count = await ledger.ask_range_again(tx.connection, tx.now, since, until, states)
    await asides.ask_range(tx.connection, since, until, tx.now)
    await activity.note(tx, agent, "ledger.replayed", after={"since": since, "until": until, "asked": count})
    return count


async def _apply(transactions: Transactions, rules: Rules, row: LedgerRow) -> None:
    """Whole if it can be; else item by item, each in a transaction of its own, so that one never blocks its neighbours."""
    try:
        facts = rules.channels[row.kind].parse(row.body)
    except Exception as error:
        log.exception("webhook body %s still cannot be read", row.id)
        await _settle(transactions, row, "unreadable", _words(error), "[]", None)
        return
    items = [Item(kind=row.kind, fact=fact, arrived=row.received_at, ledger_id=row.id) for fact in facts]
    try:
        await _commit(transactions, rules, items)
    except DatabaseLost:
        raise
    except Exception:
        log.exception("webhook body %s cannot be applied whole; applying it item by item", row.id)
        for item in items:
            await _apply_one(transactions, rules, item)
    failed = any(item.state == "failed" for item in items)
    again = failed and row.tries < TRIES
    due_at = milliseconds() + BACK_OFF_MS[min(row.tries, len(BACK_OFF_MS)) - 1] if again else None
    await _settle(transactions, row, state_of(items), None, outcomes(items), due_at)


async def _apply_one(transactions: Transactions, rules: Rules, item: Item) -> None:
    try:
        await _commit(transactions, rules, [item])
    except DatabaseLost:
        raise
    except Exception as error:
        item.became("failed", reason=_words(error))


async def _commit(transactions: Transactions, rules: Rules, items: list[Item]) -> None:
    joinable: list[Pair] = []
    for attempt in range(RACE_TRIES):
        for item in items:
            item.became("waiting")
        try:
            async with transactions.begin() as tx:
                book = await apply(tx, items, rules)
                joinable = await parked.look(book)
            joinable += await parked.wanted(transactions.database, parked.stored(book))
            break
        except Exception as error:
            if attempt + 1 == RACE_TRIES or not (isinstance(error, Raced) or raced(error)):
                raise
    await parked.join_committed(transactions, rules, joinable)


async def _settle(
    transactions: Transactions, row: LedgerRow, state: str, reason: str | None, items: str, due_at: int | None
) -> None:
    async with transactions.database.writing() as connection:
        await ledger.settle(connection, row.id, state=state, reason=reason, items=items, due_at=due_at)


def _words(error: Exception) -> str:
    """The reason as an administrator reads it: the first line, without what was being written."""
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:500]


def _line(row: LedgerLineRow) -> LedgerLine:
    counts: dict[str, int] = {}
    for item in msgspec.json.decode(row.items):
        counts[item["state"]] = counts.get(item["state"], 0) + 1
    return LedgerLine(
        id=row.id,
        kind=row.kind,
        received_at=time_text(row.received_at),
        size=row.size,
        state=cast(LedgerState, row.state),
        reason=row.reason,
        tries=row.tries,
        counts=counts,
    )


def _shown(body: bytes) -> tuple[str | None, str | None]:
    """As text, or in base64 when it is none."""
    try:
        return body.decode(), None
    except UnicodeDecodeError:
        return None, base64.b64encode(body).decode()
