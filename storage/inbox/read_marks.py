"""Read marks a worker still has to tell the provider: one row per conversation."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select, update

from storage.database import Connection
from storage.tables import read_marks


async def want(
    connection: Connection, *, conversation_id: str, channel_id: str, provider_id: str, typing: bool, now: int
) -> None:
    """Makes it due that the provider hears "read up to `provider_id`" (and "somebody is typing"), unless it heard that already."""
    statement = connection.insert(read_marks).values(
        conversation_id=conversation_id,
        channel_id=channel_id,
        provider_id=provider_id,
        typing=typing,
        due_at=now,
        tries=0,
    )
    given = statement.excluded
    kept = read_marks.c
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["conversation_id"],
            set_={"provider_id": given.provider_id, "typing": given.typing, "due_at": given.due_at, "tries": 0},
            where=or_(kept.told.is_distinct_from(given.provider_id), given.typing),
        )
    )


class MarkRow(Struct, frozen=True, kw_only=True):
    """`due_at` in ms: who claims a mark moves it on."""

    conversation_id: str
    channel_id: str
    provider_id: str
    typing: bool
    due_at: int
    tries: int


_MARK = tuple(read_marks.c[name] for name in MarkRow.__struct_fields__)


async def due(connection: Connection, now: int, limit: int) -> list[MarkRow]:
    statement = select(*_MARK).where(read_marks.c.due_at <= now).order_by(read_marks.c.due_at).limit(limit)
    return await connection.rows(statement, MarkRow)


async def claim(connection: Connection, mark: MarkRow, until: int) -> bool:
    """Only one process tells it; False when another was first or there is something newer to tell."""
    statement = update(read_marks).where(_same(mark), read_marks.c.due_at == mark.due_at)
    return bool(await connection.execute(statement.values(due_at=until, tries=read_marks.c.tries + 1)))


async def settle(connection: Connection, mark: MarkRow, *, told: bool, again_at: int | None) -> None:
    """What became of it. Something newer to tell, wanted meanwhile, stays due."""
    values: dict[str, object] = {"due_at": again_at}
    if told:
        values["told"] = mark.provider_id
    await connection.execute(update(read_marks).where(_same(mark), read_marks.c.tries > 0).values(**values))


def _same(mark: MarkRow) -> ColumnElement[bool]:
    return (read_marks.c.conversation_id == mark.conversation_id) & (read_marks.c.provider_id == mark.provider_id)
