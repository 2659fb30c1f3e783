"""What administrators did."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, or_, select, tuple_

from storage.database import Connection
from storage.matching import mentions
from storage.tables import activity


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
    """Newest first. `act` may end in a dot, for all acts on one kind of subject; `before`: time and id of the last one seen."""
    statement = select(*_COLUMNS).order_by(activity.c.at.desc(), activity.c.id.desc()).limit(limit)
    if user_id is not None:
        statement = statement.where(activity.c.user_id == user_id)
    if act is not None:
        named = activity.c.act.startswith(act, autoescape=True) if act.endswith(".") else activity.c.act == act
        statement = statement.where(named)
    if subject is not None:
        statement = statement.where(activity.c.subject == subject)
    if words:
        statement = statement.where(or_(*(mentions(activity.c[name], words) for name in ("title", "user_name", "act"))))
    if since is not None:
        statement = statement.where(activity.c.at >= since)
    if until is not None:
        statement = statement.where(activity.c.at < until)
    if before is not None:
        statement = statement.where(tuple_(activity.c.at, activity.c.id) < before)
    return await connection.rows(statement, ActivityRow)


async def prune(connection: Connection, before: int) -> int:
    return await connection.execute(delete(activity).where(activity.c.at < before))
