"""The shapes of web push: what a browser needs to subscribe, and what it gives."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

PushLanguage = Literal["en", "th"]


class PushDevice(Struct, frozen=True, kw_only=True):
    """The browser of this login session. `hide_text`: what it shows says that something came, not from whom and what."""

    id: str
    language: PushLanguage
    hide_text: bool
    created_at: str


class PushState(Struct, frozen=True, kw_only=True):
    """`key`: the office's public key (`applicationServerKey`, base64url). `device` null: this login session is not pushed to."""

    key: str
    device: PushDevice | None


class PushSubscription(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As the browser's PushSubscription says it, `p256dh` and `auth` in base64url."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=2000)]
    p256dh: Annotated[str, Meta(min_length=80, max_length=96)]
    auth: Annotated[str, Meta(min_length=20, max_length=32)]
    language: PushLanguage = "en"
    hide_text: bool = True
