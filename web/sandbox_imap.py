"""The office's mailbox on the wire: IMAP on loopback. The protocol itself is in `channels.sandbox.imap`."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from channels.sandbox.imap import Session
from channels.sandbox.mail import PostOffice
from web.sandbox_courier import now_ms

CONNECTIONS = 50
READ = 64 * 1024  # bytes
SILENCE_SECONDS = 30 * 60.0  # RFC 3501: at least so long


class ImapServer:
    """`start` it on a listener; `drop` hangs up on everybody, as a server that is started again."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._server: asyncio.Server | None = None
        self._open: set[tuple[Session, asyncio.StreamWriter]] = set()

    async def start(self, listener: socket.socket) -> None:
        self._office.changed.append(self._notice)
        self._server = await asyncio.start_server(self._serve, sock=listener, limit=READ)

    async def stop(self) -> None:
        if self._server is None:
            return
        self._office.changed.remove(self._notice)
        self._server.close()
        self.drop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), 1)

    def drop(self) -> None:
        for _, writer in list(self._open):
            writer.transport.abort()

    def _notice(self) -> None:
        for session, writer in self._open:
            if said := session.notice():
                writer.write(said)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self._office, now_ms)
        if len(self._open) >= CONNECTIONS:
            writer.transport.abort()
            return
        place = (session, writer)
        self._open.add(place)
        try:
            writer.write(session.greeting())
            while not session.closed:
                data = await asyncio.wait_for(reader.read(READ), SILENCE_SECONDS)
                if not data:
                    break
                writer.write(session.feed(data))
                await writer.drain()
        except (TimeoutError, OSError):
            pass  # gone, or silent for too long
        finally:
            self._open.discard(place)
            writer.close()
