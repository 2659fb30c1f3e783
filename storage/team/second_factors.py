"""Second factors: a sealed secret a user, and recovery codes by their hashes."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import recovery_codes, second_factors


class FactorRow(Struct, frozen=True, kw_only=True):
    """`confirmed_at` (ms) None: set up, but no code was given yet. `last_step`: of the last code taken."""

    user_id: str
    secret: bytes
    confirmed_at: int | None
    last_step: int


_COLUMNS = tuple(second_factors.c[name] for name in FactorRow.__struct_fields__)


async def get(connection: Connection, user_id: str) -> FactorRow | None:
    return await connection.row(select(*_COLUMNS).where(second_factors.c.user_id == user_id), FactorRow)


async def put(connection: Connection, user_id: str, secret: bytes, now: int) -> bool:
    """Begins a new, unconfirmed one; False when there is a confirmed one."""
    fresh = {"secret": secret, "last_step": 0, "created_at": now}
    statement = (
        connection.insert(second_factors)
        .values(user_id=user_id, **fresh)
        .on_conflict_do_update(index_elements=["user_id"], set_=fresh, where=second_factors.c.confirmed_at.is_(None))
    )
    return await connection.value(statement.returning(second_factors.c.user_id)) is not None


async def confirm(connection: Connection, user_id: str, now: int) -> None:
    statement = update(second_factors).where(second_factors.c.user_id == user_id)
    await connection.execute(statement.values(confirmed_at=now))


async def take_step(connection: Connection, user_id: str, step: int) -> bool:
    """Uses a step up; False when it, or a later one, was used before."""
    unused = (second_factors.c.user_id == user_id) & (second_factors.c.last_step < step)
    return await connection.execute(update(second_factors).where(unused).values(last_step=step)) == 1


async def remove(connection: Connection, user_id: str) -> bool:
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    return await connection.execute(delete(second_factors).where(second_factors.c.user_id == user_id)) == 1


async def replace_codes(connection: Connection, user_id: str, hashes: Iterable[str]) -> None:
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    rows = [{"hash": each, "user_id": user_id} for each in hashes]
    await connection.insert_many(recovery_codes, rows)


async def take_code(connection: Connection, user_id: str, code_hash: str, now: int) -> bool:
    """Uses a recovery code up; False when it is none of the user's, or used."""
    good = (
        recovery_codes.c.hash == code_hash,
        recovery_codes.c.user_id == user_id,
        recovery_codes.c.used_at.is_(None),
    )
    return await connection.execute(update(recovery_codes).where(*good).values(used_at=now)) == 1


async def codes_left(connection: Connection, user_id: str) -> int:
    left = recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None)
    return int(await connection.value(select(func.count()).select_from(recovery_codes).where(*left)))
