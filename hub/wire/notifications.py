"""What a member of the team is told, and what of it each wants to be told."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import UNSET, Struct, UnsetType

NotificationKind = Literal[
    "mentioned",
    "assigned_to_me",
    "reply_in_mine",
    "failed_send",
    "waiting",
    "quotation_answered",
    "quotation_approval",
    "quotation_expiring",
]
KINDS: tuple[NotificationKind, ...] = get_args(NotificationKind)


class Notification(Struct, frozen=True, kw_only=True):
    """What is unread of one kind in one conversation is one notification: `count` of them, `text`, `subject` (the message it is
    about; of quotations, the quotation), `who` (the customer) and `detail` (what was said, why, or by whom) of the newest."""

    id: str
    version: int
    kind: NotificationKind
    conversation: str | None
    subject: str | None
    text: str
    who: str
    detail: str
    count: int
    at: str
    read: bool


class NotificationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    read: bool


class NotificationSettings(Struct, frozen=True, kw_only=True):
    """Which kinds one wants to be told."""

    mentioned: bool = True
    assigned_to_me: bool = True
    reply_in_mine: bool = True
    failed_send: bool = True
    waiting: bool = True
    quotation_answered: bool = True
    quotation_approval: bool = True
    quotation_expiring: bool = True


class NotificationSettingsChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those left out stay as they are."""

    mentioned: bool | UnsetType = UNSET
    assigned_to_me: bool | UnsetType = UNSET
    reply_in_mine: bool | UnsetType = UNSET
    failed_send: bool | UnsetType = UNSET
    waiting: bool | UnsetType = UNSET
    quotation_answered: bool | UnsetType = UNSET
    quotation_approval: bool | UnsetType = UNSET
    quotation_expiring: bool | UnsetType = UNSET
