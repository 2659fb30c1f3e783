"""Statistics added up by the company's days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import statistics_days, statistics_progress, statistics_slots

WHOLE_DAY = -1


class DayRow(Struct, frozen=True, kw_only=True):
    """`day`: since 1970. `responses` and `resolutions`: JSON [[seconds, how often], …]."""

    day: int
    hour: int
    channel_id: str
    agent_id: str
    received: int
    sent: int
    automatic: int
    opened: int
    resolved: int
    responses: str
    resolutions: str


async def zone(connection: Connection) -> str:
    """Whose days they are; "": of nobody's yet."""
    found: str | None = await connection.value(select(statistics_progress.c.zone))
    return found or ""


async def set_zone(connection: Connection, name: str) -> None:
    await connection.execute(update(statistics_progress).values(zone=name))


async def counted(connection: Connection) -> tuple[int, int] | None:
    """When the first and the last slot begin (ms) in which anything was counted."""
    at = statistics_slots.c.at
    ((first, last),) = await connection.tuples(select(func.min(at), func.max(at)))
    return None if first is None else (int(first), int(last))


async def forget(connection: Connection) -> None:
    await connection.execute(delete(statistics_days))


async def replace(connection: Connection, day: int, rows: Sequence[Mapping[str, Any]]) -> None:
    await connection.execute(delete(statistics_days).where(statistics_days.c.day == day))
    await connection.insert_many(statistics_days, rows)


async def read(
    connection: Connection, first: int, last: int, *, channel: str | None = None, agent: str | None = None, hours: bool
) -> list[DayRow]:
    """From day `first` to `last`, both included. `hours`: by the hour and number, of all persons; else by number and person."""
    c = statistics_days.c
    statement = select(statistics_days).where(c.day >= first, c.day <= last)
    statement = statement.where(c.hour > WHOLE_DAY if hours else c.hour == WHOLE_DAY)
    if channel is not None:
        statement = statement.where(c.channel_id == channel)
    if agent is not None:
        statement = statement.where(c.agent_id == agent)
    return await connection.rows(statement, DayRow)
