"""Leases: one holder of a name at a time, for as long as it keeps renewing."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from storage.database import Connection
from storage.tables import leases


async def take(connection: Connection, name: str, holder: str, now: int, until: int) -> bool:
    """Takes a free, expired or own lease, or renews it; False when another holds it. Times in ms."""
    statement = connection.insert(leases).values(name=name, holder=holder, expires_at=until)
    statement = statement.on_conflict_do_update(
        index_elements=[leases.c.name],
        set_={"holder": holder, "expires_at": until},
        where=or_(leases.c.holder == holder, leases.c.expires_at <= now),
    )
    return bool(await connection.execute(statement))


async def take_from(connection: Connection, name: str, gone: str, holder: str, until: int) -> bool:
    """Takes a lease whose holder is known to be gone; False when it has changed hands."""
    statement = update(leases).where(leases.c.name == name, leases.c.holder == gone)
    return bool(await connection.execute(statement.values(holder=holder, expires_at=until)))


async def holder_of(connection: Connection, name: str) -> str | None:
    found: str | None = await connection.value(select(leases.c.holder).where(leases.c.name == name))
    return found


async def fence(connection: Connection, name: str, holder: str) -> bool:
    """Whether `holder` still has the lease; if so, nobody else can take it until this transaction ends."""
    held = (leases.c.name == name) & (leases.c.holder == holder)
    # shared: the holder's own transactions need not wait for each other
    return await connection.value(select(leases.c.name).where(held).with_for_update(read=True)) is not None


async def give_up(connection: Connection, name: str, holder: str) -> None:
    await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
