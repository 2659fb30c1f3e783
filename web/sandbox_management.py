"""The double's paths of Meta's business management: the token, the app, the account's numbers and subscriptions, templates. And
`PUT /sandbox/account`, which makes any of them wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from channels.sandbox import access, assets, reviews
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Reply
from web.sandbox_courier import Courier, now_ms

Endpoint = Callable[[Request], Awaitable[Response]]


class Account(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How the account is from now on; what is not named stays."""

    token: Literal["valid", "expired", "invalid"] | None = None
    scopes: list[str] | None = None
    targets: list[str] | None = None
    expires_at: int | None = None
    callback: str | None = None
    fields: list[str] | None = None
    rival: bool | None = None
    subscribed: bool | None = None
    quality: str | None = None
    status: str | None = None
    tier: str | None = None
    health: Literal["AVAILABLE", "LIMITED", "BLOCKED"] | None = None


class Management:
    def __init__(self, courier: Courier[Cloud]) -> None:
        self.courier = courier
        self.cloud = courier.cloud

    def routes(self) -> list[Route]:
        return [
            Route("/sandbox/account", self.change, methods=["PUT"]),
            Route("/{version}/debug_token", self.guarded(self.token), methods=["GET"]),
            Route("/{version}/app", self.guarded(self.app), methods=["GET"]),
            Route("/{version}/{id}/subscriptions", self.subscriptions, methods=["GET"]),
            Route("/{version}/{id}/uploads", self.guarded(self.open_upload), methods=["POST"]),
            Route("/{version}/{id}/message_templates", self.managed(self.templates), methods=["GET"]),
            Route("/{version}/{id}/message_templates", self.managed(self.create), methods=["POST"]),
            Route("/{version}/{id}/message_templates", self.managed(self.delete), methods=["DELETE"]),
            Route("/{version}/{id}/subscribed_apps", self.managed(self.subscribed), methods=["GET", "POST"]),
            Route("/{version}/{id}/phone_numbers", self.managed(self.numbers), methods=["GET"]),
            Route("/{version}/{id}", self.managed(self.post), methods=["POST"]),
        ]

    def guarded(self, endpoint: Endpoint, scope: str | None = None) -> Endpoint:
        async def run(request: Request) -> Response:
            refusal = access.stranger(self.cloud, request.headers.get("authorization", ""), scope)
            return await endpoint(request) if refusal is None else answer(refusal)

        return run

    def managed(self, endpoint: Endpoint) -> Endpoint:
        return self.guarded(endpoint, access.MANAGEMENT)

    async def change(self, request: Request) -> Response:
        told = msgspec.json.decode(await request.body(), type=Account)
        holders: dict[str, tuple[Any, ...]] = {
            **dict.fromkeys(("scopes", "targets", "expires_at"), (self.cloud.access,)),
            **dict.fromkeys(("callback", "fields", "rival"), (self.cloud.app,)),
            **dict.fromkeys(("subscribed", "quality", "status", "tier", "health"), tuple(self.cloud.numbers.values())),
        }
        if told.token is not None:
            self.cloud.access.state = told.token
        for name, held in holders.items():
            if (value := getattr(told, name)) is not None:
                for each in held:
                    setattr(each, name, value)
        return JSONResponse({})

    async def token(self, _: Request) -> Response:
        return answer(access.token(self.cloud))

    async def app(self, _: Request) -> Response:
        return answer(access.app(self.cloud))

    async def subscriptions(self, request: Request) -> Response:
        id, given = request.path_params["id"], request.headers.get("authorization", "")
        return answer(access.subscriptions(self.cloud, id, given))

    async def subscribed(self, request: Request) -> Response:
        act = assets.subscribe if request.method == "POST" else assets.subscriptions
        return answer(act(self.cloud, request.path_params["id"]))

    async def numbers(self, request: Request) -> Response:
        return answer(assets.numbers(self.cloud, request.path_params["id"]))

    async def templates(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "25")
        base = f"{str(request.base_url).rstrip('/')}/{request.path_params['version']}"
        after, size = request.query_params.get("after", ""), int(limit) if limit.isdigit() else 25
        name = request.query_params.get("name", "")
        return answer(assets.templates_page(self.cloud, request.path_params["id"], after, size, base, name))

    async def create(self, request: Request) -> Response:
        body = msgspec.json.decode(await request.body(), type=dict[str, Any])
        return await self._reviewed(reviews.create(self.cloud, request.path_params["id"], body, now_ms()))

    async def delete(self, request: Request) -> Response:
        asked = request.query_params
        id, name = asked.get("hsm_id", ""), asked.get("name", "")
        return await self._reviewed(reviews.delete(self.cloud, request.path_params["id"], id, name, now_ms()))

    async def open_upload(self, request: Request) -> Response:
        asked = request.query_params
        name, size, mime = (asked.get(key, "") for key in ("file_name", "file_length", "file_type"))
        return answer(reviews.open_upload(self.cloud, request.path_params["id"], name, size, mime))

    async def post(self, request: Request) -> Response:
        """The bytes of an upload, or a template to edit."""
        id = request.path_params["id"]
        if id.startswith("upload:"):
            return answer(reviews.upload(self.cloud, id, request.query_params.get("sig", ""), await request.body()))
        body = msgspec.json.decode(await request.body(), type=dict[str, Any])
        return await self._reviewed(reviews.edit(self.cloud, id, body, now_ms()))

    async def _reviewed(self, reply: Reply) -> Response:
        await self.courier.wake()
        return answer(reply)


def answer(reply: Reply) -> Response:
    return _Cut() if reply.cut else JSONResponse(reply.body, status_code=reply.status)


class _Cut(Response):
    """An answer that breaks off: the server closes the connection on an app that returns with its body unfinished."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
