"""What administrators did."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Select, delete, or_, select, tuple_

from storage.database import Connection
from storage.matching import mentions
from storage.tables import activity

LOOKED_AT = 5_000  # acts that one question with words compares; there is no index of their words


class ActivityRow(Struct, frozen=True, kw_only=True):
    """`before` and `after`: JSON text; `at`: ms."""

    id: str
    at: int
    user_id: str | None
    user_name: str
    address: str
    act: str
    subject: str | None
    title: str
    before: str | None
    after: str | None


_COLUMNS = tuple(activity.c[name] for name in ActivityRow.__struct_fields__)


async def add(connection: Connection, row: ActivityRow) -> None:
    await connection.insert_many(activity, [{name: getattr(row, name) for name in ActivityRow.__struct_fields__}])


async def page(
    connection: Connection,
    *,
    user_id: str | None = None,
    act: str | None = None,
    subject: str | None = None,
    words: str | None = None,
    since: int | None = None,
    until: int | None = None,
    before: tuple[int, str] | None = None,
    limit: int,
) -> list[ActivityRow]:
    """Newest first. `act` may end in a dot, for all acts on one kind of subject; `before`: time and id of the last one seen.
    `words` are sought among the newest LOOKED_AT of them; `edge` says where that ended."""
    newest = _meant(user_id=user_id, act=act, subject=subject, since=since, until=until, before=before)
    if not words:
        return await connection.rows(newest.limit(limit), ActivityRow)
    looked = newest.limit(LOOKED_AT).subquery()
    says = or_(*(mentions(looked.c[name], words) for name in ("title", "user_name", "act")))
    statement = select(looked).where(says).order_by(looked.c.at.desc(), looked.c.id.desc()).limit(limit)
    return await connection.rows(statement, ActivityRow)


async def edge(
    connection: Connection,
    *,
    user_id: str | None,
    act: str | None,
    subject: str | None,
    since: int | None,
    until: int | None,
    before: tuple[int, str] | None,
) -> tuple[int, str] | None:
    """The time and the id of the last one a page with words looked at; None where it looked at all of them."""
    newest = _meant(user_id=user_id, act=act, subject=subject, since=since, until=until, before=before)
    places = newest.with_only_columns(activity.c.at, activity.c.id).offset(LOOKED_AT - 1).limit(2)
    found = await connection.tuples(places)
    return (found[0][0], found[0][1]) if len(found) > 1 else None


def _meant(
    *,
    user_id: str | None,
    act: str | None,
    subject: str | None,
    since: int | None,
    until: int | None,
    before: tuple[int, str] | None,
) -> Select[Any]:
    statement = select(*_COLUMNS).order_by(activity.c.at.desc(), activity.c.id.desc())
    if user_id is not None:
        statement = statement.where(activity.c.user_id == user_id)
    if act is not None:
        named = activity.c.act.startswith(act, autoescape=True) if act.endswith(".") else activity.c.act == act
        statement = statement.where(named)
    if subject is not None:
        statement = statement.where(activity.c.subject == subject)
    if since is not None:
        statement = statement.where(activity.c.at >= since)
    if until is not None:
        statement = statement.where(activity.c.at < until)
    if before is not None:
        statement = statement.where(tuple_(activity.c.at, activity.c.id) < before)
    return statement


async def prune(connection: Connection, before: int) -> int:
    return await connection.execute(delete(activity).where(activity.c.at < before))
