"""Quotations whose last day comes near, or has passed, and who was reminded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select

from storage.database import Connection
from storage.tables import quotation_reminders, quotations

_q, _r = quotations.c, quotation_reminders.c


async def past(connection: Connection, states: Collection[str], today: str, limit: int) -> list[str]:
    """Quotations in these states whose last day lies before `today`."""
    wanted = _q.state.in_(sorted(states)) & (_q.valid_until < today)
    return await connection.values(select(_q.id).where(wanted).order_by(_q.valid_until, _q.id).limit(limit))


async def near(
    connection: Connection, states: Collection[str], first: str, last: str, sent_before: int, limit: int
) -> list[str]:
    """Those in these states whose last day lies from `first` to `last`, sent before `sent_before` (ms), of whose revision nobody was
    reminded."""
    reminded = exists().where((_r.quotation_id == _q.id) & (_r.revision == _q.revision))
    wanted = _q.state.in_(sorted(states)) & _q.valid_until.between(first, last) & (_q.sent_at < sent_before)
    statement = select(_q.id).where(wanted & ~reminded)
    return await connection.values(statement.order_by(_q.valid_until, _q.id).limit(limit))


async def remind(connection: Connection, quotation_id: str, revision: int, **values: Any) -> bool:
    """Notes that somebody is reminded of it now. False when somebody was."""
    row = {"quotation_id": quotation_id, "revision": revision, **values}
    statement = connection.insert(quotation_reminders).values(**row).on_conflict_do_nothing()
    return await connection.value(statement.returning(_r.quotation_id)) is not None


async def reminded_by(connection: Connection, quotation_id: str, revision: int, message_id: str) -> None:
    mine = (_r.quotation_id == quotation_id) & (_r.revision == revision)
    await connection.execute(quotation_reminders.update().where(mine).values(message_id=message_id, way="message"))
