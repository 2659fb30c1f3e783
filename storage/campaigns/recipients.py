"""The people campaigns go to: rows, pages, counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import delete, func, select, tuple_, update

from storage.database import Connection
from storage.tables import campaign_recipients, campaigns, contacts

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
    opted_out_at: int | None
    country: str | None
    category: str | None
    way: int
    by: str | None
    fell: str | None
    fell_at: int | None
    falls_at: int | None
    created_at: int


COLUMNS = tuple(_c[name] for name in RecipientRow.__struct_fields__)
_FALLEN = ("by", "fell", "fell_at", "falls_at")


async def page(
    connection: Connection,
    campaign_id: str,
    *,
    state: str | None,
    reason: str | None,
    variant: str | None,
    after: tuple[int, str] | None,
    limit: int,
    did: str | None = None,
    by: str | None = None,
    among: Collection[str] | None = None,
) -> list[tuple[RecipientRow, str | None]]:
    """In the order of sending, from `after` on: each with the name of its contact. `did`: who clicked, or opted_out; `by`: whom another
    kind of channel was to reach; `among`: of these contacts."""
    statement = select(*COLUMNS, contacts.c.name).outerjoin(contacts, contacts.c.id == _c.contact_id)
    statement = statement.where(_c.campaign_id == campaign_id)
    for column, wanted in ((_c.state, state), (_c.reason, reason), (_c.variant, variant)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if by is not None:
        statement = statement.where(_c.way > 0, _c.by == by)
    if did is not None:
        statement = statement.where(_c[f"{did}_at"].is_not(None))
    if among is not None:
        statement = statement.where(_c.contact_id.in_(among))
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


async def remove(connection: Connection, campaign_id: str) -> None:
    await connection.execute(delete(campaign_recipients).where(_c.campaign_id == campaign_id))


async def skip_waiting(connection: Connection, campaign_id: str, reason: str) -> int:
    """Whoever still waits gets nothing, for this reason; how many."""
    waiting = (_c.campaign_id == campaign_id) & (_c.state == "waiting")
    return await connection.execute(update(campaign_recipients).where(waiting).values(state="skipped", reason=reason))


async def wait_again(
    connection: Connection, campaign_id: str, reasons: Collection[str] | None, but: Collection[str]
) -> int:
    """Those who failed wait again, as if nothing had been tried; how many. `reasons` None: whatever it was; `but`: never these."""
    failed = (_c.campaign_id == campaign_id) & (_c.state == "failed")
    failed &= _c.reason.is_(None) | _c.reason.not_in(sorted(but))
    if reasons is not None:
        failed &= _c.reason.in_(sorted(reasons))
    emptied = dict.fromkeys(("reason", "detail", "message_id", "claimed_at", "sent_at", "failed_at", *_FALLEN))
    statement = update(campaign_recipients).where(failed)
    return await connection.execute(statement.values(state="waiting", not_before=0, way=0, **emptied))


async def of_contact(connection: Connection, contact_id: str) -> list[tuple[RecipientRow, str]]:
    """What campaigns made of a contact, the oldest first: each with the name of its campaign."""
    statement = select(*COLUMNS, campaigns.c.name).join(campaigns, campaigns.c.id == _c.campaign_id)
    found = await connection.tuples(statement.where(_c.contact_id == contact_id).order_by(_c.created_at, _c.id))
    names = RecipientRow.__struct_fields__
    return [(RecipientRow(**dict(zip(names, row[:-1], strict=True))), row[-1]) for row in found]


async def change(connection: Connection, recipient_id: str, **values: Any) -> None:
    await connection.execute(update(campaign_recipients).where(_c.id == recipient_id).values(**values))
