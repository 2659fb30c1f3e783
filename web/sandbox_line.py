"""The HTTP face of LINE's double: LINE's paths, the double's own under /sandbox, and the customers' phone at /phone.

Mounted by the demo and by tests only; anybody who reaches it may do anything with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from channels.line.signature import HEADER, sign
from channels.sandbox.line import Platform
from channels.sandbox.line_model import Bot
from channels.sandbox.model import Fault, Json, Reply
from channels.transport import Transport, TransportError
from web import sandbox_line_pictures
from web.sandbox_courier import Courier, now_ms
from web.sandbox_line_phone import routes
from web.sandbox_management import answer
from web.sandbox_page import PHONE, PhonePage
from web.sandbox_phone import misread


class LineSandbox:
    """`app` may be served alone (its lifespan starts the courier) or mounted, then call `start` and `stop`."""

    def __init__(self, platform: Platform, webhook_url: str = "") -> None:
        self.platform = platform
        self.courier = Courier(platform, webhook_url, header=HEADER)
        bot = "/v2/bot"
        self.app = Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse("phone/")),
                *routes(self.courier),
                *sandbox_line_pictures.routes(),
                Mount("/phone", PhonePage(directory=PHONE, html=True)),
                self._call(f"{bot}/message/reply", lambda body, _: platform.reply(body, now_ms())),
                self._call(
                    f"{bot}/message/push",
                    lambda body, request: platform.push(body, request.headers.get("x-line-retry-key"), now_ms()),
                ),
                self._call(f"{bot}/chat/markAsRead", lambda body, _: platform.mark_read(body)),
                self._call(f"{bot}/chat/loading/start", lambda body, _: platform.loading(body, now_ms())),
                self._read(f"{bot}/info", lambda _: platform.info()),
                self._read(f"{bot}/message/quota", lambda _: platform.quota(), "quota"),
                self._read(f"{bot}/message/quota/consumption", lambda _: platform.consumption(), "quota"),
                self._read(
                    f"{bot}/profile/{{user}}", lambda request: platform.profile(request.path_params["user"]), "profile"
                ),
                *(
                    self._read(
                        f"{bot}/{kind}/{{group}}/members/count",
                        lambda request: platform.member_count(request.path_params["group"]),
                        "members",
                    )
                    for kind in ("group", "room")
                ),
                self._read(
                    f"{bot}/group/{{group}}/summary", lambda request: platform.group(request.path_params["group"])
                ),
                self._read(
                    f"{bot}/group/{{group}}/member/{{user}}",
                    lambda request: platform.profile(request.path_params["user"]),
                ),
                self._read(
                    f"{bot}/room/{{group}}/member/{{user}}",
                    lambda request: platform.profile(request.path_params["user"]),
                ),
                Route(f"{bot}/channel/webhook/endpoint", self.endpoint, methods=["GET", "PUT"]),
                Route(f"{bot}/channel/webhook/test", self.knock, methods=["POST"]),
                Route(f"{bot}/message/{{id}}/content", self.content, methods=["GET"]),
                self._read(
                    f"{bot}/message/{{id}}/content/transcoding",
                    lambda request: platform.transcoding(request.path_params["id"]),
                ),
                Route("/sandbox/faults", self.faults, methods=["PUT"]),
                Route("/sandbox/sends", self.sends, methods=["GET"]),
            ],
            exception_handlers={msgspec.ValidationError: misread, msgspec.DecodeError: misread},
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self.start()
        yield
        await self.stop()

    async def start(self) -> None:
        await self.courier.start()

    async def stop(self) -> None:
        await self.courier.stop()

    def _call(self, path: str, act: Callable[[Json, Request], Reply]) -> Route:
        async def called(request: Request) -> Response:
            if (refusal := self._stranger(request)) is not None:
                return refusal
            return await self._told(act(await _body(request), request))

        return Route(path, called, methods=["POST"])

    def _read(self, path: str, act: Callable[[Request], Reply], of: str = "") -> Route:
        async def read(request: Request) -> Response:
            return self._stranger(request) or await self._struck(of) or await self._told(act(request))

        return Route(path, read, methods=["GET"])

    async def _struck(self, of: str) -> Response | None:
        """What a fault of this kind answers instead; None where there is none, or it only delays."""
        fault = self.platform.struck(of)
        if fault is None:
            return None
        await asyncio.sleep(fault.delay_ms / 1000)
        return None if fault.kind == "delay" else answer(Reply(status=500, cut=fault.kind.startswith("cut")))

    async def _told(self, reply: Reply) -> Response:
        await self.courier.wake()
        if reply.delay_ms:
            await asyncio.sleep(reply.delay_ms / 1000)
        return answer(reply)

    async def endpoint(self, request: Request) -> Response:
        """Where webhooks go."""
        if (refusal := self._stranger(request)) is not None:
            return refusal
        bot = self.platform.bot
        if request.method == "PUT":
            bot.endpoint = self.courier.webhook_url = str((await _body(request)).get("endpoint"))
            return answer(Reply())
        if bot.endpoint is None:
            return answer(self.platform.refusal(404, "Webhook endpoint not found"))
        return answer(Reply(body={"endpoint": bot.endpoint, "active": bot.active}))

    async def knock(self, request: Request) -> Response:
        """Calls the webhook as LINE's console does: no events."""
        if (refusal := self._stranger(request)) is not None:
            return refusal
        url = str((await _body(request)).get("endpoint") or self.platform.bot.endpoint)
        raw = msgspec.json.encode({"destination": self.platform.bot.user, "events": []})
        transport = Transport(connections=1)
        try:
            told = await transport.call("POST", url, content=raw, headers={HEADER: sign(raw, self.platform.bot.secret)})
            status, why = told.status, "OK" if told.status == 200 else "ERROR_STATUS_CODE"
        except TransportError:
            status, why = 0, "COULD_NOT_CONNECT"
        finally:
            await transport.close()
        body = {
            "success": status == 200,
            "timestamp": "2026-01-01T00:00:00Z",
            "statusCode": status,
            "reason": why,
            "detail": str(status),
        }
        return answer(Reply(body=body))

    async def content(self, request: Request) -> Response:
        if (refusal := self._stranger(request) or await self._struck("content")) is not None:
            return refusal
        blob = self.platform.content(request.path_params["id"])
        if blob is None:
            return answer(self.platform.refusal(404, "Not found"))
        return Response(blob.data, media_type=blob.mime)

    async def faults(self, request: Request) -> Response:
        self.platform.faults[:] = msgspec.json.decode(await request.body(), type=list[Fault])
        return Response(status_code=204)

    async def sends(self, _: Request) -> Response:
        return Response(msgspec.json.encode({"items": self.platform.sends}), media_type="application/json")

    def _stranger(self, request: Request) -> Response | None:
        if self.platform.knows(request.headers.get("authorization", "")):
            return None
        return answer(self.platform.refusal(401, "Authentication failed due to the expired access token"))


async def _body(request: Request) -> dict[str, Any]:
    return msgspec.json.decode(await request.body() or b"{}", type=dict[str, Any])


def build(
    *, user: str, secret: str, name: str = "BMA", token: str | None = None, webhook_url: str = "", run: str = "1"
) -> LineSandbox:
    """A double with one account, ready to be mounted."""
    bot = Bot(user=user, name=name, token=token, secret=secret, endpoint=webhook_url or None)
    return LineSandbox(Platform(bot, run), webhook_url)
