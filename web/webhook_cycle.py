"""A webhook's request below ASGI: its bytes go to the intake as they are complete, and the ready-made answer is written when they are
committed. No task, no scope's layers, no messages: they cost as much as storing it. Whatever is not simply stored is answered by the
application, through all its layers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

ANSWERED = b"HTTP/1.1 200 OK\r\n"
CLOSING = b"connection: close\r\n"


class Taker(Protocol):
    """Takes the body of a webhook. `told(None)` when it is stored, or with whatever became of it, once: at once or later."""

    limit: int  # bytes

    def admits(self, scope: Any) -> bool: ...

    def take(self, scope: Any, raw: bytes, told: Callable[[Any], None]) -> str: ...


class Connection(Protocol):
    """What it needs of the HTTP protocol it lives in."""

    def read_on(self) -> None: ...

    def write_answer(self, cycle: WebhookCycle, rest: bytes) -> None: ...

    def leave(self, cycle: WebhookCycle, outcome: Any) -> None: ...


class WebhookCycle:
    """In the place of uvicorn's own cycle, which fills `body` and sets `message_event` at each piece and at the end."""

    __slots__ = (
        "_connection", "_taker", "body", "disconnected", "id", "keep_alive", "more_body", "response_complete", "scope", "taken",
    )  # fmt: skip

    def __init__(self, connection: Connection, taker: Taker, scope: Any, keep_alive: bool) -> None:
        self._connection = connection
        self._taker = taker
        self.scope = scope
        self.keep_alive = keep_alive
        self.body = bytearray()
        self.more_body = True
        self.response_complete = False
        self.disconnected = False
        self.taken = False
        self.id = ""

    @property
    def message_event(self) -> WebhookCycle:
        return self

    def set(self) -> None:
        """uvicorn's signal: more has come, or all of it, or the connection is lost."""
        if self.taken or self.disconnected:
            return
        if self.more_body:
            if len(self.body) > self._taker.limit:  # the application reads no further either: it refuses
                self.taken = True
                self._connection.leave(self, None)
            self._connection.read_on()
            return
        self.taken = True
        self.id = self._taker.take(self.scope, bytes(self.body), self._told)

    def _told(self, outcome: Any) -> None:
        if self.disconnected:
            return
        if outcome is not None:
            self._connection.leave(self, outcome)
            return
        self.response_complete = True
        closing = b"" if self.keep_alive else CLOSING
        self._connection.write_answer(
            self, b"%bcontent-length: 0\r\nx-request-id: %b\r\n\r\n" % (closing, self.id.encode())
        )
