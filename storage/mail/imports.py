"""Earlier mails of a mailbox, fetched from a day on: what was asked for, and how far it is."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import mail_imports


class ImportRow(Struct, frozen=True, kw_only=True):
    """Times in ms; `since` is a day. `total` None: not begun. `folder`, `validity`, `uid` and `end_uid`: the place it goes on from."""

    channel_id: str
    since: str
    asked_at: int
    total: int | None
    looked: int
    came: int
    folder: str | None
    validity: int | None
    uid: int
    end_uid: int
    failures: int
    problem: str | None
    ended_at: int | None


_COLUMNS = tuple(mail_imports.c[name] for name in ImportRow.__struct_fields__)


async def get(connection: Connection, channel_id: str) -> ImportRow | None:
    return await connection.row(select(*_COLUMNS).where(mail_imports.c.channel_id == channel_id), ImportRow)


async def waiting(connection: Connection) -> list[ImportRow]:
    """Those that have not ended: what failed least first, then what was asked for first."""
    order = (mail_imports.c.failures, mail_imports.c.asked_at)
    statement = select(*_COLUMNS).where(mail_imports.c.ended_at.is_(None)).order_by(*order)
    return await connection.rows(statement, ImportRow)


async def ask(connection: Connection, channel_id: str, since: str, now: int) -> None:
    """Anew, whatever was asked before."""
    await forget(connection, channel_id)
    await connection.execute(connection.insert(mail_imports).values(channel_id=channel_id, since=since, asked_at=now))


async def forget(connection: Connection, channel_id: str) -> None:
    await connection.execute(delete(mail_imports).where(mail_imports.c.channel_id == channel_id))


async def begin(connection: Connection, channel_id: str, asked_at: int, total: int) -> None:
    await _change(connection, channel_id, asked_at, total=total)


async def advance(
    connection: Connection,
    channel_id: str,
    asked_at: int,
    folder: str,
    validity: int,
    uid: int,
    end_uid: int,
    *,
    looked: int = 0,
    came: int = 0,
) -> bool:
    """The mails up to there are stored. False when another import was asked for meanwhile, or none."""
    counted = {"looked": mail_imports.c.looked + looked, "came": mail_imports.c.came + came}
    place = {"folder": folder, "validity": validity, "uid": uid, "end_uid": end_uid}
    return await _change(connection, channel_id, asked_at, **place, **counted, failures=0, problem=None)


async def fail(connection: Connection, channel_id: str, asked_at: int, problem: str) -> None:
    """It broke off, and may go on."""
    await _change(connection, channel_id, asked_at, failures=mail_imports.c.failures + 1, problem=problem)


async def end(connection: Connection, channel_id: str, asked_at: int, now: int) -> None:
    """`problem` stays where there is one."""
    await _change(connection, channel_id, asked_at, ended_at=now)


async def _change(connection: Connection, channel_id: str, asked_at: int, **values: object) -> bool:
    theirs = (mail_imports.c.channel_id == channel_id) & (mail_imports.c.asked_at == asked_at)
    return bool(await connection.execute(update(mail_imports).where(theirs).values(**values)))
