"""What LINE's double holds beside what every double does."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from channels.sandbox.model import Json

REPLY_MS = 60_000
KEY_MS = 24 * 3_600_000
MOST = 5
PICTURES = "https://profile.line-scdn.net/portraits"  # whoever names the double as LINE's data host reads them there


class Bot(Struct, kw_only=True):
    """The official account."""

    user: str
    name: str = "BMA"
    basic: str = "@bma"
    token: str | None = None  # None: any token will do
    secret: str = "secret"  # noqa: S105 (a double's)
    endpoint: str | None = None
    active: bool = True
    chat: Literal["chat", "bot"] = "chat"
    allowed: int | None = 500
    used: int = 0


class LineSend(Struct, frozen=True, kw_only=True):
    """A call the double took: what tests count."""

    to: str
    route: Literal["reply", "push"]
    ids: tuple[str, ...]
    messages: tuple[Json, ...]
    key: str | None
    at: int


class Token(Struct):
    """What answers for nothing, once, until `until` (ms)."""

    to: str
    until: int
    used: bool = False
