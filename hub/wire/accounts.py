"""Channel accounts as administrators set them up and as the health of one is told. Secrets go in and never come out."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.routes import RouteQuota
from hub.wire.shapes import ChannelKind

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
ProviderId = Annotated[str, Meta(pattern="^[0-9]{1,32}$")]
Version = Annotated[str, Meta(pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$")]
# printable and without spaces: it becomes part of a header
Token = Annotated[str, Meta(min_length=1, max_length=4096, pattern=r"^[\x21-\x7e]+$")]
AppSecret = Annotated[str, Meta(min_length=1, max_length=1024, pattern=r"^[\x20-\x7e]+$")]
VerifyToken = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[\x21-\x7e]+$")]
Members = Annotated[list[Id], Meta(max_length=1000)] | None


class Pause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class MembersChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Null: everybody."""

    members: Members


class NewChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number to set up. `address`: the phone number id; `business`: the WhatsApp business account's id; `app_secret`: several,
    separated by commas, during a rotation; `verify_token` may be left out where another number of the same app has it."""

    kind: Literal["whatsapp"] = "whatsapp"
    name: Name
    address: ProviderId
    business: ProviderId
    access_token: Token
    app_secret: AppSecret
    verify_token: VerifyToken | None = None
    api_version: Version | None = None
    members: Members = None


class NewLineChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A LINE account to set up; LINE says which one it is. `channel_secret`: several, separated by commas, during a rotation; without
    a `name` it gets the account's own."""

    name: Name | None = None
    access_token: Token
    channel_secret: AppSecret
    members: Members = None


class ChannelChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; a `verify_token` of null is forgotten."""

    name: Name | UnsetType = UNSET
    business: ProviderId | UnsetType = UNSET
    access_token: Token | UnsetType = UNSET
    app_secret: AppSecret | UnsetType = UNSET
    verify_token: VerifyToken | UnsetType | None = UNSET
    api_version: Version | UnsetType = UNSET


class Credential(Struct, frozen=True, kw_only=True):
    """Whether a secret is set, its last four characters (of each, where there are several), and since when."""

    set: bool
    ending: str | None = None
    since: str | None = None


class ChannelSetup(Struct, frozen=True, kw_only=True):
    """How an account is set up. `callback`: the address to enter at the provider. `readable` false: the secrets were sealed with
    another SECRET_KEY and must be set again."""

    id: str
    version: int
    kind: ChannelKind
    name: str
    address: str
    business: str | None
    url: str
    api_version: str
    callback: str | None
    from_environment: bool
    readable: bool
    access_token: Credential
    app_secret: Credential
    verify_token: Credential


NewsSeverity = Literal["info", "warning", "alarm"]


class ChannelNews(Struct, frozen=True, kw_only=True):
    """What the provider says of an account, or what befell a mailbox. `field` and `event`: the provider's own names."""

    id: str
    at: str
    severity: NewsSeverity
    field: str
    event: str
    summary: str


class ChannelCheck(Struct, frozen=True, kw_only=True):
    """What a test looked at: api, token, permissions, number, account, business, subscription, webhook or secret."""

    name: str
    state: Literal["ok", "warning", "failed"]
    message: str
    advice: str | None = None


class MailboxHealth(Struct, frozen=True, kw_only=True):
    """Whether its mails can be fetched: when that last was so, since when it is not, and why."""

    reached_at: str | None
    failing_since: str | None
    problem: str | None
    advice: str | None


class ChannelHealth(Struct, frozen=True, kw_only=True):
    """How an account fares; `checks` are those of the last test, of `checked_at`. `throughput`: the provider's word for how fast it may
    send (STANDARD: 80 messages a second; HIGH: 1,000). `quota`: a month's messages (LINE). `mailbox`: null for what is not one, or was never
    looked into."""

    channel: str
    quality: str | None
    tier: str | None
    throughput: str | None
    subscribed: bool
    token_expires_at: str | None
    last_inbound_at: str | None
    templates_synced_at: str | None
    checked_at: str | None
    checks: list[ChannelCheck]
    quota: RouteQuota | None
    mailbox: MailboxHealth | None


class ChannelTest(Struct, frozen=True, kw_only=True):
    """What a test of the connection found; `ok`: nothing failed."""

    ok: bool
    checked_at: str
    checks: list[ChannelCheck]
