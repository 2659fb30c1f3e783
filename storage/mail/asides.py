"""Mails a server lists and does not hand out: where they lie, and whether somebody asks for them again."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.tables import ledger, mails_aside

AT_ONCE = 100


class AsideRow(Struct, frozen=True, kw_only=True):
    ledger_id: str
    channel_id: str
    folder: str
    validity: int
    uid: int
    outgoing: bool
    historic: bool


_COLUMNS = tuple(mails_aside.c[name] for name in AsideRow.__struct_fields__)


async def add(connection: Connection, rows: Sequence[AsideRow]) -> None:
    """Those that stand there already stay as they are."""
    for row in rows:
        values = {name: getattr(row, name) for name in AsideRow.__struct_fields__}
        await connection.execute(connection.insert(mails_aside).values(values).on_conflict_do_nothing())


async def ask(connection: Connection, ledger_ids: Sequence[str], now: int) -> None:
    theirs = mails_aside.c.ledger_id.in_(list(ledger_ids))
    await connection.execute(update(mails_aside).where(theirs).values(asked_at=now))


async def ask_range(connection: Connection, since: int, until: int, now: int) -> None:
    """Those the ledger received from `since` up to and without `until` (ms)."""
    received = select(ledger.c.id).where(ledger.c.received_at >= since, ledger.c.received_at < until)
    await connection.execute(update(mails_aside).where(mails_aside.c.ledger_id.in_(received)).values(asked_at=now))


async def asked(connection: Connection, channel_id: str) -> list[AsideRow]:
    """What was asked for first comes first."""
    theirs = (mails_aside.c.channel_id == channel_id) & mails_aside.c.asked_at.is_not(None)
    statement = select(*_COLUMNS).where(theirs).order_by(mails_aside.c.asked_at, mails_aside.c.uid).limit(AT_ONCE)
    return await connection.rows(statement, AsideRow)


async def leave(connection: Connection, ledger_id: str) -> None:
    """It is asked for no more."""
    same = mails_aside.c.ledger_id == ledger_id
    await connection.execute(update(mails_aside).where(same).values(asked_at=None))


async def forget(connection: Connection, ledger_id: str) -> None:
    await connection.execute(delete(mails_aside).where(mails_aside.c.ledger_id == ledger_id))
