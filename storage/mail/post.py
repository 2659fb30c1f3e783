"""Mail to the office's own people: rows to send, oldest first."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select, update

from storage import pruning
from storage.database import Connection
from storage.tables import mail


class MailRow(Struct, frozen=True, kw_only=True):
    """`by_name`: who invites. Times in ms."""

    id: str
    kind: str
    address: str
    by_name: str
    tries: int
    created_at: int


_COLUMNS = tuple(mail.c[name] for name in MailRow.__struct_fields__)


async def add(connection: Connection, row: MailRow) -> None:
    given = {name: getattr(row, name) for name in MailRow.__struct_fields__}
    await connection.insert_many(mail, [given | {"state": "waiting", "due_at": row.created_at}])


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(mail.c.id).where(mail.c.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, now: int, until: int, limit: int) -> list[MailRow]:
    """What is due, oldest first; until `until` nobody else takes it."""
    due = select(mail.c.id).where(mail.c.due_at <= now).order_by(mail.c.due_at).limit(limit)
    found = await connection.values(due.with_for_update(skip_locked=True))
    if not found:
        return []
    statement = update(mail).where(mail.c.id.in_(found)).values(due_at=until, tries=mail.c.tries + 1)
    return await connection.rows(statement.returning(*_COLUMNS), MailRow)


async def settle(connection: Connection, mail_id: str, **values: Any) -> None:
    await connection.execute(update(mail).where(mail.c.id == mail_id).values(**values))


async def depth(connection: Connection) -> int:
    """How many wait to be sent."""
    waiting = select(func.count()).select_from(mail).where(mail.c.due_at.is_not(None))
    return int(await connection.value(waiting))


async def prune(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, mail, (mail.c.created_at < before) & mail.c.due_at.is_(None), limit)
