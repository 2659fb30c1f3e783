"""Lets sessions in: who is this, what may they see now, and does their cursor still mean anything. The verdict is the server's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from hub import metrics
from hub.live import closing
from hub.live.closing import Closed
from hub.live.rights import Rights
from hub.live.tail import REPLAY_EVENTS, Tail
from hub.permissions import Agent
from hub.wire import shapes
from hub.wire.commands import Hello
from hub.wire.errors import Refusal
from hub.wire.frames import Cursor
from hub.wire.reading import Unreadable, read
from storage.database import Connection
from storage.event_log import Head
from storage.failures import DatabaseLost

PROTOCOL = 1


class Claims(Protocol):
    """What a token proves. `expires_at` in ms."""

    @property
    def user(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def expires_at(self) -> int: ...


ReadAccess = Callable[[str], Claims]  # raises Refusal when the token is not good
ReadAgent = Callable[[Connection, str, str], Awaitable[Agent | None]]


class Admitted(Struct, frozen=True):
    """Rights and head of one moment. `position`: where the session begins; `cursor`: what the browser is told."""

    agent: Agent
    user: shapes.User
    expires_at: int
    cursor: Cursor
    position: int
    resumed: bool


class _Greeting(Struct, frozen=True):
    """Enough of a first frame to tell which protocol it speaks."""

    type: str
    protocol: Any = None


_greeting = msgspec.json.Decoder(_Greeting)
_hello = msgspec.json.Decoder(Hello)


def read_hello(text: str | bytes) -> Hello:
    """Raises Closed when the first frame is no hello of ours."""
    try:
        greeting = read(_greeting, text)
        if greeting.type == "hello" and isinstance(greeting.protocol, int) and greeting.protocol != PROTOCOL:
            raise Closed(closing.PROTOCOL_NOT_SERVED)
        return read(_hello, text)
    except (msgspec.ValidationError, Unreadable):
        raise Closed(closing.NOT_OURS) from None


class Entrance:
    """`read_access` is `hub.team.tokens`', given so that tests can bring their own people."""

    def __init__(self, tail: Tail, read_access: ReadAccess, rights: Rights) -> None:
        self._tail = tail
        self._read_access = read_access
        self._rights = rights

    def claims(self, token: str) -> Claims:
        """Raises Closed(NOT_SIGNED_IN)."""
        try:
            return self._read_access(token)
        except Refusal:
            raise Closed(closing.NOT_SIGNED_IN) from None

    async def admit(self, token: str, cursor: Cursor | None, *, any_scope: bool = False) -> Admitted:
        """Raises Closed: the token is not good, the access was taken away, or the log cannot be read now."""
        claims = self.claims(token)
        try:
            person, head = await self._rights.of(claims.user, claims.login)
        except (DatabaseLost, TimeoutError):
            raise Closed(closing.TRY_LATER) from None
        if person is None:
            raise Closed(closing.REVOKED)
        agent, user = person
        # another process may be ahead of ours, and so may the database of our tail
        if not await self._tail.reach(head.epoch, head.seq):
            raise Closed(closing.TRY_LATER)
        held = agent.scope
        scope = cursor.scope if cursor is not None and any_scope else held
        verdict = self._verdict(cursor, head, scope)
        metrics.resumes.labels(verdict).inc()
        resumed = cursor is not None and verdict in ("live", "replay")
        position = cursor.seq if cursor is not None and resumed else head.seq
        told = Cursor(head.epoch, head.seq, held)
        return Admitted(agent, user, claims.expires_at, told, position, resumed)

    def _verdict(self, cursor: Cursor | None, head: Head, scope: str) -> str:
        """How a session begins: live | replay | first | epoch | scope | ahead | too_old."""
        if cursor is None:
            return "first"
        if cursor.epoch != head.epoch:
            return "epoch"
        if cursor.scope != scope:
            return "scope"
        if cursor.seq > head.seq or cursor.seq < 0:
            return "ahead"
        if cursor.seq == head.seq:
            return "live"
        near = cursor.seq >= self._tail.ring.floor or head.seq - cursor.seq <= REPLAY_EVENTS
        return "replay" if near else "too_old"
