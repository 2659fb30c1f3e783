"""Everything a browser may ask over the socket: one closed union. A command with an `id` gets exactly one `done` or `refused`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from hub.wire.customers import FieldValue
from hub.wire.filters import ConversationsAsked, Moment, Priority
from hub.wire.found import FoundKind
from hub.wire.frames import Cursor
from hub.wire.mail import Address, MailSend

Id = Annotated[str, Meta(min_length=1, max_length=64)]
ClientId = Annotated[str, Meta(min_length=8, max_length=64)]
Limit = Annotated[int, Meta(ge=1, le=200)]
Text = Annotated[str, Meta(max_length=65536)]


class Hello(Struct, frozen=True, tag="hello", forbid_unknown_fields=True):
    protocol: int
    token: str
    cursor: Cursor | None = None


class Pong(Struct, frozen=True, tag="pong", forbid_unknown_fields=True):
    seq: int


class Typing(Struct, frozen=True, tag="typing", forbid_unknown_fields=True):
    conversation: Id
    on: bool = True


class PresenceSet(Struct, frozen=True, tag="presence.set", forbid_unknown_fields=True):
    state: Literal["online", "away"]


class SessionRenew(Struct, frozen=True, tag="session.renew", forbid_unknown_fields=True):
    id: int
    token: str


class ConversationList(ConversationsAsked, frozen=True, kw_only=True, tag="conversation.list"):
    id: int


class ConversationCounts(Struct, frozen=True, tag="conversation.counts", forbid_unknown_fields=True):
    """How many conversations each tab of the inbox holds for this agent."""

    id: int


class ConversationGet(Struct, frozen=True, tag="conversation.get", forbid_unknown_fields=True):
    id: int
    conversation: Id


class ConversationView(Struct, frozen=True, tag="conversation.view", forbid_unknown_fields=True):
    """What the agent is looking at (null: nothing). Drives presence; `focused` drives the customer's read marks."""

    id: int
    conversation: Id | None = None
    focused: bool = True


class ConversationAssign(Struct, frozen=True, tag="conversation.assign", forbid_unknown_fields=True):
    id: int
    conversation: Id
    to: str | None  # a user's id, or null: back to the queue


class ConversationResolve(Struct, frozen=True, tag="conversation.resolve", forbid_unknown_fields=True):
    id: int
    conversation: Id


class ConversationReopen(Struct, frozen=True, tag="conversation.reopen", forbid_unknown_fields=True):
    id: int
    conversation: Id


class ConversationSnooze(Struct, frozen=True, tag="conversation.snooze", forbid_unknown_fields=True):
    id: int
    conversation: Id
    until: str  # RFC 3339


class ConversationRead(Struct, frozen=True, tag="conversation.read", forbid_unknown_fields=True):
    id: int
    conversation: Id


class ConversationUnread(Struct, frozen=True, tag="conversation.unread", forbid_unknown_fields=True):
    id: int
    conversation: Id


class ConversationTag(Struct, frozen=True, tag="conversation.tag", forbid_unknown_fields=True):
    """Replaces the tags."""

    id: int
    conversation: Id
    tags: list[Annotated[str, Meta(min_length=1, max_length=40)]]


class ConversationPriority(Struct, frozen=True, tag="conversation.priority", forbid_unknown_fields=True):
    """0 none … 3 the most urgent."""

    id: int
    conversation: Id
    priority: Priority


class TemplateUse(Struct, frozen=True, forbid_unknown_fields=True):
    """A template filled in: `parameters` by place, e.g. {"body": ["Somchai", "12 Dec"], "header": ["…"], "button.0": ["…"]},
    or by name, e.g. {"body": {"first_name": "Somchai"}}. `attachment` fills a media header."""

    template: Id
    parameters: dict[str, Any] = {}
    attachment: str | None = None


class ConversationStart(Struct, frozen=True, tag="conversation.start", forbid_unknown_fields=True):
    """Opens a conversation with a contact, a typed number or a typed e-mail address, with a template as its first message; with `text`
    where the customer has written within a day (by mail: always); or with neither, to be written in later."""

    id: int
    client_id: ClientId
    channel: Id
    template: TemplateUse | None = None
    text: Text | None = None
    contact: str | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Address | None = None
    name: Annotated[str, Meta(max_length=200)] | None = None
    attachments: Annotated[list[str], Meta(max_length=10)] = []
    mail: MailSend | None = None


class MessageList(Struct, frozen=True, tag="message.list", forbid_unknown_fields=True):
    """A page of a thread, oldest first. `before`/`after` are `order` values; neither: the newest page."""

    id: int
    conversation: Id
    before: str | None = None
    after: str | None = None
    limit: Limit = 50


class MessageSend(Struct, frozen=True, tag="message.send", forbid_unknown_fields=True):
    """`interactive`, `location` and `contacts` take the forms of `shapes.Message.content`. `send_at`: not now but then, and with
    `cancel_on_reply` only if the customer has not written by then. `mail`: for e-mail alone, where all files go in one mail."""

    id: int
    conversation: Id
    client_id: ClientId
    text: Text | None = None
    reply_to: str | None = None
    attachments: Annotated[list[str], Meta(max_length=10)] = []
    template: TemplateUse | None = None
    interactive: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    contacts: list[dict[str, Any]] | None = None
    send_at: Moment | None = None
    cancel_on_reply: bool = False
    mail: MailSend | None = None


class MessageNote(Struct, frozen=True, tag="message.note", forbid_unknown_fields=True):
    id: int
    conversation: Id
    client_id: ClientId
    text: Text


class MessageRetry(Struct, frozen=True, tag="message.retry", forbid_unknown_fields=True):
    """`even_if_sent`: the agent accepts that an *unknown* send may reach the customer twice."""

    id: int
    message: Id
    client_id: ClientId
    even_if_sent: bool = False


class MessageReact(Struct, frozen=True, tag="message.react", forbid_unknown_fields=True):
    """An empty emoji takes the reaction back."""

    id: int
    message: Id
    emoji: Annotated[str, Meta(max_length=32)]


class QuotationAsk(Struct, frozen=True, tag="quotation.ask", forbid_unknown_fields=True):
    """Asks the managers for their word on a draft's discount."""

    id: int
    quotation: Id
    words: Annotated[str, Meta(max_length=1000)] = ""


class QuotationDecide(Struct, frozen=True, tag="quotation.decide", forbid_unknown_fields=True):
    """A manager's word on what was asked."""

    id: int
    quotation: Id
    approved: bool
    words: Annotated[str, Meta(max_length=1000)] = ""


class MessageTrace(Struct, frozen=True, tag="message.trace", forbid_unknown_fields=True):
    """received → stored → published → on which sessions, or every attempt of a send, with times."""

    id: int
    message: Id


class Search(Struct, frozen=True, tag="search", forbid_unknown_fields=True):
    id: int
    q: Annotated[str, Meta(min_length=1, max_length=200)]
    limit: Limit = 20  # of each kind
    kinds: Annotated[list[FoundKind], Meta(max_length=8)] = []  # none: all
    after: Annotated[str, Meta(max_length=2000)] | None = None


class Outline(Struct, frozen=True, tag="outline", forbid_unknown_fields=True):
    """What a console needs beside conversations: {users, channels, templates, replies, presence, settings}."""

    id: int


class ReplyFill(Struct, frozen=True, tag="reply.fill", forbid_unknown_fields=True):
    """A canned reply as it reads in one conversation: {text unknown}, the second the names nothing is known for."""

    id: int
    reply: Id
    conversation: Id


class ContactGet(Struct, frozen=True, tag="contact.get", forbid_unknown_fields=True):
    id: int
    contact: Id


class ContactEdit(Struct, frozen=True, tag="contact.edit", forbid_unknown_fields=True):
    """Changes what is given; a name typed here is never overwritten by a webhook."""

    id: int
    contact: Id
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    company: Annotated[str, Meta(max_length=200)] | None = None
    owner: str | None = None
    tags: list[Annotated[str, Meta(min_length=1, max_length=40)]] | None = None
    fields: Annotated[dict[str, FieldValue], Meta(max_length=100)] | None = None  # by key; null clears


class ContactSearch(Struct, frozen=True, tag="contact.search", forbid_unknown_fields=True):
    id: int
    q: Annotated[str, Meta(max_length=200)]
    limit: Limit = 20


Command = (
    SessionRenew
    | ConversationList
    | ConversationCounts
    | ConversationGet
    | ConversationView
    | ConversationAssign
    | ConversationResolve
    | ConversationReopen
    | ConversationSnooze
    | ConversationRead
    | ConversationUnread
    | ConversationTag
    | ConversationPriority
    | ConversationStart
    | MessageList
    | MessageSend
    | MessageNote
    | MessageRetry
    | MessageReact
    | MessageTrace
    | QuotationAsk
    | QuotationDecide
    | Search
    | Outline
    | ReplyFill
    | ContactGet
    | ContactEdit
    | ContactSearch
)
Whisper = Typing | PresenceSet | Pong  # no id, no answer
Incoming = Hello | Whisper | Command
