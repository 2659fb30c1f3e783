"""The double of the mail world as servers: SMTP and IMAP for the office on free ports of loopback, and the customers' mail program.

Mounted by the demo and by tests only; anybody who reaches it may do anything with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from urllib.parse import quote

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from channels.sandbox.mail import PostOffice
from channels.sandbox.mail_model import MailFault
from web.sandbox_courier import now_ms
from web.sandbox_imap import ImapServer
from web.sandbox_mail_phone import MailProgram, page
from web.sandbox_page import PHONE, PhonePage
from web.sandbox_phone import misread
from web.sandbox_smtp import SmtpServer

LOOPBACK = "127.0.0.1"


class MailSandbox:
    """Its addresses are known at once; it answers there from `start` to `stop`. `app` is mounted."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office
        self.imap, self.smtp = ImapServer(office), SmtpServer(office)
        self.program = MailProgram(office)
        self._imap_listener, self._smtp_listener = _listener(), _listener()
        self._awake = asyncio.Event()
        self._rounds: asyncio.Task[None] | None = None
        self.app = Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse("phone/")),
                Route("/phone/", page),
                Mount("/phone", PhonePage(directory=PHONE)),
                *self.program.routes(),
                Route("/sandbox/faults", self.faults, methods=["PUT"]),
                Route("/sandbox/sends", self.sends, methods=["GET"]),
                Route("/sandbox/drop", self.drop, methods=["POST"]),
                Route("/sandbox/renumber", self.renumber, methods=["POST"]),
            ],
            exception_handlers={msgspec.ValidationError: misread, msgspec.DecodeError: misread, ValueError: misread},
        )

    @property
    def imap_url(self) -> str:
        return f"imap://{self._who}@{LOOPBACK}:{self._imap_listener.getsockname()[1]}"

    @property
    def smtp_url(self) -> str:
        return f"smtp://{self._who}@{LOOPBACK}:{self._smtp_listener.getsockname()[1]}"

    @property
    def _who(self) -> str:
        return f"{quote(self.office.username, safe='')}:{quote(self.office.password, safe='')}"

    async def start(self) -> None:
        self._awake = asyncio.Event()
        self.office.changed += [self._awake.set, self.program.wake]
        await self.imap.start(self._imap_listener)
        await self.smtp.start(self._smtp_listener)
        self._rounds = asyncio.create_task(self._run(), name="mail double")

    async def stop(self) -> None:
        if self._rounds is not None:
            self._rounds.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._rounds
        await self.imap.stop()
        await self.smtp.stop()
        for listener in (self._imap_listener, self._smtp_listener):
            listener.close()

    async def _run(self) -> None:
        """Lets the reports come back when it is their time."""
        while True:
            self._awake.clear()
            self.office.due(now_ms())
            due = self.office.next_due()
            pause = None if due is None else max(0.0, (due - now_ms()) / 1000)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), pause)

    async def faults(self, request: Request) -> Response:
        self.office.faults[:] = msgspec.json.decode(await request.body(), type=list[MailFault])
        return Response(status_code=204)

    async def sends(self, _: Request) -> Response:
        return Response(msgspec.json.encode({"items": self.office.sends}), media_type="application/json")

    async def drop(self, _: Request) -> Response:
        """Hangs up on everybody who reads the mailbox."""
        self.imap.drop()
        return Response(status_code=204)

    async def renumber(self, _: Request) -> Response:
        """Another UIDVALIDITY, as after a restore."""
        self.office.renumber()
        return JSONResponse({name: folder.validity for name, folder in self.office.folders.items()})


def _listener() -> socket.socket:
    made = socket.socket()
    made.bind((LOOPBACK, 0))
    made.listen(64)
    return made
