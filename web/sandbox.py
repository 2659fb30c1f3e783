"""The HTTP face of the Cloud API's double: Meta's paths, the double's own under /sandbox, and the customers' phone at /phone.

Mounted by the demo and by tests only; anybody who reaches it may do anything with it. As a process of its own, on loopback:

    python -m web.sandbox --port 0 --webhook http://127.0.0.1:8000/api/v1/webhooks/whatsapp --app-secret S --phone-number-id 1055
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from channels.sandbox import access, assets, blocks
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Number, Pace
from web.sandbox_courier import Courier, now_ms
from web.sandbox_management import Management, answer
from web.sandbox_page import PHONE, PhonePage
from web.sandbox_phone import misread, routes

SHUTDOWN_SECONDS = 2  # an open phone page never closes its stream by itself


class Sandbox:
    """`app` may be served alone (its lifespan starts the courier) or mounted, then call `start` and `stop`."""

    def __init__(self, cloud: Cloud, webhook_url: str = "") -> None:
        self.cloud = cloud
        self.courier = Courier(cloud, webhook_url)
        self.app = Starlette(
            routes=[
                Route("/", lambda _: RedirectResponse("phone/")),
                *routes(self.courier),
                Route("/whatsapp_business/attachments/", self.download),
                Mount("/phone", PhonePage(directory=PHONE, html=True)),
                Route("/{version}/{id}/messages", self.messages, methods=["POST"]),
                Route("/{version}/{id}/media", self.upload, methods=["POST"]),
                Route("/{version}/{id}/block_users", self.blocked, methods=["GET", "POST", "DELETE"]),
                *Management(self.courier).routes(),
                Route("/{version}/{id}", self.node, methods=["GET"]),
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

    async def messages(self, request: Request) -> Response:
        if (refusal := self._stranger(request)) is not None:
            return refusal
        body = msgspec.json.decode(await request.body(), type=dict[str, Any])
        reply = self.cloud.post_message(request.path_params["id"], body, now_ms())
        await self.courier.wake()
        if reply.delay_ms:
            await asyncio.sleep(reply.delay_ms / 1000)
        return answer(reply)

    async def blocked(self, request: Request) -> Response:
        """`/{number}/block_users`: whom the number does not want to hear of."""
        if (refusal := self._stranger(request)) is not None:
            return refusal
        id = request.path_params["id"]
        if request.method == "GET":
            return answer(blocks.listed(self.cloud, id))
        body = msgspec.json.decode(await request.body(), type=dict[str, Any])
        return answer(blocks.change(self.cloud, id, body, now_ms(), blocked=request.method == "POST"))

    async def upload(self, request: Request) -> Response:
        if (refusal := self._stranger(request)) is not None:
            return refusal
        async with request.form(max_files=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or form.get("messaging_product") != "whatsapp":
                return answer(self.cloud.refusal(100, "The parameter file or messaging_product is missing."))
            mime = str(form.get("type") or file.content_type)
            return answer(assets.upload(self.cloud, request.path_params["id"], await file.read(), mime, file.filename))

    async def node(self, request: Request) -> Response:
        """`GET /{id}`: a number or a file."""
        if (refusal := self._stranger(request)) is not None:
            return refusal
        id = request.path_params["id"]
        if id in self.cloud.numbers:
            return answer(assets.number(self.cloud, id))
        return answer(assets.link(self.cloud, id, str(request.base_url).rstrip("/"), now_ms()))

    async def download(self, request: Request) -> Response:
        if self._stranger(request) is not None:
            return Response(status_code=401)
        asked = request.query_params
        blob = assets.download(self.cloud, asked.get("mid", ""), asked.get("ext", ""), asked.get("hash", ""), now_ms())
        return Response(status_code=404) if blob is None else Response(blob.data, media_type=blob.mime)

    def _stranger(self, request: Request) -> Response | None:
        found = access.stranger(self.cloud, request.headers.get("authorization", ""))
        return None if found is None else answer(found)


def build(
    *,
    app_secret: str,
    phone_number_id: str,
    business: str = "200000000000001",
    display: str = "6620000000",
    name: str = "BMA",
    webhook_url: str = "",
    token: str | None = None,
    pace: Pace | None = None,
    per_second: float = 80,
    enforce_window: bool = True,
    tier: str = "TIER_2K",
) -> Sandbox:
    """A double with one number, ready to be mounted."""
    number = Number(id=phone_number_id, display=display, business=business, name=name, tier=tier)
    cloud = Cloud(
        [number],
        app_secret=app_secret,
        run=secrets.token_hex(4),
        token=token,
        pace=pace,
        per_second=per_second,
        enforce_window=enforce_window,
    )
    return Sandbox(cloud, webhook_url)


def main(arguments: list[str] | None = None) -> None:
    asked = _arguments().parse_args(arguments)
    pace = Pace(sent=asked.sent_ms, delivered=asked.delivered_ms, read=asked.read_ms)
    sandbox = build(
        app_secret=asked.app_secret,
        phone_number_id=asked.phone_number_id,
        business=asked.business,
        display=asked.display,
        webhook_url=asked.webhook,
        token=asked.token,
        pace=pace,
        per_second=asked.per_second,
        enforce_window=not asked.no_window,
        tier=asked.tier,
    )
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", asked.port))
    listener.listen(1024)
    port = listener.getsockname()[1]
    # Connections made from now on wait in the listener until the server takes them.
    print(json.dumps({"url": f"http://127.0.0.1:{port}", "port": port}), flush=True)
    uvicorn.Server(
        uvicorn.Config(sandbox.app, log_level="warning", access_log=False, timeout_graceful_shutdown=SHUTDOWN_SECONDS)
    ).run(sockets=[listener])


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m web.sandbox", description="A double of WhatsApp's Cloud API, on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--webhook", default="", help="where webhooks go")
    parser.add_argument("--app-secret", required=True, help="signs the webhooks")
    parser.add_argument("--phone-number-id", required=True)
    parser.add_argument(
        "--business", "--business-account-id", default="200000000000001", help="the business account's id"
    )
    parser.add_argument("--display", default="6620000000", help="the number's digits")
    parser.add_argument("--token", default=None, help="the only access token accepted; any when not given")
    parser.add_argument("--per-second", type=float, default=80, help="messages a second before 130429")
    parser.add_argument("--sent-ms", type=int, default=20, help="after a message: status sent")
    parser.add_argument("--delivered-ms", type=int, default=80, help="after a message: status delivered")
    parser.add_argument(
        "--read-ms", type=int, default=None, help="after a message: status read (never, when not given)"
    )
    parser.add_argument("--tier", default="TIER_2K", help="how many people the business may write to first in a day")
    parser.add_argument("--no-window", action="store_true", help="take free text outside the 24-hour window")
    return parser


if __name__ == "__main__":
    main()
