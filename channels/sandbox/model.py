"""What the double holds. Times are milliseconds, handed in by whoever drives it."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

Json = dict[str, Any]
FaultKind = Literal["delay", "fail_before", "fail_after", "cut_before", "cut_after"]


class Number(Struct, kw_only=True):
    """A business phone number. `display` is digits without plus."""

    id: str
    display: str
    business: str
    name: str = "Sandbox"
    subscribed: bool = False
    quality: str = "GREEN"
    status: str = "CONNECTED"
    tier: str = "TIER_2K"
    health: str = "AVAILABLE"


class App(Struct, kw_only=True):
    """The app the token belongs to. `callback`: where Meta believes its webhooks go; `rival`: another app is subscribed instead."""

    id: str = "700000000000001"
    name: str = "Sandbox"
    callback: str | None = None
    fields: list[str] = field(
        default_factory=lambda: [
            "messages",
            "message_template_status_update",
            "message_template_quality_update",
            "template_category_update",
        ]
    )
    rival: bool = False


class Access(Struct, kw_only=True):
    """The access token as Meta sees it; `expires_at` in unix seconds, 0: never; `targets`: the accounts it was given, None: all."""

    state: Literal["valid", "expired", "invalid"] = "valid"
    scopes: list[str] = field(default_factory=lambda: ["whatsapp_business_messaging", "whatsapp_business_management"])
    targets: list[str] | None = None
    expires_at: int = 0


class Entry(Struct, kw_only=True):
    """One message as the customer's phone shows it. `ours` means the customer's own."""

    id: str
    ours: bool
    kind: str
    at: int
    text: str | None = None
    content: Json = field(default_factory=dict)
    media: str | None = None
    mime: str | None = None
    name: str | None = None
    reply_to: str | None = None
    status: str = "sent"  # of the business's: what was told back; of the customer's: sent, then read
    reaction: str = ""  # by the business on the customer's, or the other way round
    edited: bool = False
    revoked: bool = False
    tag: str | None = None


class Customer(Struct, kw_only=True):
    """A person with a phone. Without `shares_phone` webhooks name only the user id, as for people with a username."""

    phone: str
    name: str
    user_id: str
    username: str | None = None
    shares_phone: bool = True
    thread: list[Entry] = field(default_factory=list)
    wrote_at: int | None = None  # opens the 24-hour window
    typing_until: int = 0
    version: int = 0
    blocked_by: list[str] = field(default_factory=list)  # the numbers that do not want to hear of this person


class Blob(Struct, frozen=True, kw_only=True):
    id: str
    data: bytes
    mime: str
    name: str | None
    sha256: str  # base64, as in webhooks
    link_key: str


class Send(Struct, frozen=True, kw_only=True):
    """A message the double took, whatever it answered: what tests count."""

    provider_id: str
    number: str
    to: str
    kind: str
    tag: str | None
    at: int
    body: Json


class Fault(Struct, kw_only=True):
    """What goes wrong with the next `times` messages (to `to` alone, when given), or with the next `times` calls `of` another kind.

    delay        answered after `delay_ms`                fail_before  500, not taken       fail_after  taken, then 500
    cut_before   connection closed, not taken             cut_after    taken, then the connection closed without an answer
    """

    kind: FaultKind
    times: int = 1
    to: str | None = None
    delay_ms: int = 0
    of: str = "messages"


class Reply(Struct, frozen=True, kw_only=True):
    """What the HTTP face answers: after `delay_ms`, or not at all when `cut`."""

    status: int = 200
    body: Json = field(default_factory=dict)
    delay_ms: int = 0
    cut: bool = False


class Pace(Struct, kw_only=True):
    """When statuses are told after a message was taken, in ms; `read` None: only when the customer opens the chat."""

    sent: int | None = 20
    delivered: int | None = 80
    read: int | None = None


class Delivery(Struct, kw_only=True):
    """How webhooks travel: each sent `copies` times, and delayed by up to `disorder_ms`, so that they overtake each other."""

    copies: int = 1
    disorder_ms: int = 0


class Webhook(Struct, frozen=True, kw_only=True, order=True):
    due: int
    turn: int  # ties go out in the order they were made
    raw: bytes
    signature: str
