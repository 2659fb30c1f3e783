"""Reads tables a page at a time, looking for what tells of a person whose rows are gone, and takes it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Table, delete, select, tuple_, update

from storage.database import Connection
from storage.tables import (
    activity,
    channel_news,
    event_log,
    forwards,
    import_errors,
    imports,
    kept_answers,
    ledger,
    parked_facts,
)

Key = tuple[Any, ...]
# table and the columns in which something may be said of a customer
NOTED = {
    "activity": (activity, ("title", "before", "after")),
    "kept_answers": (kept_answers, ("body",)),
    "parked_facts": (parked_facts, ("body",)),
    "channel_news": (channel_news, ("summary", "detail")),
    "imports": (imports, ("name", "reason")),
    "import_errors": (import_errors, ("cells", "problems")),
}
BLANK_NAME = "contacts"  # of an imported file that was called after somebody


class Said(Struct, frozen=True):
    """A row by its key, and what it says."""

    key: Key
    text: bytes


async def page(connection: Connection, name: str, after: Key | None, limit: int) -> list[Said]:
    """Rows of a table of NOTED in the order of their keys."""
    table, columns = NOTED[name]
    keys = list(table.primary_key.columns)
    statement = select(*keys, *(table.c[column] for column in columns)).order_by(*keys).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*keys) > after if len(keys) > 1 else keys[0] > after[0])
    found = await connection.tuples(statement)
    return [Said(row[: len(keys)], b"\n".join(_bytes(cell) for cell in row[len(keys) :])) for row in found]


async def blank(connection: Connection, name: str, keys: Sequence[Key], *, status: int, answer: bytes) -> None:
    """Takes out what these rows say. `status` and `answer`: what kept answers become."""
    table = NOTED[name][0]
    for key in keys:
        if table is activity:
            await connection.execute(_change(table, key, title="", before=None, after=None))
        elif table is kept_answers:
            await connection.execute(_change(table, key, status=status, body=answer))
        elif table is imports:
            await connection.execute(_change(table, key, name=BLANK_NAME, reason=None))
        else:
            await connection.execute(delete(table).where(*_is(table, key)))


async def bodies(connection: Connection, after: str, upto: str, limit: int) -> list[tuple[str, bytes]]:
    """Raw webhooks by id, from the one after `after` up to `upto`."""
    between = (ledger.c.id > after) & (ledger.c.id <= upto)
    found = await connection.tuples(
        select(ledger.c.id, ledger.c.body).where(between).order_by(ledger.c.id).limit(limit)
    )
    return [(id, bytes(body)) for id, body in found]


async def rewrite_body(connection: Connection, id: str, body: bytes, reason: str) -> None:
    """What is left of a raw webhook. Endpoints that have not had it do not get it any more: its signature is another's."""
    values: dict[str, Any] = {"body": body, "reason": reason}
    if not body:
        values |= {"state": "unreadable", "due_at": None}
    await connection.execute(update(ledger).where(ledger.c.id == id).values(**values))
    waiting = (forwards.c.source == id) & (forwards.c.state == "waiting")
    await connection.execute(update(forwards).where(waiting).values(state="dead", error=reason))


async def rewrite_events(connection: Connection, rows: Sequence[tuple[int, str, bytes]]) -> None:
    """Number, type and body of events that stand where others stood."""
    changed = [{"seq": seq, "type": type, "body": body} for seq, type, body in rows]
    await connection.update_many(event_log, changed, key="seq")


def _change(table: Table, key: Key, **values: Any) -> Any:
    return update(table).where(*_is(table, key)).values(**values)


def _is(table: Table, key: Key) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]


def _bytes(cell: Any) -> bytes:
    if cell is None:
        return b""
    if isinstance(cell, str):  # plain words look like those in JSON
        return (cell if cell.startswith(("{", "[")) else f'"{cell}"').encode("utf-8", "replace")
    return bytes(cell)
