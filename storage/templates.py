"""Message templates as the provider holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import templates


class TemplateRow(Struct, frozen=True, kw_only=True):
    """`components` is JSON text in the provider's own form, as are `bindings`, `draft` and `error` in ours; `edits` a JSON list of ms.

    `task`: what is to be done at the provider (create, edit, delete), due at `due_at`; `uncertain`: an answer to it never came.
    """

    id: str
    version: int
    business: str
    channel_id: str
    provider_id: str | None
    name: str
    language: str
    category: str
    status: str
    quality: str | None
    parameter_format: str
    components: str
    updated_at: int
    bindings: str = "{}"
    reason: str | None = None
    correct_category: str | None = None
    sample_id: str | None = None
    edits: str = "[]"
    created_at: int | None = None
    task: str | None = None
    draft: str | None = None
    due_at: int | None = None
    claimed_by: str | None = None
    tries: int = 0
    uncertain: bool = False
    error: str | None = None


COLUMNS = tuple(templates.c[name] for name in TemplateRow.__struct_fields__)


async def get(connection: Connection, template_id: str) -> TemplateRow | None:
    return await connection.row(select(*COLUMNS).where(templates.c.id == template_id), TemplateRow)


async def of_channels(connection: Connection, channel_ids: Collection[str]) -> list[TemplateRow]:
    """By name and language."""
    statement = select(*COLUMNS).where(templates.c.channel_id.in_(sorted(channel_ids)))
    return await connection.rows(
        statement.order_by(templates.c.name, templates.c.language, templates.c.id), TemplateRow
    )


async def lock_channel(connection: Connection, channel_id: str) -> list[TemplateRow]:
    """The templates of a channel account, held until the transaction ends."""
    statement = select(*COLUMNS).where(templates.c.channel_id == channel_id).order_by(templates.c.id)
    return await connection.rows(statement.with_for_update(), TemplateRow)


async def insert(connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the channel account has one of that name and language."""
    statement = connection.insert(templates).values(**row).on_conflict_do_nothing().returning(templates.c.id)
    return await connection.value(statement) is not None


async def change(connection: Connection, template_id: str, now: int, **values: Any) -> TemplateRow | None:
    """Sets `values` and counts the version up."""
    statement = update(templates).where(templates.c.id == template_id)
    changed = statement.values(version=templates.c.version + 1, updated_at=now, **values).returning(*COLUMNS)
    return await connection.row(changed, TemplateRow)


async def remove(connection: Connection, ids: Iterable[str]) -> None:
    await connection.execute(delete(templates).where(templates.c.id.in_(sorted(set(ids)))))
