"""The people campaigns go to: rows, pages, counts."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import func, select, tuple_

from storage.database import Connection
from storage.tables import campaign_recipients, contacts

State = Literal["waiting", "claimed", "sent", "delivered", "read", "replied", "failed", "unknown", "skipped"]

_c = campaign_recipients.c


class RecipientRow(Struct, frozen=True, kw_only=True):
    """`place`: where it stands in the order of sending; `address`: what no two recipients of a campaign share; times are ms."""

    id: str
    campaign_id: str
    contact_id: str | None
    identity_id: str | None
    address: str | None
    language: str | None
    variant: str | None
    place: int
    state: State
    reason: str | None
    detail: str | None
    message_id: str | None
    claimed_at: int | None
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None
    replied_at: int | None
    clicked_at: int | None
    failed_at: int | None
    created_at: int


COLUMNS = tuple(_c[name] for name in RecipientRow.__struct_fields__)


async def page(
    connection: Connection,
    campaign_id: str,
    *,
    state: str | None,
    reason: str | None,
    variant: str | None,
    after: tuple[int, str] | None,
    limit: int,
) -> list[tuple[RecipientRow, str | None]]:
    """In the order of sending, from `after` on: each with the name of its contact."""
    statement = select(*COLUMNS, contacts.c.name).outerjoin(contacts, contacts.c.id == _c.contact_id)
    statement = statement.where(_c.campaign_id == campaign_id)
    for column, wanted in ((_c.state, state), (_c.reason, reason), (_c.variant, variant)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if after is not None:
        statement = statement.where(tuple_(_c.place, _c.id) > after)
    found = await connection.tuples(statement.order_by(_c.place, _c.id).limit(limit))
    names = RecipientRow.__struct_fields__
    return [(RecipientRow(**dict(zip(names, row[:-1], strict=True))), row[-1]) for row in found]


async def counts(connection: Connection, campaign_id: str) -> dict[str, int]:
    """How many are in each state."""
    statement = select(_c.state, func.count()).where(_c.campaign_id == campaign_id).group_by(_c.state)
    return dict[str, int]((state, count) for state, count in await connection.tuples(statement))


async def causes(connection: Connection, campaign_id: str) -> list[tuple[str, str | None, int, str | None]]:
    """Why recipients failed, are unknown or were skipped: state, reason, how many, and one of the sentences that were said."""
    wanted = (_c.campaign_id == campaign_id) & _c.state.in_(("failed", "unknown", "skipped"))
    statement = select(_c.state, _c.reason, func.count(), func.min(_c.detail)).where(wanted)
    found = await connection.tuples(statement.group_by(_c.state, _c.reason).order_by(func.count().desc(), _c.reason))
    return [(state, reason, count, detail) for state, reason, count, detail in found]


async def by_message(connection: Connection, message_id: str) -> RecipientRow | None:
    return await connection.row(select(*COLUMNS).where(_c.message_id == message_id), RecipientRow)


def columns_of(row: RecipientRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RecipientRow.__struct_fields__}
