"""A session is a cursor over the log, and a state: *behind* (reads its own span), *live* (shares its audience group's position),
*stale* (was told to reload and hears nothing more) or *gone*.

All of it is plain data; `hub.live.fanout` moves it, each move one synchronous function.
"""

from __future__ import annotations

import enum
from collections import deque
from typing import Protocol

from hub.live.allowance import Allowance
from hub.live.closing import Closing
from hub.live.line import Line
from hub.permissions import Agent

MARKS = 4  # newest acknowledgements kept for the trace


class State(enum.Enum):
    BEHIND = "behind"
    LIVE = "live"
    STALE = "stale"
    GONE = "gone"


class Owner(Protocol):
    """Who knows all sessions: `hub.live.sessions.Sessions`."""

    def heard(self, session: Session, text: str | bytes) -> None: ...
    def strange(self, session: Session) -> None: ...
    def paused(self, session: Session) -> None: ...
    def drained(self, session: Session) -> None: ...
    def lost(self, session: Session) -> None: ...
    def end(self, session: Session, why: Closing) -> None: ...


class Session:
    """`position`: every event up to it that this agent may see was written. `told`: the last `seq` a frame said, so the next frame's
    `after`. `decided`: the number at which `agent`'s rights were read; older changes of rights are in them already."""

    __slots__ = (
        "acked",
        "agent",
        "allowance",
        "decided",
        "expires_at",
        "in_flight",
        "keys",
        "line",
        "marks",
        "opened_at",
        "owner",
        "paused_at",
        "position",
        "pulsed_at",
        "reading",
        "resuming",
        "session_id",
        "slot",
        "started",
        "state",
        "told",
        "waiting",
    )

    def __init__(
        self, session_id: str, agent: Agent, keys: frozenset[str], line: Line, *, position: int, decided: int
    ) -> None:
        self.session_id = session_id
        self.agent = agent
        self.keys = keys
        self.line = line
        self.state = State.BEHIND
        self.position = position
        self.told = position
        self.decided = decided
        self.started = position
        self.resuming = False  # owes a `caught_up`
        self.reading = False  # its span is being read from the log
        self.paused_at: float | None = None  # since when its socket does not take more (monotonic seconds)
        self.owner: Owner | None = None
        self.expires_at = 0  # of the access token, ms
        self.opened_at = 0  # ms
        self.slot = 0
        self.pulsed_at: float | None = None  # the pulse that waits for its pong (monotonic seconds)
        self.acked = position
        self.marks: tuple[tuple[int, int], ...] = ()  # the newest acknowledgements: (seq, at ms)
        self.allowance: Allowance | None = None  # of commands; None until it is opened
        self.in_flight = 0
        self.waiting: deque[str | bytes] | None = None  # commands over what may be in flight

    @property
    def hears(self) -> bool:
        return self.state is State.LIVE or self.state is State.BEHIND

    def excuse(self, now: float) -> None:
        """The pong could not come while we did not read: its time begins again."""
        if self.pulsed_at is not None:
            self.pulsed_at = now

    # what the line tells goes to the one who knows all sessions
    def heard(self, text: str | bytes) -> None:
        if self.owner is not None:
            self.owner.heard(self, text)

    def strange(self) -> None:
        if self.owner is not None:
            self.owner.strange(self)

    def paused(self) -> None:
        if self.owner is not None:
            self.owner.paused(self)

    def drained(self) -> None:
        if self.owner is not None:
            self.owner.drained(self)

    def lost(self) -> None:
        if self.owner is not None:
            self.owner.lost(self)
