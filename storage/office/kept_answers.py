"""Answers kept for requests that come twice with the same Idempotency-Key."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import ColumnElement, select, update

from storage import pruning
from storage.database import Connection
from storage.tables import kept_answers


class KeptAnswer(Struct, frozen=True):
    digest: str
    status: int
    body: bytes


async def claim(connection: Connection, user_id: str, key: str, digest: str, now: int) -> KeptAnswer | None:
    """Takes the key for this transaction; the answer kept under it when another had it (waiting for one that is under way)."""
    statement = connection.insert(kept_answers).values(
        user_id=user_id, key=key, digest=digest, status=0, body=b"", created_at=now
    )
    if await connection.execute(statement.on_conflict_do_nothing()):
        return None
    columns = (kept_answers.c.digest, kept_answers.c.status, kept_answers.c.body)
    return await connection.row(select(*columns).where(*_named(user_id, key)), KeptAnswer)


async def keep(connection: Connection, user_id: str, key: str, status: int, body: bytes) -> None:
    statement = update(kept_answers).where(*_named(user_id, key))
    await connection.execute(statement.values(status=status, body=body))


async def prune(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, kept_answers, kept_answers.c.created_at < before, limit)


def _named(user_id: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return kept_answers.c.user_id == user_id, kept_answers.c.key == key
