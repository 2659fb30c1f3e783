"""The raw ledger: every webhook body and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, select, text, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import forwards, ledger


class LedgerRow(Struct, frozen=True, kw_only=True):
    """`state`: pending, applied, partly or unreadable; `items` and `headers` are JSON text; times are ms."""

    id: str
    kind: str
    received_at: int
    headers: str
    body: bytes
    state: str
    reason: str | None
    items: str
    tries: int
    due_at: int | None


class LedgerLine(Struct, frozen=True, kw_only=True):
    """A row as a list shows it: without its body."""

    id: str
    kind: str
    received_at: int
    size: int
    state: str
    reason: str | None
    items: str
    tries: int


APPLIED = "applied"
NOT_APPLIED = text("state <> 'applied'")  # the very words of the partial index, else no planner uses it
COLUMNS = tuple(ledger.c[name] for name in LedgerRow.__struct_fields__)
_LINE = (
    ledger.c.id,
    ledger.c.kind,
    ledger.c.received_at,
    func.length(ledger.c.body).label("size"),
    ledger.c.state,
    ledger.c.reason,
    ledger.c["items"],
    ledger.c.tries,
)


async def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    await connection.insert_later(ledger, rows)


async def get(connection: Connection, id: str) -> LedgerRow | None:
    return await connection.row(select(*COLUMNS).where(ledger.c.id == id), LedgerRow)


async def page(
    connection: Connection, *, state: str | None, words: str | None, before: tuple[int, str] | None, limit: int
) -> list[LedgerLine]:
    """Newest first; `before`: received_at and id of the last one seen; `words`: in what went wrong."""
    statement = select(*_LINE).order_by(ledger.c.received_at.desc(), ledger.c.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(ledger.c.state == state)
        if state != APPLIED:
            statement = statement.where(NOT_APPLIED)
    if words:
        statement = statement.where(NOT_APPLIED, _says(words))
    if before is not None:
        at, id = before
        older = (ledger.c.received_at < at) | ((ledger.c.received_at == at) & (ledger.c.id < id))
        # the first part says the same again, in words by which the index begins at the place
        statement = statement.where(ledger.c.received_at <= at, older)
    return await connection.rows(statement, LedgerLine)


async def dead(
    connection: Connection, *, words: str | None, before: tuple[int, str] | None, limit: int
) -> list[LedgerLine]:
    """Bodies nobody tries any more of which something could not be read or applied, newest first."""
    failed = (ledger.c.state == "unreadable") | ledger.c["items"].contains('"state":"failed"', autoescape=True)
    statement = select(*_LINE).where(NOT_APPLIED, ledger.c.due_at.is_(None), failed)
    if words:
        statement = statement.where(_says(words))
    if before is not None:
        statement = statement.where(tuple_(ledger.c.received_at, ledger.c.id) < before)
    newest = statement.order_by(ledger.c.received_at.desc(), ledger.c.id.desc()).limit(limit)
    return await connection.rows(newest, LedgerLine)


async def claim(connection: Connection, now: int, until: int, limit: int) -> list[LedgerRow]:
    """Takes bodies whose time has come, oldest first, for this worker alone until `until` (ms)."""
    due = (
        select(ledger.c.id)
        .where(ledger.c.due_at <= now)
        .order_by(ledger.c.due_at, ledger.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = update(ledger).where(ledger.c.id.in_(due.scalar_subquery()))
    claimed = statement.values(due_at=until, tries=ledger.c.tries + 1).returning(*COLUMNS)
    rows = await connection.rows(claimed, LedgerRow)
    return sorted(rows, key=lambda row: (row.received_at, row.id))


async def settle(
    connection: Connection, id: str, *, state: str, reason: str | None, items: str, due_at: int | None
) -> None:
    statement = update(ledger).where(ledger.c.id == id)
    await connection.execute(statement.values(state=state, reason=reason, items=items, due_at=due_at))


async def replace(connection: Connection, id: str, body: bytes, now: int) -> None:
    """Another body in place of one nobody could read: due at once."""
    values = {"body": body, "state": "pending", "due_at": now, "tries": 0}
    await connection.execute(update(ledger).where(ledger.c.id == id).values(values))


async def ask_again(connection: Connection, now: int, ids: Sequence[str]) -> int:
    """Makes these bodies due. Returns how many there are."""
    statement = update(ledger).where(ledger.c.id.in_(list(ids)))
    return await connection.execute(statement.values(state="pending", due_at=now, tries=0))


async def ask_range_again(connection: Connection, now: int, since: int, until: int, states: Sequence[str]) -> int:
    """Makes due what was received from `since` up to and without `until` (ms) and is in one of `states`."""
    between = (ledger.c.received_at >= since) & (ledger.c.received_at < until) & ledger.c.state.in_(list(states))
    return await connection.execute(update(ledger).where(between).values(state="pending", due_at=now, tries=0))


async def prune(connection: Connection, before: int, batch: int) -> int:
    """Deletes up to `batch` of the oldest bodies received before `before` (ms); what still waits to be applied or forwarded is kept."""
    forwarded = select(forwards.c.id).where(forwards.c.source == ledger.c.id, forwards.c.state == "waiting")
    old = (
        select(ledger.c.id)
        .where(ledger.c.received_at < before, ledger.c.due_at.is_(None), ~forwarded.exists())
        .order_by(ledger.c.received_at)
        .limit(batch)
    )
    return await connection.execute(delete(ledger).where(ledger.c.id.in_(old.scalar_subquery())))


async def depth(connection: Connection) -> int:
    """How many bodies wait to be applied."""
    return int(await connection.value(select(func.count()).select_from(ledger).where(ledger.c.due_at.is_not(None))))


def _says(words: str) -> ColumnElement[bool]:
    return mentions(ledger.c.reason, words) | mentions(ledger.c["items"], words) | (ledger.c.id == words)
