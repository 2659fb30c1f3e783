"""The office's way out on the wire: SMTP on loopback, by aiosmtpd."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import warnings
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from channels.sandbox.mail import LARGEST, PostOffice
from web.sandbox_courier import now_ms

SECONDS = 120.0  # of silence


class SmtpServer:
    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._server: asyncio.Server | None = None

    async def start(self, listener: socket.socket) -> None:
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of a password without TLS, at each connection
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._conversation, sock=listener)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), 1)

    def _conversation(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password without TLS: it stays on this machine
            return SMTP(
                _Desk(self._office),
                data_size_limit=LARGEST,
                hostname="mail.double",
                ident="mail double",
                authenticator=self._authenticate,
                auth_require_tls=False,
                auth_required=True,
                timeout=SECONDS,
            )

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and self._office.knows(
            data.login.decode("utf-8", "replace"), data.password.decode("utf-8", "replace")
        )
        return AuthResult(success=good)


class _Desk:
    """What aiosmtpd asks."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self._office.asked(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 welcome"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        verdict = self._office.take(envelope.mail_from or "", list(envelope.rcpt_tos), raw, now_ms())
        if verdict.delay_ms:
            await asyncio.sleep(verdict.delay_ms / 1000)
        if verdict.cut and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return verdict.reply
