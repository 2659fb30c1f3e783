"""The customers' mail program in the browser: the double's own paths under /sandbox, and the page that speaks to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Literal

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from channels.mail import mime, quotes
from channels.sandbox import mail_written
from channels.sandbox.mail import LARGEST, PostOffice
from channels.sandbox.mail_model import Correspondent, File, Held, Writing
from web.sandbox_courier import now_ms
from web.sandbox_page import PHONE, PHONE_POLICY
from web.sandbox_phone import STREAM_SECONDS

FILES = 10  # of one mail
TEXT_LIMIT = 20_000  # characters of a mail that go to the page
# a mail is shown as it was designed, may do nothing, and lies in a frame of the page
MAIL_POLICY = (
    "sandbox allow-same-origin allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:; "
    "frame-ancestors 'self'"
)
MARGIN = "<style>body{margin:0}</style>"  # the program's own, before what the mail says
FILE_POLICY = "sandbox; default-src 'none'"


class Writes(msgspec.Struct, kw_only=True):
    """What is written on the page; files come beside it. `form`: how the program writes mails."""

    text: str
    subject: str = ""
    answers: str | None = None
    form: Literal["plain", "html"] = "plain"
    charset: Literal["utf-8", "windows-874"] = "utf-8"
    at: int | None = None


class Introduces(msgspec.Struct, kw_only=True):
    address: str
    name: str | None = None


class Away(msgspec.Struct, kw_only=True):
    text: str | None


class Seen(msgspec.Struct, kw_only=True):
    ids: list[str]


class MailProgram:
    """`apps`: the other apps on the same phone, each with name and href."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self.apps: list[dict[str, str]] = []
        self._changed = asyncio.Event()

    def routes(self) -> list[Route]:
        at = "/sandbox/people/{address}"
        return [
            Route("/sandbox/stream", self.stream, methods=["GET"]),
            Route("/sandbox/people", self.introduce, methods=["POST"]),
            Route(at, self.mailbox, methods=["GET"]),
            Route(f"{at}/mails", self.write, methods=["POST"]),
            Route(f"{at}/reads", self.read, methods=["POST"]),
            Route(f"{at}/away", self.away, methods=["PUT"]),
            Route(f"{at}/page", self.page, methods=["GET"]),
            Route(f"{at}/source", self.source, methods=["GET"]),
            Route(f"{at}/file", self.file, methods=["GET"]),
        ]

    def wake(self) -> None:
        self._changed.set()

    async def introduce(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Introduces)
        person = self._office.person(told.address, told.name)
        return _json(_summary(person))

    async def mailbox(self, request: Request) -> Response:
        return _json(_whole(self._office.person(request.path_params["address"])))

    async def write(self, request: Request) -> Response:
        """As multipart, or as JSON without files."""
        files: list[File] = []
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form(max_files=FILES, max_fields=10, max_part_size=1024 * 1024) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
                for upload in form.getlist("file"):
                    if isinstance(upload, UploadFile):
                        data = await upload.read(LARGEST)
                        files.append(mail_written.file_of(upload.filename, upload.content_type, data))
            told = msgspec.convert(fields, Writes, strict=False)
        else:
            told = msgspec.json.decode(await request.body(), type=Writes)
        address = request.path_params["address"]
        person = self._office.person(address)
        answered = next((held for held in person.mails if held.id == told.answers), None)
        held = self._office.writes(address, _writing(told, answered, tuple(files)), now_ms())
        return _json(_shown(person, held))

    async def read(self, request: Request) -> Response:
        for id in msgspec.json.decode(await request.body(), type=Seen).ids:
            self._office.reads(request.path_params["address"], id)
        return Response(status_code=204)

    async def away(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Away)
        self._office.goes_away(request.path_params["address"], told.text)
        return Response(status_code=204)

    async def page(self, request: Request) -> Response:
        """A mail's own HTML."""
        held = self._held(request)
        if held is None or held.mail.html is None:
            return Response(status_code=404)
        headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return Response((MARGIN + held.mail.html).encode(), media_type="text/html; charset=utf-8", headers=headers)

    async def source(self, request: Request) -> Response:
        held = self._held(request)
        if held is None:
            return Response(status_code=404)
        return Response(held.raw, media_type="text/plain; charset=utf-8")

    async def file(self, request: Request) -> Response:
        held, place = self._held(request), request.query_params.get("place", "")
        part = next((part for part in held.mail.files if str(part.place) == place), None) if held else None
        data = mime.part(held.raw, part.place) if held and part else None
        if data is None or part is None:
            return Response(status_code=404)
        return Response(data, media_type=part.mime, headers={"Content-Security-Policy": FILE_POLICY})

    async def stream(self, request: Request) -> Response:
        """Server-sent events: the list of people and the open mailbox whenever either changed."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        lines = self._lines(request.query_params.get("address"))
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    async def _lines(self, address: str | None) -> AsyncIterator[bytes]:
        office = self._office
        while True:
            seen = office.version
            person = office.people.get(address.lower()) if address else None
            told = {
                "people": [_summary(one) for one in office.people.values()],
                "mailbox": _whole(person) if person else None,
                "business": {"name": office.name, "address": office.office},
                "apps": self.apps,
            }
            yield b"data: " + msgspec.json.encode(told) + b"\n\n"
            while seen == office.version:
                changed = self._changed
                try:
                    await asyncio.wait_for(changed.wait(), STREAM_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
                if changed is self._changed and changed.is_set():
                    self._changed = asyncio.Event()

    def _held(self, request: Request) -> Held | None:
        person = self._office.people.get(request.path_params["address"].lower())
        id = request.query_params.get("id")
        return next((held for held in person.mails if held.id == id), None) if person else None


async def page(_: Request) -> Response:
    return FileResponse(
        PHONE / "mail.html", headers={"Content-Security-Policy": PHONE_POLICY, "Cache-Control": "no-cache"}
    )


def _writing(told: Writes, answered: Held | None, files: tuple[File, ...]) -> Writing:
    """With the mail it answers below, as programs write it."""
    subject, below, text = told.subject, "", told.text
    if answered is not None:
        sender = answered.mail.sender
        writer = (sender.name or sender.address) if sender else None
        below = mail_written.quoted(answered.mail, writer)
        subject = subject or f"Re: {answered.mail.subject.removeprefix('Re: ')}"
    html = mail_written.page_of(text, below) if told.form == "html" else None
    return Writing(
        text=text + below,
        subject=subject,
        html=html,
        charset=told.charset,
        files=files,
        answers=told.answers,
        at=told.at,
    )


def _summary(person: Correspondent) -> dict[str, Any]:
    last = person.mails[-1] if person.mails else None
    return {
        "address": person.address,
        "name": person.name,
        "away": person.away,
        "last": {"subject": last.mail.subject, "at": last.at, "ours": last.ours} if last else None,
        "unread": sum(held.id not in person.seen for held in person.mails),
    }


def _whole(person: Correspondent) -> dict[str, Any]:
    return {**_summary(person), "mails": [_shown(person, held) for held in person.mails]}


def _shown(person: Correspondent, held: Held) -> dict[str, Any]:
    mail = held.mail
    said = quotes.fold(mail.text, None if mail.text else mail.html)
    return {
        "id": held.id,
        "thread": held.thread,
        "ours": held.ours,
        "at": held.at,
        "subject": mail.subject,
        "from": mail.sender,
        "to": mail.to,
        "cc": mail.cc,
        "text": said.text[:TEXT_LIMIT],
        "rest": said.rest[:TEXT_LIMIT],
        "html": mail.html is not None,
        "automatic": mail.headers.get("auto-submitted", "no") != "no",
        "unread": held.id not in person.seen,
        "files": [
            {"place": part.place, "name": part.name, "mime": part.mime, "size": part.size} for part in mail.files
        ],
    }


def _json(value: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
