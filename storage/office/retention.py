"""What is too old by the office's own rules, in small batches, never of a contact under a legal hold."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlalchemy import Select, delete, select, update

from storage.database import Connection
from storage.tables import (
    activity,
    attachments,
    contacts,
    conversations,
    holds,
    import_errors,
    imports,
    messages,
    prunings,
    quotations,
)

OVER = ("done", "checked", "cancelled", "failed")  # states of imports nobody is at


class Old(Struct, frozen=True):
    """A conversation, and where it was."""

    id: str
    channel_id: str
    contact_id: str


class OldFile(Struct, frozen=True):
    """A file of a message. `blob` and `thumbnail`: keys of the store."""

    id: str
    message_id: str
    conversation_id: str
    blob: str
    thumbnail: str | None


async def begin(connection: Connection, day: str, now: int) -> bool:
    """Takes the night `day`; False when it is done, or another process is at it."""
    row = {"day": day, "started_at": now}
    return bool(await connection.execute(connection.insert(prunings).values(**row).on_conflict_do_nothing()))


async def again(connection: Connection, day: str, started_before: int, now: int) -> bool:
    """Takes a night whose process died."""
    stuck = (prunings.c.day == day) & prunings.c.finished_at.is_(None) & (prunings.c.started_at < started_before)
    return bool(await connection.execute(update(prunings).where(stuck).values(started_at=now)))


async def finish(connection: Connection, day: str, counts: dict[str, int], now: int, kept_since: str) -> None:
    values = {"counts": msgspec.json.encode(counts).decode(), "finished_at": now}
    await connection.execute(update(prunings).where(prunings.c.day == day).values(**values))
    await connection.execute(delete(prunings).where(prunings.c.day < kept_since))


_OVER = ("resolved", "quiet")  # quiet: a campaign wrote and nobody answered


async def last(connection: Connection) -> tuple[str, dict[str, int]] | None:
    """The newest night that is through: its day and what went."""
    done = select(prunings.c.day, prunings.c.counts).where(prunings.c.finished_at.is_not(None))
    found = await connection.tuples(done.order_by(prunings.c.day.desc()).limit(1))
    return (found[0][0], msgspec.json.decode(found[0][1])) if found else None


async def old_threads(connection: Connection, before: int, limit: int) -> list[Old]:
    """Conversations resolved before `before` (ms) and silent since, and those nobody ever answered."""
    columns = (conversations.c.id, conversations.c.channel_id, conversations.c.contact_id)
    wanted = conversations.c.state.in_(_OVER) & (conversations.c.last_at < before)
    resolved = conversations.c.resolved_at.is_(None) | (conversations.c.resolved_at < before)
    statement = select(*columns).where(wanted, resolved, conversations.c.contact_id.not_in(_held()))
    return [Old(*row) for row in await connection.tuples(statement.order_by(conversations.c.last_at).limit(limit))]


async def lock_threads(connection: Connection, ids: Collection[str], before: int) -> list[str]:
    """Those that are still resolved and silent, locked in the order of their ids."""
    still = conversations.c.state.in_(_OVER) & (conversations.c.last_at < before)
    statement = select(conversations.c.id).where(conversations.c.id.in_(sorted(ids)), still)
    return await connection.values(statement.order_by(conversations.c.id).with_for_update())


async def old_files(connection: Connection, before: int, after: str, limit: int) -> list[OldFile]:
    """Files of messages made before `before` (ms), in the order of their ids from the one after `after`."""
    columns = (
        attachments.c.id,
        attachments.c.message_id,
        messages.c.conversation_id,
        attachments.c.blob,
        attachments.c.thumbnail,
    )
    statement = (
        select(*columns)
        .join(messages, messages.c.id == attachments.c.message_id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(attachments.c.id > after, attachments.c.created_at < before, attachments.c.blob.is_not(None))
        .where(conversations.c.contact_id.not_in(_held()))
        .order_by(attachments.c.id)
        .limit(limit)
    )
    return [OldFile(*row) for row in await connection.tuples(statement)]


async def forget_files(connection: Connection, ids: Collection[str], error: str) -> None:
    """The row stays and says why there is no file any more (`error`: JSON Fault)."""
    gone = {"blob": None, "thumbnail": None, "state": "failed", "error": error, "due_at": None}
    await connection.execute(update(attachments).where(attachments.c.id.in_(sorted(ids))).values(**gone))


async def old_imports(connection: Connection, before: int, limit: int) -> list[tuple[str, str | None]]:
    """Imports that ended before `before` (ms): id and key of the file, if it is still kept."""
    wanted = imports.c.state.in_(OVER) & (imports.c.created_at < before)
    found = await connection.tuples(
        select(imports.c.id, imports.c.blob).where(wanted).order_by(imports.c.id).limit(limit).with_for_update()
    )
    return [(id, blob) for id, blob in found]


async def remove_imports(connection: Connection, ids: Collection[str]) -> None:
    await connection.execute(delete(import_errors).where(import_errors.c.import_id.in_(sorted(ids))))
    await connection.execute(delete(imports).where(imports.c.id.in_(sorted(ids))))


async def remove_activity(connection: Connection, before: int, limit: int) -> int:
    """Up to `limit` of the oldest acts before `before` (ms). How many went."""
    old = select(activity.c.id).where(activity.c.at < before).order_by(activity.c.at, activity.c.id).limit(limit)
    return await connection.execute(delete(activity).where(activity.c.id.in_(old.scalar_subquery())))


async def old_quotations(connection: Connection, before: int, limit: int) -> list[str]:
    """The oldest that nothing has happened to since `before` (ms)."""
    q = quotations.c
    free = q.contact_id.is_(None) | q.contact_id.not_in(_held())
    statement = select(q.id).where(q.updated_at < before, free).order_by(q.updated_at, q.id)
    return await connection.values(statement.limit(limit))


def _held() -> Select[tuple[str]]:
    """Contacts with a hold of their own, or of one that was merged into them, however often."""
    chain = select(holds.c.contact_id.label("id")).cte("held", recursive=True)
    into = select(contacts.c.merged_into).join(chain, contacts.c.id == chain.c.id)
    chain = chain.union(into.where(contacts.c.merged_into.is_not(None)))
    return select(chain.c.id)
