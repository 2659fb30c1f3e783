"""How far mailboxes are read, and since when they cannot be."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import mail_folders, mailboxes


class FolderRow(Struct, frozen=True):
    """`uid`: of the last mail that was read, while `validity` stays; `read_at`: ms. `since` (YYYY-MM-DD): of the mails numbered up to
    `until`, only those from that day on are read."""

    validity: int
    uid: int
    read_at: int
    since: str | None
    until: int


class MailboxRow(Struct, frozen=True):
    """Times in ms. `failing_since` None: it can be read."""

    reached_at: int | None
    failing_since: int | None
    problem: str | None
    advice: str | None


async def folder(connection: Connection, channel_id: str, name: str) -> FolderRow | None:
    columns = (mail_folders.c[name] for name in FolderRow.__struct_fields__)
    theirs = (mail_folders.c.channel_id == channel_id) & (mail_folders.c.folder == name)
    return await connection.row(select(*columns).where(theirs), FolderRow)


async def advance(connection: Connection, channel_id: str, name: str, row: FolderRow) -> None:
    """The folder is read so far, and all that is stored."""
    values = {name: getattr(row, name) for name in FolderRow.__struct_fields__}
    statement = connection.insert(mail_folders).values(channel_id=channel_id, folder=name, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel_id", "folder"], set_=values))


async def looked(connection: Connection, channel_id: str, now: int) -> None:
    """All its folders were looked at, and nothing is left."""
    await connection.execute(update(mail_folders).where(mail_folders.c.channel_id == channel_id).values(read_at=now))
    values: dict[str, Any] = {"reached_at": now, "failing_since": None, "problem": None, "advice": None}
    await _put(connection, channel_id, values)


async def failed(connection: Connection, channel_id: str, problem: str, advice: str | None, now: int) -> None:
    """It cannot be read; since when stays."""
    before = await state(connection, channel_id)
    since = before.failing_since if before is not None and before.failing_since is not None else now
    await _put(connection, channel_id, {"failing_since": since, "problem": problem, "advice": advice})


async def state(connection: Connection, channel_id: str) -> MailboxRow | None:
    columns = (mailboxes.c[name] for name in MailboxRow.__struct_fields__)
    return await connection.row(select(*columns).where(mailboxes.c.channel_id == channel_id), MailboxRow)


async def _put(connection: Connection, channel_id: str, values: dict[str, Any]) -> None:
    statement = connection.insert(mailboxes).values(channel_id=channel_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel_id"], set_=values))
