"""`/api/v1/notifications`: what I was told, and what I want to be told."""

from __future__ import annotations

from hub.permissions import Agent
from hub.team import notifications
from hub.transaction import Transaction
from hub.wire.notifications import (
    Notification,
    NotificationChange,
    NotificationSettings,
    NotificationSettingsChange,
)
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, Paged, Paging, read, write


class NotificationsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    unread: bool | None = None


async def listed(connection: Connection, agent: Agent, asked: Asked[NotificationsQuery, None]) -> Paged[Notification]:
    query = asked.query
    items, more = await notifications.list_page(
        connection, agent, unread=query.unread, words=query.q, after=query.after, limit=query.limit
    )
    return Paged(items=items, next=more)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NotificationChange]) -> Notification:
    return await notifications.set_read(tx, agent, asked.id, asked.body.read)


async def read_all(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    del asked
    await notifications.read_all(tx, agent)


async def settings(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> NotificationSettings:
    del asked
    return await notifications.settings(connection, agent)


async def choose(
    tx: Transaction, agent: Agent, asked: Asked[NoQuery, NotificationSettingsChange]
) -> NotificationSettings:
    return await notifications.choose(tx, agent, asked.body)


OPERATIONS: tuple[Operation, ...] = (
    read("/notifications", listed, "List my notifications", gives=Paged[Notification], query=NotificationsQuery),
    write("POST", "/notifications/read", read_all, "Mark all my notifications as read"),
    read("/notifications/settings", settings, "What I want to be told", gives=NotificationSettings),
    write(
        "PUT",
        "/notifications/settings",
        choose,
        "Choose what I want to be told",
        takes=NotificationSettingsChange,
        gives=NotificationSettings,
    ),
    write(
        "PUT",
        "/notifications/{id}",
        change,
        "Mark a notification as read or unread",
        takes=NotificationChange,
        gives=Notification,
    ),
)
