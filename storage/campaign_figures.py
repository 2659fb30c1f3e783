"""What became of campaigns, counted: by variant and state, how far, when, by which button, and where."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, select, union_all

from storage.database import Connection
from storage.tables import attempts, campaign_recipients, campaign_taps

REACHED = ("sent", "delivered", "read", "replied", "clicked", "opted_out")
HAPPENED = ("sent", "delivered", "read", "replied", "clicked", "failed")
FREE = '%"type":"free%'  # in the provider's word on what a delivery costs

_c = campaign_recipients.c
_t = campaign_taps.c
_far = {
    "sent": _c.state.in_(("sent", "delivered", "read", "replied")) | _c.sent_at.is_not(None),
    "delivered": _c.state.in_(("delivered", "read", "replied"))
    | _c.delivered_at.is_not(None)
    | _c.clicked_at.is_not(None),
    "read": _c.state.in_(("read", "replied")) | _c.read_at.is_not(None) | _c.clicked_at.is_not(None),
    "replied": (_c.state == "replied") | _c.replied_at.is_not(None),
    "clicked": _c.clicked_at.is_not(None),
    "opted_out": _c.opted_out_at.is_not(None),
}


class TapsRow(Struct, frozen=True, kw_only=True):
    """What one button of one variant brought: `people` who tapped it, `times` in all."""

    place: str
    kind: str
    label: str
    variant: str | None
    people: int
    times: int


async def states(connection: Connection, campaign_id: str) -> list[tuple[str | None, str, int]]:
    """Variant, state, and how many are in it."""
    statement = select(_c.variant, _c.state, func.count()).where(_c.campaign_id == campaign_id)
    found = await connection.tuples(statement.group_by(_c.variant, _c.state))
    return [(variant, state, int(count)) for variant, state, count in found]


async def reached(connection: Connection, campaign_id: str) -> dict[str | None, dict[str, int]]:
    """How many came at least so far, by variant."""
    counted = [_sum(_far[name]).label(name) for name in REACHED]
    statement = select(_c.variant, *counted).where(_c.campaign_id == campaign_id).group_by(_c.variant)
    found = await connection.tuples(statement)
    return {variant: {name: int(n) for name, n in zip(REACHED, row, strict=True)} for variant, *row in found}


async def beside(connection: Connection, campaign_id: str) -> tuple[int, int]:
    """How many clicked, and how many opted out. Cheap: each has an index of its own."""
    mine = _c.campaign_id == campaign_id
    clicked = select(func.count()).select_from(campaign_recipients).where(mine, _c.clicked_at.is_not(None))
    opted_out = select(func.count()).select_from(campaign_recipients).where(mine, _c.opted_out_at.is_not(None))
    ((first, second),) = await connection.tuples(select(clicked.scalar_subquery(), opted_out.scalar_subquery()))
    return int(first), int(second)


async def span(connection: Connection, campaign_id: str) -> tuple[int, int] | None:
    """When (ms) the first was sent or failed, and the last thing happened."""
    times = [getattr(_c, f"{name}_at") for name in HAPPENED]
    bounds = [bound(time) for time in times for bound in (func.min, func.max)]
    ((*found,),) = await connection.tuples(select(*bounds).where(_c.campaign_id == campaign_id))
    known = [int(each) for each in found if each is not None]
    return (min(known), max(known)) if known else None


async def series(connection: Connection, campaign_id: str, every: int, since: int) -> list[tuple[str, int, int]]:
    """What happened, when (ms) the stretch of `every` ms began in which it did, how often; from `since` (ms) on."""
    parts = []
    for name in HAPPENED:
        time = getattr(_c, f"{name}_at")
        stretch = _beginning(time, every).label("stretch")
        wanted = (_c.campaign_id == campaign_id) & (time >= since)
        parts.append(
            select(literal(name).label("what"), stretch, func.count().label("n")).where(wanted).group_by(stretch)
        )
    found = await connection.tuples(union_all(*parts))
    return sorted((what, int(stretch), int(n)) for what, stretch, n in found)


async def taps(connection: Connection, campaign_id: str) -> list[TapsRow]:
    """The most tapped first."""
    people = func.count(_t.recipient_id.distinct())
    statement = select(
        _t.place,
        _t.kind,
        func.min(_t.label).label("label"),
        _t.variant,
        people.label("people"),
        cast(func.sum(_t.times), BigInteger).label("times"),
    ).where(_t.campaign_id == campaign_id, _t.first_at.is_not(None))
    statement = statement.group_by(_t.place, _t.kind, _t.variant).order_by(people.desc(), _t.place, _t.variant)
    return await connection.rows(statement, TapsRow)


async def delivered_to(connection: Connection, campaign_id: str) -> dict[tuple[str | None, str | None], int]:
    """How many were delivered, by country and category."""
    statement = select(_c.country, _c.category, func.count()).where(_c.campaign_id == campaign_id, _far["delivered"])
    found = await connection.tuples(statement.group_by(_c.country, _c.category))
    return {(country, category): int(count) for country, category, count in found}


async def free(connection: Connection, campaign_id: str) -> dict[tuple[str | None, str | None], int]:
    """Of those delivered how many the provider asks nothing for, by country and category."""
    statement = (
        select(_c.country, _c.category, func.count(_c.id.distinct()))
        .join(attempts, attempts.c.message_id == _c.message_id)
        .where(_c.campaign_id == campaign_id, _far["delivered"], attempts.c.pricing.like(FREE))
    )
    found = await connection.tuples(statement.group_by(_c.country, _c.category))
    return {(country, category): int(count) for country, category, count in found}


async def reached_by(connection: Connection, campaign_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """`reached` of several campaigns, with `tried` beside: all but those who wait or were skipped."""
    tried = _c.state.in_(("sent", "delivered", "read", "replied", "failed", "unknown"))
    counted = [_sum(_far[name]) for name in REACHED] + [_sum(tried), _sum(_c.state == "failed"), func.count()]
    statement = select(_c.campaign_id, *counted).where(_c.campaign_id.in_(sorted(campaign_ids)))
    names = (*REACHED, "tried", "failed", "total")
    found = await connection.tuples(statement.group_by(_c.campaign_id))
    return {id: {name: int(n) for name, n in zip(names, row, strict=True)} for id, *row in found}


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _beginning(time: ColumnElement[int], every: int) -> ColumnElement[int]:
    """When (ms) the stretch of `every` ms began that a time lies in."""
    return time - time % every
