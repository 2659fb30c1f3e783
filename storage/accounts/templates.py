"""Message templates as the provider holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from storage.database import Connection
from storage.matching import mentions
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


async def named(connection: Connection, channel_id: str, names: Collection[str]) -> list[TemplateRow]:
    """Those of a channel account that are called so, in every language."""
    statement = select(*COLUMNS).where(templates.c.channel_id == channel_id, templates.c.name.in_(sorted(names)))
    return await connection.rows(statement.order_by(templates.c.name, templates.c.language), TemplateRow)


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


async def lock(connection: Connection, template_id: str) -> TemplateRow | None:
    """The row, held until the transaction ends."""
    return await connection.row(select(*COLUMNS).where(templates.c.id == template_id).with_for_update(), TemplateRow)


async def lock_provided(connection: Connection, business: str, provider_id: str) -> list[TemplateRow]:
    """The rows of one template at the provider, on every account of its business."""
    same = (templates.c.business == business) & (templates.c.provider_id == provider_id)
    return await connection.rows(select(*COLUMNS).where(same).order_by(templates.c.id).with_for_update(), TemplateRow)


async def page(
    connection: Connection,
    channel_ids: Collection[str],
    *,
    q: str | None,
    status: str | None,
    category: str | None,
    language: str | None,
    after: tuple[str, str, str] | None,
    limit: int,
) -> list[TemplateRow]:
    """By name, language and id, from `after` on."""
    place = (templates.c.name, templates.c.language, templates.c.id)
    statement = select(*COLUMNS).where(templates.c.channel_id.in_(sorted(channel_ids)))
    for column, wanted in (
        (templates.c.status, status),
        (templates.c.category, category),
        (templates.c.language, language),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if q:
        statement = statement.where(mentions(templates.c.name, q))
    if after is not None:
        statement = statement.where(tuple_(*place) > tuple_(*after))
    return await connection.rows(statement.order_by(*place).limit(limit), TemplateRow)


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(templates.c.id).where(templates.c.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, holder: str, now: int, until: int, limit: int) -> list[TemplateRow]:
    """Submissions to make now, oldest first; until `until` nobody else makes them. One whose claim ran out is uncertain."""
    due = select(templates.c.id).where(templates.c.due_at <= now).order_by(templates.c.due_at).limit(limit)
    found = await connection.values(due.with_for_update(skip_locked=True))
    if not found:
        return []
    statement = update(templates).where(templates.c.id.in_(found))
    uncertain = templates.c.uncertain | templates.c.claimed_by.is_not(None)
    claimed = {"due_at": until, "claimed_by": holder, "tries": templates.c.tries + 1, "uncertain": uncertain}
    return await connection.rows(statement.values(**claimed).returning(*COLUMNS), TemplateRow)


async def holders(connection: Connection) -> list[str]:
    """Who is submitting something now."""
    claimed = templates.c.due_at.is_not(None) & templates.c.claimed_by.is_not(None)
    return await connection.values(select(templates.c.claimed_by).where(claimed).distinct())


async def release(connection: Connection, holder: str, now: int) -> None:
    """What a holder that is gone was submitting is due at once; the claim stays in it, so that it is looked at first."""
    claimed = templates.c.due_at.is_not(None) & (templates.c.claimed_by == holder)
    await connection.execute(update(templates).where(claimed).values(due_at=now))


async def change_unless_taken(
    connection: Connection, template_id: str, now: int, values: Mapping[str, Any]
) -> TemplateRow | None:
    """As `change`; None when the channel account has another of that name and language."""
    try:
        async with connection.savepoint():
            return await change(connection, template_id, now, **values)
    except IntegrityError:
        return None


async def remove(connection: Connection, ids: Iterable[str]) -> None:
    await connection.execute(delete(templates).where(templates.c.id.in_(sorted(set(ids)))))
