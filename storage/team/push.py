"""Web push: the key, the browsers that subscribed to it, and what is due to be pushed to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, delete, func, select, tuple_, update

from storage.database import Connection
from storage.tables import (
    contacts,
    conversations,
    login_sessions,
    notifications,
    push_devices,
    push_keys,
    pushes,
    users,
)

_d, _p = push_devices.c, pushes.c


class KeyRow(Struct, frozen=True, kw_only=True):
    """`public`: base64url; `sealed`: the private one, encrypted."""

    public: str
    sealed: bytes


class DeviceRow(Struct, frozen=True, kw_only=True):
    """`digest`: of the endpoint; `created_at`: ms."""

    id: str
    user_id: str
    login_id: str
    endpoint: str
    digest: str
    p256dh: str
    auth: str
    language: str
    hide_text: bool
    created_at: int


class ClaimedRow(Struct, frozen=True, kw_only=True):
    """Something to push, as it was told `at` (ms). `tries`: with this one."""

    device_id: str
    notification_id: str
    at: int
    tries: int


class PushRow(Struct, frozen=True, kw_only=True):
    """What a push needs to know of its browser, its person and what they are told. `used_at`: of the login session, ms."""

    user_id: str
    role: str
    endpoint: str
    p256dh: str
    auth: str
    language: str
    hide_text: bool
    used_at: int
    kind: str
    who: str
    detail: str
    conversation_id: str | None
    subject: str | None
    count: int
    channel_id: str | None


async def key(connection: Connection) -> KeyRow | None:
    return await connection.row(select(push_keys.c.public, push_keys.c.sealed), KeyRow)


async def keep_key(connection: Connection, public: str, sealed: bytes, now: int) -> None:
    """Once: what another process kept before stays."""
    new = connection.insert(push_keys).values(id=1, public=public, sealed=sealed, created_at=now)
    await connection.execute(new.on_conflict_do_nothing())


async def forget_key(connection: Connection) -> None:
    """With all who subscribed to it."""
    await connection.execute(delete(push_devices))
    await connection.execute(delete(push_keys))


async def put(connection: Connection, row: DeviceRow) -> None:
    """In place of what the login session had, and of whoever had this browser before."""
    before = ((_d.login_id == row.login_id) | (_d.digest == row.digest)) & (_d.id != row.id)
    await connection.execute(delete(push_devices).where(before))
    await connection.insert_many(push_devices, [{name: getattr(row, name) for name in DeviceRow.__struct_fields__}])


async def change(connection: Connection, device_id: str, **values: Any) -> None:
    await connection.execute(update(push_devices).where(_d.id == device_id).values(**values))


async def of_login(connection: Connection, login_id: str) -> DeviceRow | None:
    columns = tuple(_d[name] for name in DeviceRow.__struct_fields__)
    return await connection.row(select(*columns).where(_d.login_id == login_id), DeviceRow)


async def remove(connection: Connection, device_id: str) -> None:
    await connection.execute(delete(push_devices).where(_d.id == device_id))


async def remove_of_logins(connection: Connection, login_ids: Collection[str]) -> None:
    await connection.execute(delete(push_devices).where(_d.login_id.in_(sorted(login_ids))))


async def remove_of_user(connection: Connection, user_id: str) -> None:
    await connection.execute(delete(push_devices).where(_d.user_id == user_id))


async def devices_of(connection: Connection, user_ids: Collection[str]) -> list[tuple[str, str]]:
    """(device, user) of these people."""
    statement = select(_d.id, _d.user_id).where(_d.user_id.in_(sorted(user_ids))).order_by(_d.id)
    return [(device, user) for device, user in await connection.tuples(statement)]


async def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Due anew, whatever became of it before. `rows`: no two of one device and notification."""
    if not rows:
        return
    new = connection.insert(pushes).values(list(rows))
    again = {"at": new.excluded["at"], "due_at": new.excluded["due_at"], "tries": 0}
    await connection.execute(new.on_conflict_do_update(index_elements=["device_id", "notification_id"], set_=again))


async def any_due(connection: Connection, now: int) -> bool:
    return await connection.value(select(_p.device_id).where(_p.due_at <= now).limit(1)) is not None


async def claim(connection: Connection, now: int, until: int, limit: int) -> list[ClaimedRow]:
    """What is due, oldest first; until `until` nobody else takes it."""
    due = select(_p.device_id, _p.notification_id).where(_p.due_at <= now).order_by(_p.due_at).limit(limit)
    found = [tuple(row) for row in await connection.tuples(due.with_for_update(skip_locked=True))]
    if not found:
        return []
    theirs = tuple_(_p.device_id, _p.notification_id).in_(found)
    statement = update(pushes).where(theirs).values(due_at=until, tries=_p.tries + 1)
    return await connection.rows(statement.returning(*(_p[n] for n in ClaimedRow.__struct_fields__)), ClaimedRow)


async def look_up(connection: Connection, claimed: ClaimedRow) -> PushRow | None:
    """None: it was read, the login session ended, or the person left meanwhile."""
    n, c = notifications.c, conversations.c
    statement = (
        select(
            _d.user_id,
            users.c.role,
            _d.endpoint,
            _d.p256dh,
            _d.auth,
            _d.language,
            _d.hide_text,
            login_sessions.c.used_at,
            n.kind,
            n.who,
            n.detail,
            n.conversation_id,
            n.subject,
            n["count"],
            c.channel_id,
        )
        .select_from(push_devices)
        .join(login_sessions, and_(login_sessions.c.id == _d.login_id, login_sessions.c.ended_at.is_(None)))
        .join(users, and_(users.c.id == _d.user_id, users.c.active))
        .join(notifications, and_(n.id == claimed.notification_id, n.user_id == _d.user_id, n.read_at.is_(None)))
        .outerjoin(conversations, c.id == n.conversation_id)
        .outerjoin(contacts, contacts.c.id == c.contact_id)
        .where(_d.id == claimed.device_id, contacts.c.blocked_at.is_(None))
    )
    return await connection.row(statement, PushRow)


async def settle(connection: Connection, claimed: ClaimedRow) -> None:
    """Done with; unless more was told since, which is due by itself."""
    await connection.execute(delete(pushes).where(*_same(claimed)))


async def postpone(connection: Connection, claimed: ClaimedRow, due_at: int, *, tried: bool) -> None:
    tries = claimed.tries if tried else claimed.tries - 1
    await connection.execute(update(pushes).where(*_same(claimed)).values(due_at=due_at, tries=tries))


async def depth(connection: Connection) -> int:
    return int(await connection.value(select(func.count()).select_from(pushes)))


def _same(claimed: ClaimedRow) -> tuple[Any, ...]:
    return (
        _p.device_id == claimed.device_id,
        _p.notification_id == claimed.notification_id,
        _p.at == claimed.at,
        _p.tries == claimed.tries,
    )
