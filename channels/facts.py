"""What providers tell, as facts of ours: messages, statuses, people, templates, accounts. Times are milliseconds since 1970 in UTC; no text
holds NUL or a lone surrogate."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct


class Alias(Struct, frozen=True):
    """One way to name a person. `kind`: phone (E.164 digits without +), whatsapp_user, whatsapp_parent, username, line_user, email, mail_from (an
    address somebody claims to write from)."""

    kind: str
    value: str


class Person(Struct, frozen=True, kw_only=True):
    aliases: tuple[Alias, ...]
    name: str | None = None


class Media(Struct, frozen=True, kw_only=True):
    """A file the provider holds for us. `id` dies after days, `url` after minutes: fetch at once."""

    id: str | None
    kind: Literal["image", "video", "audio", "voice", "document", "sticker"]
    mime: str
    name: str | None = None
    sha256: str | None = None
    url: str | None = None
    animated: bool = False
    cid: str | None = None  # a mail's name for a picture within its text
    blob: str | None = None  # where we keep it already, so that nothing is fetched
    size: int | None = None  # bytes


class Handles(Struct, frozen=True, kw_only=True):
    """What the provider wants back with an answer to a message. `reply` answers it for nothing, once, until `reply_until` (ms);
    `quote` quotes it; `read` marks it as read, with all before it."""

    reply: str | None = None
    reply_until: int | None = None
    quote: str | None = None
    read: str | None = None


class Received(Struct, frozen=True, kw_only=True, tag="received"):
    """A message to or from a customer. `by`: who wrote it; `phone_app` is an echo of the business's own phone.
    `group`: the provider's group id when it came in a group. `historic`: a backfill, not news. `key_space`: echoes and standby
    copies have their own ids' key space ("" for ordinary messages)."""

    account: str
    provider_id: str
    person: Person
    at: int
    kind: str
    text: str | None = None
    content: dict[str, Any] = {}
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    by: Literal["customer", "phone_app"] = "customer"
    group: str | None = None
    historic: bool = False
    key_space: str = ""
    status: str | None = None  # historic outbound messages carry the state they reached
    opens_window: bool = True
    handles: Handles | None = None
    conversation: str | None = None  # the one it says it belongs to, verified
    related: tuple[str, ...] = ()  # provider's ids of what came before, the nearest first
    automatic: bool = False  # a machine's answer: shown, and nobody need answer it
    others: tuple[Alias, ...] = ()  # people it tells of, who need not be known here


class StatusTold(Struct, frozen=True, kw_only=True, tag="status"):
    """What became of one of our sends. `tag` is our attempt's id (a mail's: its message's), when the provider carried it. `recipient`: whom
    it is about, where it may have gone to several."""

    account: str
    provider_id: str
    status: Literal["sent", "delivered", "read", "played", "failed"]
    at: int
    tag: str | None = None
    participant: str = ""
    person: Person | None = None
    code: str | None = None
    reason: str | None = None
    pricing: dict[str, Any] | None = None
    recipient: str | None = None


class Edited(Struct, frozen=True, kw_only=True, tag="edited"):
    account: str
    provider_id: str  # of the edit itself
    target: str
    at: int
    text: str | None
    content: dict[str, Any] = {}
    media: tuple[Media, ...] = ()


class Revoked(Struct, frozen=True, kw_only=True, tag="revoked"):
    account: str
    provider_id: str
    target: str
    at: int


class Reacted(Struct, frozen=True, kw_only=True, tag="reacted"):
    """An empty emoji takes the reaction back."""

    account: str
    provider_id: str
    target: str
    at: int
    emoji: str
    person: Person
    by: Literal["customer", "phone_app"] = "customer"
    historic: bool = False


class AliasesChanged(Struct, frozen=True, kw_only=True, tag="aliases_changed"):
    """The person known as `old` is now also known as `new` (a changed number or user id); `gone` no longer lead to them.
    `provider_id` is that of the system message, which is shown in the thread as `text`."""

    account: str
    provider_id: str
    at: int
    old: tuple[Alias, ...]
    new: tuple[Alias, ...]
    gone: tuple[Alias, ...] = ()
    event: str = "number_changed"
    text: str | None = None


class ContactTold(Struct, frozen=True, kw_only=True, tag="contact"):
    """A contact of the business's phone app was added, edited or removed there; or (`profile`) what the provider says somebody is
    called, who was asked for. Opens no conversation."""

    account: str
    person: Person
    at: int
    action: Literal["add", "edit", "remove", "profile"]


class PreferenceTold(Struct, frozen=True, kw_only=True, tag="preference"):
    account: str
    person: Person
    at: int
    category: str
    wanted: bool
    detail: str | None = None


class TemplateTold(Struct, frozen=True, kw_only=True, tag="template"):
    """Something about a template changed; `changes` holds any of status, quality, category, components, reason."""

    business: str
    provider_id: str | None
    name: str | None
    language: str | None
    at: int
    changes: dict[str, Any]


class AccountTold(Struct, frozen=True, kw_only=True, tag="account"):
    """News about the account itself (quality, review, violation, capability, a value-level error …), shown to administrators.
    `pauses`: the provider says nothing can be sent now; `resumes`: it can again, what `resumes` named as the reason being over."""

    account: str | None
    business: str | None
    field: str
    event: str
    at: int
    summary: str
    detail: dict[str, Any] = {}
    severity: Literal["info", "warning", "alarm"] = "info"
    pauses: bool = False
    resumes: str | None = None


class Unknown(Struct, frozen=True, kw_only=True, tag="unknown"):
    """A part we do not understand yet: kept as data, replayed after an upgrade."""

    account: str | None
    field: str
    detail: dict[str, Any]
    reason: str


Fact = (
    Received
    | StatusTold
    | Edited
    | Revoked
    | Reacted
    | AliasesChanged
    | ContactTold
    | PreferenceTold
    | TemplateTold
    | AccountTold
    | Unknown
)
