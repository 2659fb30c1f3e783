"""Mails a mailbox wrote to itself, and what became of them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage.database import Connection
from storage.tables import mail_trials


class TrialRow(Struct, frozen=True):
    """Times in ms. `marks`: whether answers came back to marked addresses before this trial; `token` None: never tried."""

    marks: bool
    token: str | None = None
    started_at: int | None = None
    sent_at: int | None = None
    plain_at: int | None = None
    marked_at: int | None = None
    refused: str | None = None
    problem: str | None = None
    advice: str | None = None


UNTRIED: dict[str, Any] = dict.fromkeys(TrialRow.__struct_fields__[1:])


async def get(connection: Connection, channel_id: str) -> TrialRow | None:
    columns = (mail_trials.c[name] for name in TrialRow.__struct_fields__)
    return await connection.row(select(*columns).where(mail_trials.c.channel_id == channel_id), TrialRow)


async def begin(connection: Connection, channel_id: str, values: dict[str, Any]) -> None:
    """In place of the one before."""
    fresh = UNTRIED | values
    statement = connection.insert(mail_trials).values(channel_id=channel_id, **fresh)
    await connection.execute(statement.on_conflict_do_update(index_elements=["channel_id"], set_=fresh))


async def note(connection: Connection, channel_id: str, token: str, fact: str, values: dict[str, Any]) -> bool:
    """Sets `values` unless `fact` among them is known already. False then, and when it is another trial's turn."""
    kept = mail_trials.c
    theirs = (kept.channel_id == channel_id) & (kept.token == token) & kept[fact].is_(None)
    return bool(await connection.execute(update(mail_trials).where(theirs).values(**values)))
