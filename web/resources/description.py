"""What the API is: as a document for programs, and as a page for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from web import api_page, openapi
from web.operations import Operation

HOUR = "public, max-age=3600"
Endpoint = Callable[[Request], Awaitable[Response]]


def document(operations: tuple[Operation, ...], server: str) -> Endpoint:
    async def serve(_: Request) -> Response:
        return Response(
            openapi.encoded(operations, server), headers={"cache-control": HOUR}, media_type="application/json"
        )

    return serve


def page(operations: tuple[Operation, ...]) -> Endpoint:
    async def serve(_: Request) -> Response:
        headers = {"cache-control": HOUR, "content-security-policy": api_page.POLICY}
        return Response(api_page.page(operations), headers=headers, media_type="text/html")

    return serve
