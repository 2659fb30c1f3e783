"""Templates of quotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, tuple_, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import quotation_templates

_c = quotation_templates.c


class TemplateRow(Struct, frozen=True, kw_only=True):
    """`key`: the name as it is compared; `content` is JSON text."""

    id: str
    version: int
    name: str
    key: str
    language: str
    content: str
    created_at: int
    updated_at: int


COLUMNS = tuple(_c[name] for name in TemplateRow.__struct_fields__)


async def get(connection: Connection, template_id: str) -> TemplateRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == template_id), TemplateRow)


async def lock(connection: Connection, template_id: str) -> TemplateRow | None:
    return await connection.row(select(*COLUMNS).where(_c.id == template_id).with_for_update(), TemplateRow)


async def page(
    connection: Connection, words: str | None, after: tuple[str, str] | None, limit: int
) -> list[TemplateRow]:
    """By name. `after`: key and id."""
    place = (_c.key, _c.id)
    statement = select(*COLUMNS).order_by(*place).limit(limit)
    if words:
        statement = statement.where(mentions(_c.name, words))
    if after is not None:
        statement = statement.where(tuple_(*place) > after)
    return await connection.rows(statement, TemplateRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False: the name is taken."""
    return bool(await connection.insert_many(quotation_templates, [row], ignore=True, returning="id"))


async def named(connection: Connection, key: str) -> TemplateRow | None:
    return await connection.row(select(*COLUMNS).where(_c.key == key), TemplateRow)


async def change(connection: Connection, template_id: str, now: int, **values: Any) -> None:
    statement = update(quotation_templates).where(_c.id == template_id)
    await connection.execute(statement.values(version=_c.version + 1, updated_at=now, **values))


async def remove(connection: Connection, template_id: str) -> None:
    await connection.execute(delete(quotation_templates).where(_c.id == template_id))
