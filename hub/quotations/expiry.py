"""Quotations expire by themselves when their last day, in the office's time zone, has passed."""

from __future__ import annotations

from hub.office import configuration
from hub.quotations import holding, states
from hub.quotations.days import today
from hub.transaction import Transaction
from storage.database import Connection
from storage.quotations import deadlines as rows

AT_ONCE = 20  # of one transaction


async def due(connection: Connection, now: int) -> list[str]:
    day = today(await configuration.read(connection), now)
    return await rows.past(connection, states.OPEN, day.isoformat(), AT_ONCE)


async def expire(tx: Transaction, quotation_id: str) -> None:
    """Unless it was answered, revised or prolonged meanwhile. Any number of workers may try."""
    held = await holding.hold(tx, quotation_id)
    day = today(await configuration.read(tx.connection), tx.now).isoformat()
    last = held.row.valid_until
    if held.row.state in states.OPEN and last is not None and last < day:
        await states.move(tx, held, "expired", states.SYSTEM)
