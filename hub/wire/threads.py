"""Conversations and messages over HTTP: what is asked beyond the socket's commands, and what is answered beyond the shapes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.commands import ClientId, Id, TemplateUse, Text
from hub.wire.filters import ConversationFilter, ConversationSort, Moment, Priority, Tag
from hub.wire.mail import Address, MailSend
from hub.wire.shapes import Fault, Message, MessageStatus

Tags = Annotated[list[Tag], Meta(max_length=20)]
Files = Annotated[list[Id], Meta(max_length=10)]
BulkAction = Literal["assign", "resolve", "reopen", "snooze", "tag", "untag", "read", "unread", "priority"]


class NewConversation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With a contact, a typed number or a typed e-mail address. Said first: a template, a text (in the customer's 24 hours; by mail
    always), or nothing."""

    channel: Id
    contact: Id | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Address | None = None
    name: Annotated[str, Meta(max_length=200)] | None = None
    template: TemplateUse | None = None
    text: Text | None = None
    attachments: Files = []
    mail: MailSend | None = None
    client_id: ClientId | None = None


class ConversationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. A `snoozed_until` snoozes, null wakes; `unread` false is having read it."""

    state: Literal["open", "snoozed", "resolved"] | UnsetType = UNSET
    assignee: Id | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    snoozed_until: Moment | UnsetType | None = UNSET
    unread: bool | UnsetType = UNSET


class NewMessageHere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As the socket's `message.send`; with `note` words for colleagues alone. A `client_id` makes a repeat harmless."""

    client_id: ClientId | None = None
    text: Text | None = None
    note: bool = False
    reply_to: Id | None = None
    attachments: Files = []
    template: TemplateUse | None = None
    interactive: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    contacts: Annotated[list[dict[str, Any]], Meta(max_length=257)] | None = None
    send_at: Moment | None = None
    cancel_on_reply: bool = False
    mail: MailSend | None = None


class NewMessage(NewMessageHere, frozen=True, kw_only=True, forbid_unknown_fields=True):
    conversation: Id


class MessageMove(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a message that waits for its time."""

    send_at: Moment | UnsetType = UNSET
    cancel_on_reply: bool | UnsetType = UNSET


class StatusChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    status: MessageStatus


class Received(Struct, frozen=True, kw_only=True):
    """The webhook it came in, by its id in the ledger."""

    ledger: str
    at: str


class Published(Struct, frozen=True, kw_only=True):
    """Its place in the event log."""

    seq: int
    at: str


class Heard(Struct, frozen=True, kw_only=True):
    """A session that was told; `acknowledged_at` as far as is known."""

    session: str
    user: str
    opened_at: str
    closed_at: str | None
    acknowledged: bool
    acknowledged_at: str | None


class Attempt(Struct, frozen=True, kw_only=True):
    """A try to send. `times`: when it was started, accepted, sent, delivered, read, played, failed, unknown."""

    id: str
    number: int
    provider_id: str | None
    times: dict[str, str]
    error: Fault | None


class TracedMessage(Message, frozen=True, kw_only=True):
    """A message and what became of it."""

    received: Received | None
    stored_at: str
    published: Published | None
    sessions: list[Heard]
    attempts: list[Attempt]


class Bulk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either `ids` or a `filter` (its first thousand). `to` belongs to assign, `until` to snooze, `tags` to tag and untag, `priority` to
    priority."""

    action: BulkAction
    ids: Annotated[list[Id], Meta(min_length=1, max_length=1000)] | None = None
    filter: ConversationFilter | None = None
    to: Id | None = None
    until: Moment | None = None
    tags: Tags = []
    priority: Priority | None = None


class BulkResult(Struct, frozen=True, kw_only=True):
    """`code` and `message` say why one was refused."""

    id: str
    done: bool
    code: str | None = None
    message: str | None = None


class BulkAnswer(Struct, frozen=True, kw_only=True):
    """`more`: the filter holds others, which were left alone."""

    done: int
    refused: int
    more: bool
    results: list[BulkResult]


class NewView(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`shared`: for all, which managers and administrators may."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    filter: ConversationFilter
    sort: ConversationSort = "last"
    shared: bool = False
    position: Annotated[int, Meta(ge=0, le=10_000)] = 0


class ViewChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `shared`: from now on for all, or one's own alone; managers and administrators may."""

    name: Annotated[str, Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    filter: ConversationFilter | UnsetType = UNSET
    sort: ConversationSort | UnsetType = UNSET
    position: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    shared: bool | UnsetType = UNSET


class NewReply(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`text` may name {{contact.name}}, {{contact.first_name}}, {{contact.company}}, {{agent.name}}, {{agent.first_name}} and {{company}}."""

    shortcut: Annotated[str, Meta(min_length=1, max_length=41)]
    text: Annotated[str, Meta(min_length=1, max_length=4096)]
    shared: bool = False


class ReplyChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shortcut: Annotated[str, Meta(min_length=1, max_length=41)] | UnsetType = UNSET
    text: Annotated[str, Meta(min_length=1, max_length=4096)] | UnsetType = UNSET


class ReplyUse(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    conversation: Id


class FilledReply(Struct, frozen=True, kw_only=True):
    """`unknown`: the names nothing is known for; their places are left empty."""

    text: str
    unknown: list[str]
