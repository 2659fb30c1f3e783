"""Login sessions, their refresh tokens, one-time links, and the count of failed sign-ins."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import ColumnElement, case, delete, func, insert, select, update

from storage import pruning
from storage.database import Connection
from storage.matching import mentions
from storage.tables import login_failures, login_sessions, one_time_links, refresh_tokens


class LoginRow(Struct, frozen=True):
    id: str
    user_id: str


class SessionRow(Struct, frozen=True, kw_only=True):
    """A login session that has not ended. Times in ms."""

    id: str
    client: str
    address: str
    created_at: int
    used_at: int


class RefreshRow(Struct, frozen=True):
    login_id: str
    expires_at: int
    rotated_at: int | None


async def open_login(connection: Connection, login_id: str, user_id: str, client: str, address: str, now: int) -> None:
    given = {
        "id": login_id,
        "user_id": user_id,
        "client": client,
        "address": address,
        "created_at": now,
        "used_at": now,
    }
    await connection.execute(insert(login_sessions).values(given))


async def touch(connection: Connection, login_id: str, now: int) -> LoginRow | None:
    """Locks a login session that has not ended and notes its use."""
    statement = (
        update(login_sessions)
        .where(login_sessions.c.id == login_id, login_sessions.c.ended_at.is_(None))
        .values(used_at=now)
        .returning(login_sessions.c.id, login_sessions.c.user_id)
    )
    return await connection.row(statement, LoginRow)


async def end(connection: Connection, login_id: str, now: int) -> LoginRow | None:
    """None when it had ended before."""
    statement = (
        update(login_sessions)
        .where(login_sessions.c.id == login_id, login_sessions.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(login_sessions.c.id, login_sessions.c.user_id)
    )
    return await connection.row(statement, LoginRow)


async def end_all(connection: Connection, user_id: str, now: int) -> int:
    return await connection.execute(update(login_sessions).where(*_open(user_id)).values(ended_at=now))


async def end_others(connection: Connection, user_id: str, but: str, now: int) -> list[str]:
    """Ends all login sessions of a user but one; their ids."""
    statement = update(login_sessions).where(*_open(user_id), login_sessions.c.id != but).values(ended_at=now)
    return await connection.values(statement.returning(login_sessions.c.id))


async def of_user(
    connection: Connection, user_id: str, *, used_after: int, words: str | None, after: str | None, limit: int
) -> list[SessionRow]:
    """Newest first; `after`: the id of the last one seen. Those not used since `used_after` (ms) cannot be refreshed any more."""
    columns = tuple(login_sessions.c[name] for name in SessionRow.__struct_fields__)
    statement = select(*columns).where(*_open(user_id), login_sessions.c.used_at > used_after)
    if words:
        statement = statement.where(
            mentions(login_sessions.c.client, words) | mentions(login_sessions.c.address, words)
        )
    if after is not None:
        statement = statement.where(login_sessions.c.id < after)
    return await connection.rows(statement.order_by(login_sessions.c.id.desc()).limit(limit), SessionRow)


async def last_used(connection: Connection, user_ids: Iterable[str]) -> dict[str, int]:
    """When any login session of these users was last used (ms), ended ones too."""
    statement = select(login_sessions.c.user_id, func.max(login_sessions.c.used_at))
    named = statement.where(login_sessions.c.user_id.in_(list(user_ids))).group_by(login_sessions.c.user_id)
    return dict(await connection.tuples(named))


async def is_open(connection: Connection, login_id: str, user_id: str) -> bool:
    there = select(login_sessions.c.id).where(*_open(user_id), login_sessions.c.id == login_id)
    return await connection.value(there) is not None


def _open(user_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return login_sessions.c.user_id == user_id, login_sessions.c.ended_at.is_(None)


async def add_refresh(connection: Connection, token_hash: str, login_id: str, now: int, expires_at: int) -> None:
    given = {"hash": token_hash, "login_id": login_id, "created_at": now, "expires_at": expires_at}
    await connection.execute(insert(refresh_tokens).values(given))


async def refresh(connection: Connection, token_hash: str) -> RefreshRow | None:
    columns = refresh_tokens.c.login_id, refresh_tokens.c.expires_at, refresh_tokens.c.rotated_at
    return await connection.row(select(*columns).where(refresh_tokens.c.hash == token_hash), RefreshRow)


async def mark_rotated(connection: Connection, token_hash: str, now: int) -> None:
    await connection.execute(update(refresh_tokens).where(refresh_tokens.c.hash == token_hash).values(rotated_at=now))


async def count_try(connection: Connection, keys: Iterable[str], now: int, window_ms: int) -> dict[str, int]:
    """Adds a try to each key and returns the counts; a key older than the window starts afresh. Keys are locked in their order."""
    counts: dict[str, int] = {}
    table = login_failures
    for key in sorted(keys):
        fresh = table.c.since > now - window_ms
        statement = (
            connection.insert(table)
            .values(key=key, count=1, since=now)
            .on_conflict_do_update(
                index_elements=[table.c.key],
                set_={
                    "count": case((fresh, table.c.count + 1), else_=1),
                    "since": case((fresh, table.c.since), else_=now),
                },
            )
            .returning(table.c.count)
        )
        counts[key] = int(await connection.value(statement))
    return counts


async def forgive(connection: Connection, keys: Iterable[str]) -> None:
    """Takes one try back from each key: it was a good one."""
    for key in sorted(keys):
        statement = update(login_failures).where(login_failures.c.key == key, login_failures.c.count > 0)
        await connection.execute(statement.values(count=login_failures.c.count - 1))


async def clear_tries(connection: Connection, keys: Iterable[str]) -> None:
    await connection.execute(delete(login_failures).where(login_failures.c.key.in_(sorted(keys))))


async def add_link(connection: Connection, token_hash: str, purpose: str, user_id: str | None, expires_at: int) -> None:
    given = {"hash": token_hash, "purpose": purpose, "user_id": user_id, "expires_at": expires_at}
    await connection.execute(insert(one_time_links).values(given))


async def use_link(connection: Connection, token_hash: str, purpose: str, now: int) -> bool:
    """Whether the link was good; it is not any more."""
    good = one_time_links.c.purpose == purpose, one_time_links.c.used_at.is_(None), one_time_links.c.expires_at > now
    return (
        await connection.execute(
            update(one_time_links).where(one_time_links.c.hash == token_hash, *good).values(used_at=now)
        )
        == 1
    )


async def link_user(connection: Connection, token_hash: str, purpose: str, now: int) -> str | None:
    """Whom a link that is still good is for."""
    good = one_time_links.c.purpose == purpose, one_time_links.c.used_at.is_(None), one_time_links.c.expires_at > now
    found: str | None = await connection.value(
        select(one_time_links.c.user_id).where(one_time_links.c.hash == token_hash, *good)
    )
    return found


async def void_links(connection: Connection, user_id: str, now: int) -> None:
    """All links made for a user are worthless from now on."""
    unused = one_time_links.c.user_id == user_id, one_time_links.c.used_at.is_(None)
    await connection.execute(update(one_time_links).where(*unused).values(used_at=now))


async def prune_refresh(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, refresh_tokens, refresh_tokens.c.expires_at < before, limit)


async def prune_links(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, one_time_links, one_time_links.c.expires_at < before, limit)


async def prune_failures(connection: Connection, before: int, limit: int) -> int:
    return await pruning.remove(connection, login_failures, login_failures.c.since < before, limit)
