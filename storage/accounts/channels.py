"""Channel accounts: the rows, and who of the team is an agent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, or_, select, update

from storage.database import Connection
from storage.matching import mentions
from storage.tables import campaigns, channel_news, channels, conversations, messages, templates, users

WALKED = 2_000  # messages looked back at
UNSAID = ("note", "system", "reaction")


class AccountRow(Struct, frozen=True, kw_only=True):
    """A channel account as stored. `credentials` are sealed; `members` is JSON text, None for everybody; times in ms.

    `checks`: JSON list of what the last test found. `templates_at`: when the last synchronisation that ended well began.
    """

    id: str
    version: int
    kind: str
    name: str
    address: str
    display_address: str | None
    business: str | None
    state: str
    reason: str | None
    credentials: bytes | None
    url: str
    api_version: str
    members: str | None
    from_environment: bool
    subscribed_at: int | None
    templates_at: int | None
    created_at: int
    updated_at: int
    templates_asked_at: int | None = None
    app_id: str | None = None
    quality: str | None = None
    tier: str | None = None
    throughput: str | None = None
    token_expires_at: int | None = None
    checked_at: int | None = None
    checks: str = "[]"
    quota_allowed: int | None = None
    quota_used: int | None = None
    quota_at: int | None = None


async def every(connection: Connection) -> list[AccountRow]:
    return await connection.rows(select(channels).order_by(channels.c.id), AccountRow)


async def get(connection: Connection, channel_id: str) -> AccountRow | None:
    return await connection.row(select(channels).where(channels.c.id == channel_id), AccountRow)


async def by_address(connection: Connection, kind: str, address: str) -> AccountRow | None:
    return await connection.row(
        select(channels).where(channels.c.kind == kind, channels.c.address == address), AccountRow
    )


async def lock(connection: Connection, channel_id: str) -> AccountRow | None:
    """The row, held until the transaction ends."""
    return await connection.row(select(channels).where(channels.c.id == channel_id).with_for_update(), AccountRow)


async def add(connection: Connection, values: dict[str, Any]) -> bool:
    """False when the kind and address are there already."""
    statement = connection.insert(channels).values(**values).on_conflict_do_nothing()
    return bool(await connection.execute(statement))


async def change(connection: Connection, channel_id: str, values: dict[str, Any]) -> AccountRow | None:
    """Bumps the version and sets `values`; the row as it is now."""
    statement = (
        update(channels)
        .where(channels.c.id == channel_id)
        .values(version=channels.c.version + 1, **values)
        .returning(*channels.c)
    )
    return await connection.row(statement, AccountRow)


async def note(connection: Connection, channel_id: str, values: dict[str, Any]) -> None:
    """Sets columns no shape shows (`subscribed_at`, `templates_at`): no version, no event."""
    await connection.execute(update(channels).where(channels.c.id == channel_id).values(**values))


async def count_used(connection: Connection, channel_id: str, calls: int) -> None:
    """So many calls have gone out that count, since the provider said how many did."""
    known = (channels.c.id == channel_id) & channels.c.quota_used.is_not(None)
    await connection.execute(update(channels).where(known).values(quota_used=channels.c.quota_used + calls))


async def seen(
    connection: Connection, channel_ids: Collection[str], q: str | None, limit: int, after: str
) -> list[AccountRow]:
    """Those of the accounts whose name or number holds `q`, by id, from `after` on."""
    wanted = channels.c.id.in_(sorted(channel_ids)) & (channels.c.id > after)
    if q:
        said = (channels.c.name, channels.c.address, channels.c.display_address)
        wanted &= or_(*(mentions(column, q) for column in said))
    return await connection.rows(select(channels).where(wanted).order_by(channels.c.id).limit(limit), AccountRow)


async def has_history(connection: Connection, channel_id: str) -> bool:
    """Whether anybody ever wrote to it, or a campaign names it."""
    for table in (conversations, campaigns):
        found = select(table.c.id).where(table.c.channel_id == channel_id).limit(1)
        if await connection.value(found) is not None:
            return True
    return False


async def remove(connection: Connection, channel_id: str) -> list[str]:
    """Deletes the account, what was said of it, and its templates; the templates' ids."""
    await connection.execute(delete(channel_news).where(channel_news.c.channel_id == channel_id))
    theirs = delete(templates).where(templates.c.channel_id == channel_id).returning(templates.c.id)
    gone = await connection.values(theirs)
    await connection.execute(delete(channels).where(channels.c.id == channel_id))
    return gone


async def last_inbound(connection: Connection, channel_id: str, window_ms: int) -> int | None:
    """When a customer last wrote (ms): the newest of the windows that open with a customer's word and last `window_ms`."""
    newest = select(func.max(conversations.c.window_closes_at)).where(conversations.c.channel_id == channel_id)
    closes = await connection.value(newest)
    return None if closes is None else int(closes) - window_ms


async def last_heard(connection: Connection, channel_id: str) -> int | None:
    """When a customer last wrote (ms), of kinds without a window too: a walk back along the account's messages, and no further than
    `WALKED`."""
    return await _newest(connection, channel_id, "in")


async def last_said(connection: Connection, channel_id: str) -> int | None:
    """When something was last written to a customer (ms); as far back as `last_heard`."""
    return await _newest(connection, channel_id, "out")


async def _newest(connection: Connection, channel_id: str, direction: str) -> int | None:
    lately = select(messages.c.sent_at, messages.c.direction, messages.c.kind).where(
        messages.c.channel_id == channel_id
    )
    walked = lately.order_by(messages.c.order.desc(), messages.c.id.desc()).limit(WALKED).subquery()
    said = (walked.c.direction == direction) & walked.c.kind.not_in(UNSAID)
    found = await connection.value(select(func.max(walked.c.sent_at)).where(said))
    return None if found is None else int(found)


async def agents(connection: Connection) -> list[str]:
    """The ids of active people of the team whose role is agent."""
    return await connection.values(
        select(users.c.id).where(users.c.role == "agent", users.c.active).order_by(users.c.id)
    )


async def people(connection: Connection, user_ids: list[str]) -> list[str]:
    """Those of the ids that are somebody of the team."""
    return await connection.values(select(users.c.id).where(users.c.id.in_(user_ids)))


async def bump_people(connection: Connection, user_ids: list[str]) -> None:
    """The shape of these people changes with the account's members."""
    for user_id in sorted(user_ids):
        await connection.execute(update(users).where(users.c.id == user_id).values(version=users.c.version + 1))
