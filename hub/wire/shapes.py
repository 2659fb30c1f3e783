"""The shapes everything crosses an edge in, over the socket and over HTTP alike.

Ids are opaque strings, times RFC 3339 in UTC with milliseconds. A shape never differs by viewer. `version` grows with every change:
a reader that holds a version ignores whatever is not newer. Fields may be added, never renamed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

MessageKind = Literal[
    "text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "template",
    "interactive", "button", "order", "reaction", "system", "note", "call", "unsupported",
]  # fmt: skip
MessageStatus = Literal[
    "received", "queued", "sending", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"
]
ConversationState = Literal["open", "snoozed", "resolved", "quiet"]
Role = Literal["admin", "manager", "agent"]
ChannelKind = Literal["whatsapp", "line", "mail"]
ChannelState = Literal["active", "paused", "unconfigured", "deactivated"]
TemplateState = Literal["kept", "submitting", "editing", "deleting", "unknown", "failed"]
AttachmentState = Literal["pending", "ready", "failed"]
AuthorKind = Literal["customer", "user", "system", "campaign", "phone_app"]

TEXT_LIMIT = 16 * 1024  # bytes of text an event carries; longer text is cut and says so


class Fault(Struct, frozen=True, kw_only=True):
    """Why a send or an attachment failed: the provider's code, its reason in words, and what a person can do."""

    code: str
    message: str
    advice: str | None = None


class Author(Struct, frozen=True, kw_only=True):
    kind: AuthorKind
    id: str | None = None
    name: str | None = None


class Attachment(Struct, frozen=True, kw_only=True):
    """A file of a message. `url` is stable; width and height in pixels (so nothing jumps), duration in seconds."""

    id: str
    kind: Literal["image", "video", "audio", "voice", "document", "sticker"]
    mime: str
    name: str | None
    size: int | None
    state: AttachmentState
    url: str
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    animated: bool = False
    error: Fault | None = None
    cid: str | None = None  # a mail's name for a picture within its design


class Reaction(Struct, frozen=True, kw_only=True):
    """One emoji by one person; `by` is the contact's or the user's id."""

    emoji: str
    by: str
    by_kind: Literal["customer", "user"]


class Message(Struct, frozen=True, kw_only=True):
    """One entry of a thread. `order` (digits, compared as text) is the only thing a thread is sorted by.

    `content` holds what the kind alone knows, in our words whatever the channel:
      location     {latitude longitude name address url}
      contacts     {contacts:[{name organization phones:[{number type}] emails:[{address type}] urls:[…]}]}
      template     {name language header:{kind text} body footer buttons:[{kind text url phone}] parameters}
      interactive  outbound {form:"buttons"|"list"|"link"|…, header body footer button buttons:[{id title}]
                   sections:[{title rows:[{id title description}]}]}; inbound {form:"reply"|"flow"|…, id title description answers}
      button       {payload text}
      order        {catalog items:[{id quantity price currency}] text}
      system       {event …}: assigned resolved reopened snoozed woken tagged prioritized schedule_cancelled window_opened number_changed identity_changed …
      unsupported  {type raw}
      any mail     mail{subject from:{address name} to cc bcc:[{address name}] answer_to quoted signature html elsewhere automatic verdicts}:
                   `quoted` what was folded away, `html` it has a design (see GET /files/{id}/design of its original.eml), which would
                   fetch `elsewhere` pictures, `automatic` "reply"|"bulk"|"report"|"loop"|"generated"|"no_answer", `verdicts` by dkim, spf and dmarc
      any          referral{…} forwarded frequently_forwarded edited_at revoked_at (taken back: no words, no files) truncated group standby history,
                   scheduled_for cancel_on_reply (queued: it waits for that time; its `order` changes with it),
                   replaces replaced_by replaced_on (the message it went instead of, or that went instead of it, and over which account),
                   automatic:"away" (sent by itself, because nobody was there) or "opt_out" (confirms that no more marketing comes)
    """

    id: str
    version: int
    order: str
    conversation: str
    channel: str
    direction: Literal["in", "out"]
    kind: MessageKind
    text: str | None
    content: dict[str, Any]
    status: MessageStatus
    error: Fault | None
    client_id: str | None
    provider_id: str | None
    reply_to: str | None
    attachments: list[Attachment]
    reactions: list[Reaction]
    author: Author
    sent_at: str
    created_at: str


class ContactName(Struct, frozen=True, kw_only=True):
    """`picture`: the address of what the provider shows of the person."""

    id: str
    name: str
    picture: str | None = None


class LastMessage(Struct, frozen=True, kw_only=True):
    """`duration` in seconds of its first recording, once that is known. `taken_back`: its words are told no more."""

    id: str
    kind: MessageKind
    direction: Literal["in", "out"]
    excerpt: str
    status: MessageStatus
    author: Author
    at: str
    duration: float | None = None
    taken_back: bool = False


class AnsweredCampaign(Struct, frozen=True, kw_only=True):
    """The campaign a customer answered, and when (`at`)."""

    id: str
    name: str
    at: str


class Conversation(Struct, frozen=True, kw_only=True):
    """One dialogue with one contact over one channel account. `unread` is the conversation's, not the viewer's. `campaign`: the one the
    customer answered last in it."""

    id: str
    version: int
    contact: ContactName
    channel: str
    state: ConversationState
    assignee: str | None
    unread: int
    last_message: LastMessage | None
    window_closes_at: str | None
    tags: list[str]
    waiting_since: str | None
    priority: int
    snoozed_until: str | None
    created_at: str
    updated_at: str
    campaign: AnsweredCampaign | None = None


class Identity(Struct, frozen=True, kw_only=True):
    """How a contact is reached. `kind` is phone, whatsapp_user, whatsapp_parent, username, line_user or email. The first of its kind is
    `primary`."""

    kind: str
    value: str
    display: str
    channel: str | None = None
    id: str = ""
    primary: bool = False


class Contact(Struct, frozen=True, kw_only=True):
    id: str
    version: int
    name: str
    company: str | None
    owner: str | None
    tags: list[str]
    fields: dict[str, Any]
    identities: list[Identity]
    consent: dict[str, Any]
    created_at: str
    updated_at: str
    blocked: bool = False  # as spam
    language: str | None = None  # what they read, as in th or pt-BR
    picture: str | None = None  # the address of what the provider shows of them


class User(Struct, frozen=True, kw_only=True):
    """A member of the team. `channels`: the channel accounts whose `members` name this person explicitly."""

    id: str
    version: int
    name: str
    email: str
    role: Role
    channels: list[str]
    active: bool


class Team(Struct, frozen=True, kw_only=True):
    """Some of the people, under a name. `members`: ids of users."""

    id: str
    version: int
    name: str
    members: list[str]


class Channel(Struct, frozen=True, kw_only=True):
    """A channel account. `members` null means everybody; administrators and managers hold every channel."""

    id: str
    version: int
    kind: ChannelKind
    name: str
    state: ChannelState
    reason: str | None
    address: str | None
    members: list[str] | None
    from_environment: bool
    quality: str | None = None  # the provider's: GREEN YELLOW RED UNKNOWN
    tier: str | None = None  # how many people it may write to first in 24 hours: TIER_250 TIER_2K …


class Binding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fills a place of a template when a send names no value: `source` is contact.name, contact.first_name, contact.company,
    contact.phone, contact.email, contact.fields.<key>, agent.name or fixed (`value`). `fallback` where the source is empty."""

    source: Annotated[str, Meta(min_length=1, max_length=120)]
    value: Annotated[str, Meta(max_length=1024)] | None = None
    fallback: Annotated[str, Meta(max_length=1024)] | None = None


class Template(Struct, frozen=True, kw_only=True):
    """A message template as the provider holds it; `components` in the provider's own form. `status` is the provider's word, or DRAFT
    for one that is not there. `state`: what is under way between us and the provider; `error` says why the last attempt came to nothing
    and `reason` why the provider rejected or stopped it. `bindings` by place: body.1, header.name, button.0."""

    id: str
    version: int
    channel: str
    name: str
    language: str
    category: str
    status: str
    quality: str | None
    parameter_format: Literal["positional", "named"]
    components: list[dict[str, Any]]
    updated_at: str
    state: TemplateState = "kept"
    error: Fault | None = None
    reason: str | None = None
    correct_category: str | None = None  # what the provider will soon make of its category
    bindings: dict[str, Binding] = {}
    sample: str | None = None  # the attachment its media header was shown with at review
    draft: dict[str, Any] | None = None  # while it is edited: {category components sample} to be


class Reply(Struct, frozen=True, kw_only=True):
    """A canned reply: typed as `/shortcut` in the composer. `owner` null means shared by all."""

    id: str
    version: int
    shortcut: str
    text: str
    owner: str | None


class Page(Struct, frozen=True, kw_only=True):
    items: list[Any]
    next: str | None = field(default=None)
