"""What the server says over a socket beside the events."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from hub.wire import shapes


class Cursor(Struct, frozen=True):
    """A position in the log. `scope` is opaque: the version of the agent's rights and of the shapes."""

    epoch: str
    seq: int
    scope: str


class Welcome(Struct, frozen=True, tag="welcome", kw_only=True):
    protocol: int
    session: str
    user: shapes.User
    cursor: Cursor
    resumed: bool
    pulse: float  # seconds


class CaughtUp(Struct, frozen=True, tag="caught_up"):
    seq: int


class Pulse(Struct, frozen=True, tag="pulse", kw_only=True):
    after: int
    seq: int
    at: str


class Bye(Struct, frozen=True, tag="bye"):
    wait_ms: int


class Reload(Struct, frozen=True, tag="reload"):
    pass


class Who(Struct, frozen=True):
    kind: Literal["user", "customer"]
    id: str


class Typing(Struct, frozen=True, tag="typing"):
    conversation: str
    who: Who
    until: str


class PersonPresence(Struct, frozen=True):
    id: str
    state: Literal["online", "away", "offline"]
    viewing: str | None = None


class Presence(Struct, frozen=True, tag="presence"):
    users: list[PersonPresence]


class Done(Struct, frozen=True, tag="done"):
    id: int
    result: Any


class Problem(Struct, frozen=True):
    code: str
    message: str
    field: str | None = None
    retry_after: float | None = None


class Refused(Struct, frozen=True, tag="refused"):
    id: int
    error: Problem


# `events` frames are spliced from stored bytes: {"type":"events","after":n,"seq":n,"events":[…]}
Frame = Welcome | CaughtUp | Pulse | Bye | Reload | Typing | Presence | Done | Refused
