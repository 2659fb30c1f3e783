"""An account at its provider, what a test of it finds, and the templates it holds there."""

from __future__ import annotations

from collections.abc import AsyncIterable, Mapping
from typing import Any, Literal

from msgspec import Struct


class Account(Struct, frozen=True, kw_only=True):
    """A channel account as its channel needs it. `address` is the provider's own id of it (WhatsApp: the phone number id)."""

    id: str
    kind: str
    address: str
    credentials: Mapping[str, str]  # whatsapp: access_token, app_secret (comma list), verify_token, business_account_id
    url: str  # base of the provider's API
    version: str = ""


class TemplateSeen(Struct, frozen=True, kw_only=True):
    provider_id: str
    name: str
    language: str
    category: str
    status: str
    quality: str | None
    parameter_format: Literal["positional", "named"]
    components: list[dict[str, Any]]
    reason: str | None = None  # of a rejection, as the provider's word
    correct_category: str | None = None


class TemplateDraft(Struct, frozen=True, kw_only=True):
    """A template as it is to be at the provider; `components` in its own form."""

    name: str
    language: str
    category: str
    parameter_format: Literal["positional", "named"]
    components: list[dict[str, Any]]


class Sample(Struct, frozen=True, kw_only=True):
    """A file a template's media header is reviewed with; `size` in bytes."""

    name: str
    mime: str
    size: int
    pieces: AsyncIterable[bytes]


class Check(Struct, frozen=True, kw_only=True):
    """One thing a test of the account looked at, in words, and what to do about it. `warning`: it works, but look at it."""

    name: Literal["api", "token", "permissions", "number", "account", "business", "subscription", "webhook", "secret"]
    state: Literal["ok", "warning", "failed"]
    message: str
    advice: str | None = None


class Probe(Struct, frozen=True, kw_only=True):
    """What a test of the account's set-up found; `problems` are the sentences of the checks that did not end well. Times in ms."""

    name: str | None
    display_address: str | None
    problems: list[str]
    checks: tuple[Check, ...] = ()
    app_id: str | None = None
    quality: str | None = None
    tier: str | None = None
    throughput: str | None = None  # how fast it may send, in the provider's word
    token_expires_at: int | None = None  # None: never, or not known
