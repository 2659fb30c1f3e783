"""What became of campaigns, counted: by variant and state, how far, when, by which button, and where."""

# ruff: noqa: S608 - names are our schema's, never input

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select

from storage.database import Connection
from storage.tables import attempts, campaign_recipients, campaign_taps

REACHED = ("sent", "delivered", "read", "replied", "clicked", "opted_out")
HAPPENED = ("sent", "delivered", "read", "replied", "clicked", "failed")
_WHATS = "(" + " UNION ALL ".join(f"SELECT '{name}' AS what" for name in HAPPENED) + ") AS whats"
_WHEN = "CASE what " + " ".join(f"WHEN '{name}' THEN {name}_at" for name in HAPPENED) + " END"
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


class SummaryRow(Struct, frozen=True, kw_only=True):
    """So many recipients that have these in common (`by`: the kind of channel of another way they were on); `reached`: how many of them came at least so far; when (ms) the first and the last
    thing happened to them."""

    variant: str | None
    state: str
    country: str | None
    category: str | None
    by: str | None
    people: int
    reached: dict[str, int]
    first: int | None
    last: int | None


class TapsRow(Struct, frozen=True, kw_only=True):
    """What one button of one variant brought: `people` who tapped it, `times` in all."""

    place: str
    kind: str
    label: str
    variant: str | None
    people: int
    times: int


async def summary(connection: Connection, campaign_id: str) -> list[SummaryRow]:
    """All that is counted of the recipients themselves, in one pass: they are many."""
    counted = [_sum(_far[name]).label(name) for name in REACHED]
    times = [bound(getattr(_c, f"{name}_at")) for name in HAPPENED for bound in (func.min, func.max)]
    kinds = (_c.variant, _c.state, _c.country, _c.category, _c.by)
    statement = select(*kinds, func.count(), *counted, *times).where(_c.campaign_id == campaign_id).group_by(*kinds)
    return [_summary(row) for row in await connection.tuples(statement)]


def _summary(row: Sequence[Any]) -> SummaryRow:
    variant, state, country, category, by, people, *rest = row
    reached = {name: int(count) for name, count in zip(REACHED, rest, strict=False)}
    times = [int(each) for each in rest[len(REACHED) :] if each is not None]
    return SummaryRow(
        variant=variant,
        state=state,
        country=country,
        category=category,
        by=by,
        people=int(people),
        reached=reached,
        first=min(times, default=None),
        last=max(times, default=None),
    )


async def beside(connection: Connection, campaign_id: str) -> tuple[int, int]:
    """How many clicked, and how many opted out. Cheap: each has an index of its own."""
    mine = _c.campaign_id == campaign_id
    clicked = select(func.count()).select_from(campaign_recipients).where(mine, _c.clicked_at.is_not(None))
    opted_out = select(func.count()).select_from(campaign_recipients).where(mine, _c.opted_out_at.is_not(None))
    ((first, second),) = await connection.tuples(select(clicked.scalar_subquery(), opted_out.scalar_subquery()))
    return int(first), int(second)


async def series(connection: Connection, campaign_id: str, every: int, since: int) -> list[tuple[str, int, int]]:
    """What happened, when (ms) the stretch of `every` ms began in which it did, how often; from `since` (ms) on. Each recipient is read
    once: of CROSS JOIN SQLite makes the loops as they are written."""
    of, every_, since_ = ("$1", "$2::bigint", "$3::bigint") if connection.dialect == "postgresql" else ("?", "?", "?")
    given = [campaign_id, every, since] if connection.dialect == "postgresql" else [every, campaign_id, since]
    sql = (
        f"SELECT what, at - at % {every_} AS beginning, count(*) FROM ("
        f"SELECT what, {_WHEN} AS at FROM campaign_recipients CROSS JOIN {_WHATS} WHERE campaign_id = {of}"
        f") AS happened WHERE at >= {since_} GROUP BY 1, 2"
    )
    found = await connection.driver(sql, given)
    return sorted((what, int(beginning), int(count)) for what, beginning, count in found)


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


async def free(connection: Connection, campaign_id: str) -> dict[tuple[str | None, str | None], int]:
    """Of those delivered how many the provider asks nothing for, by country and category."""
    statement = (
        select(_c.country, _c.category, func.count(_c.id.distinct()))
        .join(attempts, attempts.c.message_id == _c.message_id)
        .where(_c.campaign_id == campaign_id, _c.by.is_(None), _far["delivered"], attempts.c.pricing.like(FREE))
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
