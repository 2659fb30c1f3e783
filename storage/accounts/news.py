"""What the provider says about channel accounts and templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select, tuple_, update

from storage import pruning
from storage.database import Connection
from storage.tables import channel_news, channels, templates


class NewsRow(Struct, frozen=True, kw_only=True):
    """`severity`: info, warning or alarm; `at` in ms."""

    id: str
    at: int
    severity: str
    field: str
    event: str
    summary: str


class TemplateHeld(Struct, frozen=True, kw_only=True):
    id: str
    channel_id: str
    provider_id: str | None
    category: str
    status: str
    quality: str | None
    components: str
    reason: str | None
    correct_category: str | None
    task: str | None
    error: str | None
    updated_at: int


_NEWS = tuple(channel_news.c[name] for name in NewsRow.__struct_fields__)
_TEMPLATE = tuple(templates.c[name] for name in TemplateHeld.__struct_fields__)


async def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of those that were not there already."""
    return await connection.insert_many(channel_news, rows, ignore=True, returning="id")


async def page(connection: Connection, channel_id: str, before: tuple[int, str] | None, limit: int) -> list[NewsRow]:
    """What was said of an account, newest first."""
    statement = select(*_NEWS).where(channel_news.c.channel_id == channel_id)
    if before is not None:
        statement = statement.where(tuple_(channel_news.c.at, channel_news.c.id) < before)
    newest = statement.order_by(channel_news.c.at.desc(), channel_news.c.id.desc())
    return await connection.rows(newest.limit(limit), NewsRow)


async def last_alarm(connection: Connection, channel_id: str, since: int) -> NewsRow | None:
    """The newest alarm since then (ms)."""
    loud = (channel_news.c.channel_id == channel_id) & (channel_news.c.severity == "alarm")
    statement = select(*_NEWS).where(loud, channel_news.c.at >= since)
    newest = statement.order_by(channel_news.c.at.desc(), channel_news.c.id.desc())
    return await connection.row(newest.limit(1), NewsRow)


async def prune(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, channel_news, channel_news.c.at < before, limit)


async def channels_of(connection: Connection, kind: str, business: str) -> list[str]:
    """The accounts of one business at the provider."""
    statement = select(channels.c.id).where(channels.c.kind == kind, channels.c.business == business)
    return await connection.values(statement.order_by(channels.c.id))


async def lock_templates(
    connection: Connection, business: str, provider_id: str | None, name: str | None, language: str | None
) -> list[TemplateHeld]:
    """The rows of one template, on every account of the business: by its id, or by name and language."""
    same = (templates.c.name == name) & (templates.c.language == language)
    if provider_id is not None:
        same = same | (templates.c.provider_id == provider_id)
    statement = select(*_TEMPLATE).where(templates.c.business == business, same).order_by(templates.c.id)
    return await connection.rows(statement.with_for_update(), TemplateHeld)


async def add_template(connection: Connection, row: Mapping[str, Any]) -> bool:
    return bool(await connection.insert_many(templates, [row], ignore=True, returning="id"))


async def change_template(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    statement = update(templates).where(templates.c.id == id).values(version=templates.c.version + 1, **values)
    await connection.execute(statement)


async def ask_templates_again(connection: Connection, channel_ids: list[str], now: int) -> None:
    """The next synchronisation does not wait for its time. One that began before `now` (ms) does not count."""
    await connection.execute(update(channels).where(channels.c.id.in_(channel_ids)).values(templates_asked_at=now))


async def ask_check_again(connection: Connection, channel_ids: list[str]) -> None:
    """The next look at their health does not wait for its time."""
    await connection.execute(update(channels).where(channels.c.id.in_(channel_ids)).values(checked_at=None))
