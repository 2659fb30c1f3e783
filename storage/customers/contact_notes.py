"""What colleagues wrote down about contacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import contact_notes

_c = contact_notes.c


class NoteRow(Struct, frozen=True, kw_only=True):
    id: str
    version: int
    contact_id: str
    author_id: str
    author_name: str
    text: str
    created_at: int
    edited_at: int | None


_COLUMNS = tuple(_c[name] for name in NoteRow.__struct_fields__)


async def add(connection: Connection, row: NoteRow) -> None:
    await connection.insert_many(contact_notes, [{name: getattr(row, name) for name in NoteRow.__struct_fields__}])


async def get(connection: Connection, note_id: str) -> NoteRow | None:
    return await connection.row(select(*_COLUMNS).where(_c.id == note_id), NoteRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[NoteRow]:
    return await connection.rows(select(*_COLUMNS).where(_c.id.in_(sorted(set(ids)))), NoteRow)


async def page(
    connection: Connection, contact_id: str, words: str, before: tuple[int, str] | None, limit: int
) -> list[NoteRow]:
    """One contact's that hold `words`, newest first."""
    statement = select(*_COLUMNS).where(_c.contact_id == contact_id)
    if words:
        statement = statement.where(mentions(_c.text, words))
    if before is not None:
        at, id = before
        statement = statement.where((_c.created_at < at) | ((_c.created_at == at) & (_c.id < id)))
    return await connection.rows(statement.order_by(_c.created_at.desc(), _c.id.desc()).limit(limit), NoteRow)


async def change(connection: Connection, note_id: str, **values: Any) -> NoteRow | None:
    """Sets `values` and counts the version up: the row as it is then."""
    statement = update(contact_notes).where(_c.id == note_id).values(version=_c.version + 1, **values)
    return await connection.row(statement.returning(*_COLUMNS), NoteRow)


async def remove(connection: Connection, note_id: str) -> None:
    await connection.execute(delete(contact_notes).where(_c.id == note_id))
