"""The durable events of notifications, which only the person they are for hears."""

from __future__ import annotations

from msgspec import Struct

from hub.wire.notifications import NotificationSettings


class NotificationCreated(Struct, frozen=True, tag="notification.created"):
    """What these say is said in hub/wire/notifications.py."""

    id: str
    kind: str
    conversation: str | None
    text: str
    at: str
    version: int = 1
    subject: str | None = None
    count: int = 1
    read: bool = False
    who: str = ""
    detail: str = ""


class NotificationChanged(Struct, frozen=True, tag="notification.changed"):
    """There is more of it, or it was read."""

    id: str
    kind: str
    conversation: str | None
    text: str
    at: str
    version: int
    subject: str | None
    count: int
    read: bool
    who: str
    detail: str


class NotificationsRead(Struct, frozen=True, tag="notifications.read"):
    until: str  # all that came before


class NotificationsChosen(Struct, frozen=True, tag="notifications.chosen"):
    """What one wants to be told."""

    settings: NotificationSettings
