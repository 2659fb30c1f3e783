"""Saved views: shared by all (`owner_id` null) or one person's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, or_, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import views


class ViewRow(Struct, frozen=True, kw_only=True):
    """`filter` is JSON text, with the order in it; times are ms."""

    id: str
    version: int
    name: str
    owner_id: str | None
    filter: str
    position: int
    created_at: int
    updated_at: int


Place = tuple[int, str, str]  # position, name, id
COLUMNS = tuple(views.c[name] for name in ViewRow.__struct_fields__)


async def get(connection: Connection, view_id: str) -> ViewRow | None:
    return await connection.row(select(*COLUMNS).where(views.c.id == view_id), ViewRow)


async def lock(connection: Connection, view_id: str) -> ViewRow | None:
    return await connection.row(select(*COLUMNS).where(views.c.id == view_id).with_for_update(), ViewRow)


async def page(
    connection: Connection, user_id: str, words: str | None, after: Place | None, limit: int
) -> list[ViewRow]:
    """The shared ones and the person's own, by position and name."""
    place = (views.c.position, views.c.name, views.c.id)
    statement = select(*COLUMNS).where(or_(views.c.owner_id.is_(None), views.c.owner_id == user_id))
    if words:
        statement = statement.where(mentions(views.c.name, words))
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return await connection.rows(statement.order_by(*place).limit(limit), ViewRow)


async def count(connection: Connection, owner_id: str | None) -> int:
    owned = views.c.owner_id.is_(None) if owner_id is None else views.c.owner_id == owner_id
    return int(await connection.value(select(func.count()).select_from(views).where(owned)))


async def insert(connection: Connection, row: ViewRow) -> None:
    await connection.insert_many(views, [{name: getattr(row, name) for name in ViewRow.__struct_fields__}])


async def change(connection: Connection, view_id: str, now: int, values: Mapping[str, Any]) -> None:
    statement = update(views).where(views.c.id == view_id)
    await connection.execute(statement.values(version=views.c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, view_id: str) -> None:
    await connection.execute(delete(views).where(views.c.id == view_id))
