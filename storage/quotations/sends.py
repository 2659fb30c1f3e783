"""The messages that carry quotations: their documents to be drawn, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import messages, quotation_sends


class SendRow(Struct, frozen=True, kw_only=True):
    """`ticket`: the hash of what the message's buttons carry; times are ms."""

    message_id: str
    quotation_id: str
    revision: int
    purpose: str
    ticket: str
    created_at: int
    due_at: int | None
    claimed_by: str | None
    tries: int


class StandingRow(Struct, frozen=True, kw_only=True):
    """A send with how its message stands. `error` is JSON text."""

    message_id: str
    conversation_id: str
    quotation_id: str
    revision: int
    purpose: str
    created_at: int
    status: str
    error: str | None


COLUMNS = tuple(quotation_sends.c[name] for name in SendRow.__struct_fields__)
_STANDING = (
    quotation_sends.c.message_id, messages.c.conversation_id, quotation_sends.c.quotation_id, quotation_sends.c.revision,
    quotation_sends.c.purpose, quotation_sends.c.created_at, messages.c.status, messages.c.error,
)  # fmt: skip
_ITS_MESSAGE = quotation_sends.c.message_id == messages.c.id


async def insert(connection: Connection, **values: Any) -> None:
    await connection.insert_many(quotation_sends, [values])


async def get(connection: Connection, message_id: str) -> SendRow | None:
    return await connection.row(select(*COLUMNS).where(quotation_sends.c.message_id == message_id), SendRow)


async def by_ticket(connection: Connection, quotation_id: str, ticket: str) -> SendRow | None:
    """The send whose buttons carry this ticket (its hash)."""
    wanted = (quotation_sends.c.quotation_id == quotation_id) & (quotation_sends.c.ticket == ticket)
    return await connection.row(select(*COLUMNS).where(wanted), SendRow)


async def tell_once(connection: Connection, message_id: str, now: int) -> bool:
    """Whether nobody has been told yet that this send's buttons came too late; now somebody has."""
    untold = (quotation_sends.c.message_id == message_id) & quotation_sends.c.told_at.is_(None)
    return await connection.execute(update(quotation_sends).where(untold).values(told_at=now)) == 1


async def standing(connection: Connection, message_ids: Collection[str]) -> list[StandingRow]:
    """Those of these messages that carry quotations."""
    statement = select(*_STANDING).join(messages, _ITS_MESSAGE)
    wanted = quotation_sends.c.message_id.in_(sorted(message_ids))
    return await connection.rows(statement.where(wanted).order_by(messages.c.id), StandingRow)


async def under_way(connection: Connection, quotation_id: str, revision: int, since: int) -> str | None:
    """The message that is on its way to the customer with this revision now, or was asked for after `since` (ms) and did not fail."""
    wanted = (quotation_sends.c.quotation_id == quotation_id) & (quotation_sends.c.revision == revision)
    waiting = messages.c.status.in_(("queued", "sending"))
    fresh = (quotation_sends.c.created_at > since) & messages.c.status.not_in(("failed", "unknown"))
    statement = select(quotation_sends.c.message_id).join(messages, _ITS_MESSAGE).where(wanted & (waiting | fresh))
    found: str | None = await connection.value(statement.order_by(quotation_sends.c.created_at.desc()).limit(1))
    return found


async def of_quotation(connection: Connection, quotation_id: str) -> list[StandingRow]:
    """Newest first."""
    statement = select(*_STANDING).join(messages, _ITS_MESSAGE).where(quotation_sends.c.quotation_id == quotation_id)
    return await connection.rows(
        statement.order_by(quotation_sends.c.created_at.desc(), messages.c.id).limit(100), StandingRow
    )


# --- documents to draw --------------------------------------------------------------------------------------------------------------


async def any_due(connection: Connection, now: int) -> bool:
    statement = select(quotation_sends.c.message_id).where(quotation_sends.c.due_at <= now)
    return await connection.value(statement.limit(1)) is not None


async def claim(connection: Connection, holder: str, now: int, until: int, limit: int) -> list[SendRow]:
    """Documents to draw now, oldest first. Until `until` nobody else draws them; then somebody does, for the holder may be gone."""
    due = select(quotation_sends.c.message_id).where(quotation_sends.c.due_at <= now)
    due = due.order_by(quotation_sends.c.due_at).limit(limit)
    found = await connection.values(due.with_for_update(skip_locked=True))
    if not found:
        return []
    statement = update(quotation_sends).where(quotation_sends.c.message_id.in_(found))
    values = {"due_at": until, "claimed_by": holder, "tries": quotation_sends.c.tries + 1}
    return await connection.rows(statement.values(**values).returning(*COLUMNS), SendRow)


async def holders(connection: Connection) -> list[str]:
    """Who is drawing something now."""
    claimed = quotation_sends.c.due_at.is_not(None) & quotation_sends.c.claimed_by.is_not(None)
    return await connection.values(select(quotation_sends.c.claimed_by).where(claimed).distinct())


async def release(connection: Connection, holder: str, now: int) -> None:
    """What a holder that is gone was drawing is due at once."""
    claimed = quotation_sends.c.due_at.is_not(None) & (quotation_sends.c.claimed_by == holder)
    await connection.execute(update(quotation_sends).where(claimed).values(due_at=now, claimed_by=None))


async def finish(connection: Connection, message_id: str, holder: str) -> bool:
    """Nothing is to be drawn any more. False when somebody else has taken over."""
    mine = (quotation_sends.c.message_id == message_id) & (quotation_sends.c.claimed_by == holder)
    statement = update(quotation_sends).where(mine & quotation_sends.c.due_at.is_not(None))
    return await connection.execute(statement.values(due_at=None, claimed_by=None)) == 1


async def again(connection: Connection, message_id: str, holder: str, at: int) -> None:
    mine = (quotation_sends.c.message_id == message_id) & (quotation_sends.c.claimed_by == holder)
    await connection.execute(update(quotation_sends).where(mine).values(due_at=at, claimed_by=None))
