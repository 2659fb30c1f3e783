"""What members of the team are told, each for themselves: by `notify`, in the transaction of what it is about.

Nobody is told of their own act, of what they may not see at that moment, of what they do not want to be told, nor of blocked contacts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from msgspec import UNSET, Struct, structs

from hub import ids
from hub.cursors import cursor, place
from hub.permissions import Agent, ChannelRights, for_user, holds
from hub.shaping import time_text
from hub.team import push, users
from hub.transaction import Transaction
from hub.wire import notification_events
from hub.wire.errors import Refusal
from hub.wire.notifications import (
    KINDS,
    Notification,
    NotificationKind,
    NotificationSettings,
    NotificationSettingsChange,
)
from storage.database import Connection
from storage.team import notifications as rows
from storage.team import users as user_rows
from storage.team.notifications import NotificationRow

LONGEST = 300  # characters of a text


class News(Struct, frozen=True, kw_only=True):
    """What somebody is to be told. `by`: whose act it is; `subject`: the message or quotation it is about; `who`: the customer, and
    `detail`: what was said, why, or by whom: parts of the `text`, for other languages than its own."""

    user_id: str
    kind: NotificationKind
    conversation_id: str | None
    text: str
    subject: str | None = None
    by: str | None = None
    who: str = ""
    detail: str = ""
    count: int = 1


async def notify(
    tx: Transaction,
    user_id: str,
    kind: NotificationKind,
    conversation_id: str | None,
    text: str,
    subject: str | None = None,
    *,
    by: str | None = None,
) -> None:
    """Tells one person. `by`: whose act it is. After the locks of contacts, conversations and messages."""
    one = News(user_id=user_id, kind=kind, conversation_id=conversation_id, text=text, subject=subject, by=by)
    await notify_all(tx, [one])


async def notify_all(tx: Transaction, news: Sequence[News]) -> None:
    """`notify` for many at once."""
    wanted = _in_order(await _wanted(tx.connection, [one for one in news if one.by != one.user_id]))
    written = await rows.put(tx.connection, [_columns(each, tx.now) for each in wanted])
    await push.queue(tx, [(row.user_id, row.id) for row in written])
    for row in written:
        told = structs.asdict(_shape(row))
        event = (
            notification_events.NotificationCreated(**told)
            if row.version == 1
            else notification_events.NotificationChanged(**told)
        )
        tx.announce(event, for_user(row.user_id))


async def list_page(
    connection: Connection, agent: Agent, *, unread: bool | None, words: str | None, after: str | None, limit: int
) -> tuple[list[Notification], str | None]:
    """The agent's, newest first, and what `after` takes for the next page. Raises Refusal for a cursor that is none."""
    found = await rows.page(
        connection,
        agent.id,
        agent.channels,
        unread=unread,
        words=(words or "").strip() or None,
        before=place(after),
        limit=limit + 1,
    )
    more = cursor(found[limit - 1].at, found[limit - 1].id) if len(found) > limit else None
    return [_shape(row) for row in found[:limit]], more


async def set_read(tx: Transaction, agent: Agent, notification_id: str, read: bool) -> Notification:
    """Raises Refusal `not_found`, and `conflict` for what is unread anew."""
    row = await rows.lock(tx.connection, agent.id, notification_id)
    if row is None:
        raise Refusal("not_found", "There is no such notification.")
    if (row.read_at is not None) == read:
        return _shape(row)
    read_at = tx.now if read else None
    if not await rows.set_read(tx.connection, row.id, read_at):
        raise Refusal("conflict", "There is a newer notification of this kind in the conversation.", field="read")
    told = _shape(structs.replace(row, read_at=read_at, version=row.version + 1))
    tx.announce(notification_events.NotificationChanged(**structs.asdict(told)), for_user(agent.id))
    return told


async def read_all(tx: Transaction, agent: Agent) -> None:
    if await rows.read_all(tx.connection, agent.id, tx.now):
        tx.announce(notification_events.NotificationsRead(until=time_text(tx.now)), for_user(agent.id))


async def read_in(tx: Transaction, agent: Agent, conversation_id: str) -> None:
    """What the agent was told of a conversation is before them now."""
    for row in await rows.read_in(tx.connection, agent.id, conversation_id, tx.now):
        tx.announce(notification_events.NotificationChanged(**structs.asdict(_shape(row))), for_user(agent.id))


async def take_back(tx: Transaction, messages: Collection[tuple[str, str]]) -> None:
    """Nobody is told any longer what these (conversation, message) said."""
    for row in await rows.take_back(tx.connection, messages) if messages else ():
        tx.announce(notification_events.NotificationChanged(**structs.asdict(_shape(row))), for_user(row.user_id))


async def settings(connection: Connection, agent: Agent) -> NotificationSettings:
    off = await rows.declined(connection, [agent.id])
    return NotificationSettings(**{kind: (agent.id, kind) not in off for kind in KINDS})


async def choose(tx: Transaction, agent: Agent, change: NotificationSettingsChange) -> NotificationSettings:
    for kind in KINDS:
        wanted = getattr(change, kind)
        if wanted is not UNSET:
            await rows.choose(tx.connection, agent.id, kind, wanted)
    chosen = await settings(tx.connection, agent)
    tx.announce(notification_events.NotificationsChosen(settings=chosen), for_user(agent.id))
    return chosen


async def _wanted(connection: Connection, news: Sequence[News]) -> list[News]:
    """Without what somebody may not see or does not want, and what is about blocked contacts."""
    if not news:
        return []
    told = {each.user_id for each in news}
    people = {row.id: row for row in await user_rows.find(connection, told) if row.active}
    off = await rows.declined(connection, told)
    channels = {each.id: each for each in await users.rights(connection)}
    about = await rows.places(connection, {each.conversation_id for each in news if each.conversation_id is not None})

    def may(each: News) -> bool:
        person = people.get(each.user_id)
        if person is None or (each.user_id, each.kind) in off:
            return False
        if each.conversation_id is None:
            return True
        where = about.get(each.conversation_id)
        if where is None or where.blocked_at is not None:
            return False
        channel: ChannelRights | None = channels.get(where.channel_id)
        return channel is not None and holds(person.id, person.role, channel)  # type: ignore[arg-type]

    return [each for each in news if may(each)]


def _in_order(news: Iterable[News]) -> list[News]:
    """What is one notification together, in the order in which everybody writes them."""
    found: dict[tuple[str, str, str], News] = {}
    for number, each in enumerate(news):
        key = (each.user_id, each.kind, each.conversation_id or f"~{number}")
        before = found.get(key)
        found[key] = each if before is None else structs.replace(each, count=before.count + each.count)
    return [found[key] for key in sorted(found)]


def _columns(one: News, now: int) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "user_id": one.user_id,
        "kind": one.kind,
        "conversation_id": one.conversation_id,
        "subject": one.subject,
        "text": _line(one.text),
        "who": _line(one.who),
        "detail": _line(one.detail),
        "count": one.count,
        "at": now,
    }


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def _shape(row: NotificationRow) -> Notification:
    return Notification(
        id=row.id,
        version=row.version,
        kind=cast(NotificationKind, row.kind),
        conversation=row.conversation_id,
        subject=row.subject,
        text=row.text,
        who=row.who,
        detail=row.detail,
        count=row.count,
        at=time_text(row.at),
        read=row.read_at is not None,
    )
