"""uvicorn's HTTP, with what it leaves open to strangers: how large the head of a request may be, and how long it may take to come; and
with a lane for webhooks below ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from web.webhook_cycle import ANSWERED, Taker, WebhookCycle
from web.webhooks import ANSWER

HEAD_MOST = 64 * 1024  # bytes of a request line and headers; ours have less than 4 KB
BODY_SECONDS = 30.0  # for a webhook's body; the application refuses what takes longer
HEAD_SECONDS = 30.0  # from the connection, or from a request's first byte, to the end of its headers
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class HttpProtocol(HttpToolsProtocol):
    """Otherwise headers without end fill the memory, and heads that never end hold connections for ever."""

    cycle: Any  # uvicorn's, or a WebhookCycle
    scope: Any
    head_most = HEAD_MOST
    head_seconds = HEAD_SECONDS
    _in_head = True
    _head = 0  # bytes of it so far
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            if isinstance(self.cycle, WebhookCycle) and self.cycle.more_body and self._deadline is None:
                self._deadline = self.loop.call_later(BODY_SECONDS, self.leave, self.cycle, None)
            return
        if self._head > self.head_most:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        elif self._head and self._deadline is None:
            self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:  # trailers of a chunked body: nobody here reads them
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._head = False, 0
        self._forget()
        taker = self._lanes().get(self.url)
        if taker is None or not self._may_take(taker):
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True
        if self._deadline is not None:
            self._forget()

    # --- webhooks below ASGI --------------------------------------------------------------------------------------------------------
    def _lanes(self) -> Mapping[bytes, Taker]:
        """The application's; none when something stands before it that wants to see every request."""
        return getattr(self.app, "lanes", {})

    def _may_take(self, taker: Taker) -> bool:
        parser, waits = self.parser, self.cycle is not None and not self.cycle.response_complete
        if parser.get_method() != b"POST" or waits or self.expect_100_continue or parser.should_upgrade():
            return False
        path = self.url.decode("ascii")
        self.scope.update(method="POST", path=path, raw_path=self.url, query_string=b"")
        self.scope["http_version"] = parser.get_http_version()
        if not taker.admits(self.scope):
            return False
        keep_alive = self.scope["http_version"] != "1.0" and parser.should_keep_alive()
        self.cycle = WebhookCycle(self, taker, self.scope, keep_alive)
        return True

    def read_on(self) -> None:
        """uvicorn pauses a body after 64 KB until somebody reads it."""
        self.flow.resume_reading()

    def write_answer(self, cycle: WebhookCycle, rest: bytes) -> None:
        told = [ANSWERED]
        for name, value in self.server_state.default_headers:
            told += (name, b": ", value, b"\r\n")
        told.append(rest)
        self.transport.write(b"".join(told))
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def leave(self, cycle: WebhookCycle, outcome: Any) -> None:
        """The application answers after all: with `outcome`, or by taking the body itself."""
        self._forget()
        if cycle.disconnected or self.transport.is_closing():
            return
        if outcome is not None:
            cycle.scope[ANSWER] = outcome
        cycle.taken = True
        own = RequestResponseCycle(
            scope=cycle.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=cycle.keep_alive,
            on_response=self.on_response_complete,
        )
        own.body, own.more_body = cycle.body, cycle.more_body
        own.message_event.set()
        if self.cycle is cycle:  # else another request waits behind it already
            self.cycle = own
        self._start_asgi_task(own, self.app)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
