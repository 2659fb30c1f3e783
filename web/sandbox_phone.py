"""The double's own paths under /sandbox: what the phone page and the tests do as customers, and how they make things go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from channels.sandbox import customers
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Blob, Customer, Delivery, Entry, Fault, Pace
from web.sandbox_courier import Courier, now_ms

FILE_LIMIT = 100 * 1024 * 1024  # bytes
STREAM_SECONDS = 20.0  # a line at least this often, so that a dead browser is noticed

Answer = Callable[[Request], Awaitable[Response]]
T = TypeVar("T")


class Writes(msgspec.Struct, kw_only=True):
    """What a customer writes; a file comes as multipart with the same fields. `at` is a provider time in ms, `id` a chosen wamid."""

    number: str | None = None
    kind: str = "text"
    text: str | None = None
    content: dict[str, Any] | None = None
    reply_to: str | None = None
    at: int | None = None
    id: str | None = None


class Does(msgspec.Struct, kw_only=True):
    """Something done to a message: tapped (`id`, `title`), reacted to (`emoji`), edited (`text`), revoked, read, played."""

    number: str | None = None
    target: str = ""
    id: str = ""
    title: str = ""
    emoji: str = ""
    text: str = ""


class Introduces(msgspec.Struct, kw_only=True):
    phone: str
    name: str | None = None
    username: str | None = None
    shares_phone: bool = True


class Points(msgspec.Struct, kw_only=True):
    url: str


def routes(courier: Courier[Cloud]) -> list[Route]:
    phone = Phone(courier)
    at = "/sandbox/customers/{phone}"
    return [
        Route("/sandbox/customers", phone.people, methods=["GET"]),
        Route("/sandbox/customers", phone.introduce, methods=["POST"]),
        Route(at, phone.thread, methods=["GET"]),
        Route(f"{at}/messages", phone.write, methods=["POST"]),
        Route(f"{at}/taps", phone.tap, methods=["POST"]),
        Route(f"{at}/reactions", phone.react, methods=["POST"]),
        Route(f"{at}/edits", phone.edit, methods=["POST"]),
        Route(f"{at}/revokes", phone.revoke, methods=["POST"]),
        Route(f"{at}/reads", phone.read, methods=["POST"]),
        Route("/sandbox/files/{id}", phone.file, methods=["GET"]),
        Route("/sandbox/stream", phone.stream, methods=["GET"]),
        Route("/sandbox/sends", phone.sends, methods=["GET"]),
        Route("/sandbox/faults", phone.faults, methods=["PUT"]),
        Route("/sandbox/pace", phone.pace, methods=["PUT"]),
        Route("/sandbox/delivery", phone.delivery, methods=["PUT"]),
        Route("/sandbox/webhook", phone.webhook, methods=["PUT"]),
        Route("/sandbox/answers", phone.answers, methods=["GET"]),
    ]


class Phone:
    def __init__(self, courier: Courier[Cloud]) -> None:
        self.courier = courier

    @property
    def cloud(self) -> Cloud:
        return self.courier.cloud

    async def people(self, _: Request) -> Response:
        return _json({"items": [_summary(customer) for customer in self.cloud.customers.values()]})

    async def introduce(self, request: Request) -> Response:
        told = await _body(request, Introduces)
        customer = self.cloud.customer(told.phone.lstrip("+"), told.name)
        customer.name, customer.username, customer.shares_phone = (
            told.name or customer.name,
            told.username,
            told.shares_phone,
        )
        self.cloud.touch(customer)
        await self.courier.wake()
        return _json(_summary(customer))

    async def thread(self, request: Request) -> Response:
        return _json(_whole(self.cloud.customer(request.path_params["phone"])))

    async def write(self, request: Request) -> Response:
        if request.headers.get("content-type", "").startswith("multipart/"):
            told, file = await self._upload(request)
        else:
            told, file = await _body(request, Writes), None
        entry = customers.writes(
            self.cloud,
            self._number(told.number),
            request.path_params["phone"],
            now_ms(),
            text=told.text,
            file=file,
            kind=told.kind,
            content=told.content,
            reply_to=told.reply_to,
            at=told.at,
            id=told.id,
        )
        await self.courier.wake()
        return _json(entry)

    async def _upload(self, request: Request) -> tuple[Writes, Blob | None]:
        async with request.form(max_files=1, max_fields=10) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            upload = form.get("file")
            blob = None
            if isinstance(upload, UploadFile):
                data = await upload.read(FILE_LIMIT)
                blob = self.cloud.keep(data, upload.content_type or "application/octet-stream", upload.filename)
        return msgspec.convert(fields, Writes, strict=False), blob

    async def tap(self, request: Request) -> Response:
        return await self._does(
            request,
            lambda at, told: _json(customers.taps(self.cloud, *at, target=told.target, id=told.id, title=told.title)),
        )

    async def react(self, request: Request) -> Response:
        return await self._does(
            request, lambda at, told: _done(customers.reacts(self.cloud, *at, target=told.target, emoji=told.emoji))
        )

    async def edit(self, request: Request) -> Response:
        return await self._does(
            request, lambda at, told: _done(customers.edits(self.cloud, *at, target=told.target, text=told.text))
        )

    async def revoke(self, request: Request) -> Response:
        return await self._does(request, lambda at, told: _done(customers.revokes(self.cloud, *at, target=told.target)))

    async def read(self, request: Request) -> Response:
        return await self._does(
            request, lambda at, told: _json({"told": customers.reads(self.cloud, *at, played=told.target or None)})
        )

    async def _does(self, request: Request, act: Callable[[tuple[str, str, int], Does], Response]) -> Response:
        told = await _body(request, Does)
        answer = act((self._number(told.number), request.path_params["phone"], now_ms()), told)
        await self.courier.wake()
        return answer

    def _number(self, id: str | None) -> str:
        return id if id in self.cloud.numbers else next(iter(self.cloud.numbers))

    async def file(self, request: Request) -> Response:
        blob = self.cloud.blobs.get(request.path_params["id"])
        if blob is None:
            return Response(status_code=404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(blob.data, media_type=blob.mime, headers=headers)

    async def stream(self, request: Request) -> Response:
        """Server-sent events: the list of people and the open thread whenever either changed."""
        phone = request.query_params.get("phone")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._lines(phone), media_type="text/event-stream", headers=headers)

    async def _lines(self, phone: str | None) -> AsyncIterator[bytes]:
        while True:
            customer = self.cloud.customer(phone) if phone else None
            seen = self.cloud.version
            open_thread = _whole(customer) if customer else None
            people = [_summary(customer) for customer in self.cloud.customers.values()]
            business = next(iter(self.cloud.numbers.values())).name
            told = {"people": people, "thread": open_thread, "business": business, "apps": self.courier.apps}
            yield b"data: " + msgspec.json.encode(told) + b"\n\n"
            while seen == self.cloud.version:
                async with self.courier.changed:
                    try:
                        await asyncio.wait_for(self.courier.changed.wait(), STREAM_SECONDS)
                    except TimeoutError:
                        yield b": still here\n\n"

    async def sends(self, request: Request) -> Response:
        to, tag = request.query_params.get("to"), request.query_params.get("tag")
        found = [
            send for send in self.cloud.sends if (to is None or send.to == to) and (tag is None or send.tag == tag)
        ]
        return _json({"items": found})

    async def faults(self, request: Request) -> Response:
        self.cloud.faults[:] = await _body(request, list[Fault])
        return Response(status_code=204)

    async def pace(self, request: Request) -> Response:
        self.cloud.pace = await _body(request, Pace)
        return Response(status_code=204)

    async def delivery(self, request: Request) -> Response:
        self.cloud.delivery = await _body(request, Delivery)
        return Response(status_code=204)

    async def webhook(self, request: Request) -> Response:
        self.courier.webhook_url = (await _body(request, Points)).url
        await self.courier.wake()
        return Response(status_code=204)

    async def answers(self, _: Request) -> Response:
        """How the webhooks fared: answers by status, and how many are still on their way."""
        statuses = {str(status): count for status, count in self.courier.answers.items()}
        return _json({"answers": statuses, "waiting": self.courier.waiting})


def _summary(customer: Customer) -> dict[str, Any]:
    last = customer.thread[-1] if customer.thread else None
    unread = sum(not entry.ours and entry.status not in ("read", "played") for entry in customer.thread)
    return {
        "phone": customer.phone,
        "name": customer.name,
        "username": customer.username,
        "last": last,
        "unread": unread,
    }


def _whole(customer: Customer) -> dict[str, Any]:
    return {**_summary(customer), "thread": customer.thread, "typing_until": customer.typing_until}


def _json(value: dict[str, Any] | Entry) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _done(id: str) -> Response:
    return _json({"id": id})


async def _body(request: Request, shape: type[T]) -> T:
    return msgspec.json.decode(await request.body() or b"{}", type=shape)


async def misread(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": {"message": str(error)}}, status_code=400)
