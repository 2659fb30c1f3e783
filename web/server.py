"""uvicorn, with three things it does not do: ready-made frames straight to the transport, sockets without a task, and a drain."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.protocol import State

from hub.live.line import Ear

EXTENSION = "bma.line"  # where the endpoint finds the protocol in its ASGI scope
FRAME_MOST = 64 * 1024  # bytes a browser may send at once
BACKLOG_HIGH = 256 * 1024  # unread bytes at which a session falls behind
BACKLOG_LOW = 32 * 1024  # and at which it goes on
BACKLOG_MOST = 8 * 1024 * 1024  # answers in flight may pile up to here; beyond it the socket is aborted
CLOSE_SECONDS = 5.0  # for the browser to answer a close frame
GRACEFUL_SECONDS = 10  # for requests under way at the end


class LiveProtocol(WebSocketsSansIOProtocol):
    """A WebSocket connection that, once `attach`ed, is driven by callbacks alone: no task, no queue, no scope is kept for it.

    `transport.close()` waits for a full buffer to be read, which a frozen browser never does: only `abort` frees such a socket.
    """

    ear: Ear | None = None
    free = True  # open, and its buffer takes more: nothing needs to be looked at before a write

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):  # absent when the handshake itself was refused
            self.scope["extensions"][EXTENSION] = {"line": self}
            self.transport.set_write_buffer_limits(high=BACKLOG_HIGH, low=BACKLOG_LOW)

    # --- what sessions ask of a line ------------------------------------------------------------------------------------------------
    def push(self, frames: bytes) -> None:
        if self.free:
            self.transport.write(frames)
        else:
            self._push_carefully(frames)

    def _push_carefully(self, frames: bytes) -> None:
        transport = self.transport
        if self.close_sent or self.disconnected or transport.is_closing() or self.conn.state is not State.OPEN:
            return
        transport.write(frames)
        if transport.get_write_buffer_size() > BACKLOG_MOST:
            transport.abort()

    def backlog(self) -> int:
        return self.transport.get_write_buffer_size()

    def pause(self) -> None:
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def close(self, code: int, reason: str) -> None:
        self.free = False
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code, reason)
        except InvalidState:
            self.transport.abort()
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.resume()  # to hear the answer
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def abort(self) -> None:
        self.free = False
        self.transport.abort()

    # --- what it tells its session ----------------------------------------------------------------------------------------------------
    def attach(self, ear: Ear) -> None:
        """From here on `ear` hears everything; what the endpoint did not receive comes first."""
        self.ear = ear
        while not self.queue.empty():
            message = cast(dict[str, Any], self.queue.get_nowait())
            if message["type"] == "websocket.disconnect":
                self.loop.call_soon(ear.lost)
            elif message.get("text") is not None:
                ear.heard(message["text"])
            else:
                ear.strange()
        if not self.writable.is_set():
            ear.paused()
        else:
            self.resume()

    def send_receive_event_to_app(self) -> None:
        if self.ear is None:
            super().send_receive_event_to_app()
            return
        frames, self.frames = self.frames, []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "text":
            self.ear.heard(frames[0] if len(frames) == 1 else b"".join(frames))
        else:
            self.ear.strange()

    def handle_close(self, event: Any) -> None:
        self.free = False
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        self.free = False
        super().handle_parser_exception()

    def pause_writing(self) -> None:
        self.free = False
        super().pause_writing()
        if self.ear is not None:
            self.ear.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.free = not (self.close_sent or self.disconnected or self.transport.is_closing())
        if self.ear is not None:
            self.ear.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        self.free = False
        super().connection_lost(exc)
        if self.ear is not None:
            ear, self.ear = self.ear, None
            ear.lost()

    def shutdown(self) -> None:
        self.free = False
        super().shutdown()
        self.transport.abort()  # what is still open after a drain does not read

    async def run_asgi(self) -> None:
        """As uvicorn's, but an application that has attached a session may return: the socket lives on, and its scope is let go."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
        if not self.handshake_complete:
            self.send_500_response()
        if self.ear is not None:
            self._let_go()
        elif self.close_timer is None:
            self.transport.close()

    def _let_go(self) -> None:
        del self.scope, self.request, self.response


def config(app: Any, *, host: str, port: int, log_config: dict[str, Any] | None = None, **more: Any) -> uvicorn.Config:
    """How the product is served. Protocol pings are off (a busy server would mistake its own silence for the browser's), and so is
    per-message deflate (it costs each socket 34 KB)."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        ws=LiveProtocol,
        ws_max_size=FRAME_MOST,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        ws_per_message_deflate=False,
        backlog=4096,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        log_config=log_config,
        **more,
    )


class Server(uvicorn.Server):
    """On SIGTERM: `unready` (the readiness probe fails from now on), then `drain` (sessions leave, spread over time), and only then
    what uvicorn does, which closes every socket at once. A second signal skips the drain. `--workers` would bypass all of this."""

    def __init__(
        self, config: uvicorn.Config, *, unready: Callable[[], None], drain: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._unready = unready
        self._drain = drain

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._unready()
        draining = asyncio.ensure_future(self._drain())
        while not draining.done() and not self.force_exit:
            await asyncio.wait([draining], timeout=0.1)
        if not draining.done():
            draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)
        await super().shutdown(sockets)
