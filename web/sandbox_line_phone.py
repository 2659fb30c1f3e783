"""The customers' LINE in the browser: the double's own paths under /sandbox, in the form the phone page speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from channels.sandbox.line import Platform
from channels.sandbox.model import Customer, Entry, Json
from web.sandbox_courier import Courier, now_ms
from web.sandbox_phone import FILE_LIMIT, STREAM_SECONDS, Does, Introduces, Writes

KINDS = {"document": "file", "voice": "audio"}  # LINE's word for it, where it is another


def routes(courier: Courier[Platform]) -> list[Route]:
    phone = Phone(courier)
    at = "/sandbox/customers/{user}"
    return [
        Route("/sandbox/customers", phone.introduce, methods=["POST"]),
        Route(f"{at}/messages", phone.write, methods=["POST"]),
        Route(f"{at}/taps", phone.tap, methods=["POST"]),
        Route(f"{at}/revokes", phone.revoke, methods=["POST"]),
        Route(f"{at}/reads", phone.nothing, methods=["POST"]),  # LINE tells nobody that a customer has read
        Route(f"{at}/reactions", phone.nothing, methods=["POST"]),
        Route("/sandbox/files/{id}", phone.file, methods=["GET"]),
        Route("/sandbox/stream", phone.stream, methods=["GET"]),
    ]


class Phone:
    def __init__(self, courier: Courier[Platform]) -> None:
        self._courier = courier
        self._platform = courier.cloud

    async def introduce(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Introduces)
        digits = "".join(letter for letter in told.phone if letter.isdigit())
        customer = self._platform.customer(f"U{int(digits or 0):032x}"[:33], told.name)
        await self._courier.wake()
        return _json(_summary(customer))

    async def write(self, request: Request) -> Response:
        file: tuple[bytes, str, str | None] | None = None
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form(max_files=1, max_fields=10) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
                upload = form.get("file")
                if isinstance(upload, UploadFile):
                    mime = upload.content_type or "application/octet-stream"
                    file = await upload.read(FILE_LIMIT), mime, upload.filename
            told = msgspec.convert(fields, Writes, strict=False)
        else:
            told = msgspec.json.decode(await request.body(), type=Writes)
        entry = self._platform.writes(request.path_params["user"], _message(told, file), now_ms(), blob=file)
        await self._courier.wake()
        return _json(entry)

    async def tap(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Does)
        self._platform.taps(request.path_params["user"], told.id, told.title, now_ms())
        return await self._done()

    async def revoke(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Does)
        self._platform.unsends(request.path_params["user"], told.target, now_ms())
        return await self._done()

    async def nothing(self, _: Request) -> Response:
        return await self._done()

    async def file(self, request: Request) -> Response:
        blob = self._platform.content(request.path_params["id"])
        if blob is None:
            return Response(status_code=404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(blob.data, media_type=blob.mime, headers=headers)

    async def stream(self, request: Request) -> Response:
        """Server-sent events: the list of people and the open thread whenever either changed."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        lines = self._lines(request.query_params.get("phone"))
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    async def _lines(self, user: str | None) -> AsyncIterator[bytes]:
        platform = self._platform
        while True:
            seen = platform.version
            customer = platform.customer(user) if user else None
            people = [_summary(one) for one in platform.customers.values()]
            told = {
                "people": people,
                "thread": _whole(customer) if customer else None,
                "business": platform.bot.name,
                "apps": self._courier.apps,
            }
            yield b"data: " + msgspec.json.encode(told) + b"\n\n"
            while seen == platform.version:
                async with self._courier.changed:
                    try:
                        await asyncio.wait_for(self._courier.changed.wait(), STREAM_SECONDS)
                    except TimeoutError:
                        yield b": still here\n\n"

    async def _done(self) -> Response:
        await self._courier.wake()
        return Response(status_code=204)


def _message(told: Writes, file: tuple[bytes, str, str | None] | None) -> Json:
    """A message object as LINE tells it."""
    kind = KINDS.get(told.kind, told.kind)
    quoted = {"quotedMessageId": told.reply_to} if told.reply_to else {}
    if kind == "location":
        place = told.content or {}
        return {
            "type": kind,
            "title": place.get("name"),
            **{name: place.get(name) for name in ("address", "latitude", "longitude")},
        }
    if file is not None:
        named = {"fileName": file[2], "fileSize": len(file[0])} if kind == "file" else {}
        return {"type": kind, "contentProvider": {"type": "line"}, **named, **quoted}
    return {"type": "text", "text": told.text or "", **quoted}


def _summary(customer: Customer) -> dict[str, Any]:
    last = customer.thread[-1] if customer.thread else None
    return {"phone": customer.phone, "name": customer.name, "username": "LINE", "last": last, "unread": 0}


def _whole(customer: Customer) -> dict[str, Any]:
    return {**_summary(customer), "thread": customer.thread, "typing_until": customer.typing_until}


def _json(value: dict[str, Any] | Entry) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
