"""The shape of the health page."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.wire.accounts import ChannelCheck, ChannelNews, MailboxHealth
from hub.wire.routes import RouteQuota
from hub.wire.shapes import ChannelKind, ChannelState

PartState = Literal["ok", "slow", "failed"]


class ScreenHealth(Struct, frozen=True, kw_only=True):
    """From a webhook's last byte to its frame on the screens, of all processes in the last `minutes`. `p50_ms` and `p99_ms` are
    estimated within the buckets they lie in; null when nothing came."""

    minutes: int
    count: int
    p50_ms: float | None
    p99_ms: float | None


class Silence(Struct, frozen=True, kw_only=True):
    """Whether it is unusual that a number hears nothing. The rule: in at least three of four of the past eight weeks customers wrote to it
    in the same span of the week as it is silent now (a week at most), and the number is at least four weeks old. `usual`: how many
    messages came in that span, on average. `unusual` null: too little is known."""

    seconds: int
    unusual: bool | None
    weeks_known: int
    weeks_with_messages: int
    usual: float


Duty = Literal[
    "set_up", "resume", "mend_mailbox", "mend", "heed_alarm", "buy_messages", "renew_token", "look_at_queue", "look_at_failures", "raise_quality",
    "few_messages", "look",
]  # fmt: skip


class DayHealth(Struct, frozen=True, kw_only=True):
    """Of the last 24 hours: messages that went out (as far as they are counted), and those that failed or are unknown."""

    sent: int
    failed: int


class NumberHealth(Struct, frozen=True, kw_only=True):
    """A channel account of any kind. `waiting` and `lag_seconds`: what is due to be sent. `quota`: a month's messages (LINE). `alarm`:
    the provider's last one of the past week. `duty`:
    what somebody should do, the gravest; null: nothing."""

    channel: str
    kind: ChannelKind
    name: str
    state: ChannelState
    reason: str | None
    last_inbound_at: str | None
    silence: Silence | None
    token_expires_at: str | None
    token_expires_soon: bool
    quality: str | None
    tier: str | None
    subscribed: bool
    checked_at: str | None
    checks: list[ChannelCheck]
    last_outbound_at: str | None
    waiting: int
    lag_seconds: int
    day: DayHealth
    quota: RouteQuota | None
    mailbox: MailboxHealth | None
    alarm: ChannelNews | None
    duty: Duty | None


class QueueHealth(Struct, frozen=True, kw_only=True):
    """What is due and not done. `lag_seconds`: how long the oldest of it has been due."""

    name: str
    waiting: int
    lag_seconds: int


class ProcessHealth(Struct, frozen=True, kw_only=True):
    id: str
    roles: list[str]
    version: str
    started_at: str
    seen_at: str
    sessions: int
    tail_lag: int


class PartHealth(Struct, frozen=True, kw_only=True):
    name: Literal["database", "broker", "storage", "background work", "statistics", "search"]
    state: PartState
    finding: str


class Health(Struct, frozen=True, kw_only=True):
    at: str
    version: str
    schema: str
    parts: list[PartHealth]
    screen: ScreenHealth
    numbers: list[NumberHealth]
    queues: list[QueueHealth]
    processes: list[ProcessHealth]
