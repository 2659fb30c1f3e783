"""Contacts and the identities they are reached by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, literal, select, tuple_, update

from storage.database import Connection
from storage.tables import contacts, identities


class ContactRow(Struct, frozen=True, kw_only=True):
    """`tags`, `fields` and `consent` are JSON text. `merged_into`: the contact that took this one's place."""

    id: str
    version: int
    name: str
    name_source: str
    company: str | None
    owner_id: str | None
    tags: str
    fields: str
    consent: str
    merged_into: str | None
    blocked_at: int | None
    blocked_by: str | None
    blocked_for: str | None
    created_at: int
    updated_at: int
    language: str | None = None
    thumbnail: str | None = None


class IdentityRow(Struct, frozen=True, kw_only=True):
    id: str
    contact_id: str
    kind: str
    value: str
    display: str
    origin_contact_id: str | None
    preferred_at: int | None
    created_at: int


LONGEST_CHAIN = 50  # merges one after another

COLUMNS = tuple(contacts.c[name] for name in ContactRow.__struct_fields__)
_IDENTITY = tuple(identities.c[name] for name in IdentityRow.__struct_fields__)


async def get(connection: Connection, contact_id: str) -> ContactRow | None:
    return await connection.row(select(*COLUMNS).where(contacts.c.id == contact_id), ContactRow)


async def final(connection: Connection, contact_id: str) -> ContactRow | None:
    """The contact, or the one that took its place when it was merged, however often."""
    chain = select(contacts.c.id, contacts.c.merged_into, literal(0).label("steps")).where(contacts.c.id == contact_id)
    walked = chain.cte("chain", recursive=True)
    onward = select(contacts.c.id, contacts.c.merged_into, walked.c.steps + 1).where(
        contacts.c.id == walked.c.merged_into, walked.c.steps < LONGEST_CHAIN
    )
    walked = walked.union_all(onward)
    statement = select(*COLUMNS).join(walked, walked.c.id == contacts.c.id).where(contacts.c.merged_into.is_(None))
    return await connection.row(statement, ContactRow)


async def many(connection: Connection, ids: Iterable[str]) -> list[ContactRow]:
    return await connection.rows(select(*COLUMNS).where(contacts.c.id.in_(sorted(set(ids)))), ContactRow)


async def is_blocked(connection: Connection, contact_id: str) -> bool:
    statement = select(contacts.c.id).where(contacts.c.id == contact_id, contacts.c.blocked_at.is_not(None))
    return await connection.value(statement) is not None


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, ContactRow]:
    """The rows as they are once nobody else is changing them, locked in the order of their ids."""
    statement = select(*COLUMNS).where(contacts.c.id.in_(sorted(set(ids)))).order_by(contacts.c.id)
    return {row.id: row for row in await connection.rows(statement.with_for_update(key_share=True), ContactRow)}


async def lock_and_bump(connection: Connection, ids: Iterable[str]) -> dict[str, ContactRow]:
    """Locks in the order of ids, then counts every version up. The rows as they are afterwards."""
    wanted = sorted(set(ids))
    if len(wanted) > 1:  # an UPDATE of many rows locks them in no order at all
        await lock(connection, wanted)
    statement = update(contacts).where(contacts.c.id.in_(wanted)).values(version=contacts.c.version + 1)
    return {row.id: row for row in await connection.rows(statement.returning(*COLUMNS), ContactRow)}


async def change(connection: Connection, contact_id: str, now: int, **values: Any) -> None:
    """Sets `values` and counts the version up."""
    statement = update(contacts).where(contacts.c.id == contact_id)
    await connection.execute(statement.values(version=contacts.c.version + 1, updated_at=now, **values))


async def insert(connection: Connection, row: Mapping[str, Any]) -> None:
    await connection.insert_many(contacts, [row])


async def remove(connection: Connection, contact_id: str) -> None:
    """Only for one that nothing refers to."""
    await connection.execute(delete(contacts).where(contacts.c.id == contact_id))


async def insert_identities(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids that went in; an identity somebody already has is left out."""
    return await connection.insert_many(identities, rows, ignore=True, returning="id")


async def identities_of(connection: Connection, contact_ids: Iterable[str]) -> dict[str, list[IdentityRow]]:
    """In the order they are to be tried: what somebody made the first, then the oldest."""
    statement = select(*_IDENTITY).where(identities.c.contact_id.in_(sorted(set(contact_ids))))
    preferred = func.coalesce(identities.c.preferred_at, 0).desc()
    found: dict[str, list[IdentityRow]] = {}
    for row in await connection.rows(
        statement.order_by(preferred, identities.c.created_at, identities.c.id), IdentityRow
    ):
        found.setdefault(row.contact_id, []).append(row)
    return found


async def identities_by(connection: Connection, pairs: Iterable[tuple[str, str]]) -> list[IdentityRow]:
    """The identities among these (kind, value) that somebody has."""
    wanted = sorted(set(pairs))
    if not wanted:
        return []
    return await connection.rows(
        select(*_IDENTITY).where(tuple_(identities.c.kind, identities.c.value).in_(wanted)), IdentityRow
    )


async def identity(connection: Connection, identity_id: str) -> IdentityRow | None:
    return await connection.row(select(*_IDENTITY).where(identities.c.id == identity_id), IdentityRow)


async def prefer_identity(connection: Connection, identity_id: str, now: int) -> None:
    await connection.execute(update(identities).where(identities.c.id == identity_id).values(preferred_at=now))


async def remove_identity(connection: Connection, identity_id: str) -> None:
    await connection.execute(delete(identities).where(identities.c.id == identity_id))
