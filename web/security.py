"""What every request passes: whose address and scheme it really has, https, the headers that protect browsers, and other origins.

Pure ASGI, and short for webhooks and sockets. The Host header decides nothing but what "the same origin" means.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.settings import Settings
from hub.wire.errors import Refusal
from web import answers
from web.logs import request_id

HSTS = "max-age=63072000"  # two years
PREFLIGHT_SECONDS = "600"
NOT_FOR_PEOPLE = (
    "/api/v1/webhooks/",
    "/healthz",
    "/readyz",
    "/metrics",
)  # programs follow no redirect: a 308 would hide the mistake
HEALTH = ("/healthz", "/readyz", "/metrics")
METHODS = "GET, POST, PUT, PATCH, DELETE"
REQUEST_HEADERS = "authorization, content-type, idempotency-key, if-match, if-none-match, range"
EXPOSED = (
    "x-request-id, retry-after, content-range, content-disposition, accept-ranges, etag, "
    "ratelimit-limit, ratelimit-remaining, ratelimit-reset"
)
BROWSER_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


class Security:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._proxies = Proxies(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        forwarded = self._proxies.apply(scope)
        if scope["type"] == "websocket":
            if self._settings.secure and scope["scheme"] != "wss":  # its first frame would carry a token in the clear
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        protect = self._protected(send, scope, headers.get("origin"))
        early = self._insecure(scope, forwarded) or self._preflight(scope, headers)
        if early is not None:
            scope["bma.route"] = "early"
            await early(scope, receive, protect)
            return
        await self._app(scope, receive, protect)

    def admits(self, scope: Scope) -> bool:
        """Whether a program's request would pass: it came by https, or need not."""
        if not self._settings.secure:
            return True
        self._proxies.apply(scope)
        return bool(scope["scheme"] == "https")

    def _insecure(self, scope: Scope, forwarded: bool) -> Response | None:
        """Over plain HTTP, where PUBLIC_URL says https: people are sent there, programs are refused."""
        if not self._settings.secure or scope["scheme"] == "https":
            return None
        path: str = scope["path"]
        if path in HEALTH and not forwarded and self._proxies.trusts(peer(scope)):
            return None  # the proxy, or the host's own health check: it asks for itself and forwards nobody
        if path.startswith(NOT_FOR_PEOPLE):
            return answers.refused(Refusal("not_allowed", f"Use https: {self._settings.public_url}"))
        query = scope.get("query_string", b"").decode("latin-1")
        raw = scope.get("raw_path", path.encode()).decode("latin-1").partition("?")[0]
        return RedirectResponse(self._settings.public_url + raw + (f"?{query}" if query else ""), 308)

    def _preflight(self, scope: Scope, headers: Headers) -> Response | None:
        if scope["method"] != "OPTIONS" or "access-control-request-method" not in headers:
            return None
        if not allowed(self._settings, scope, headers.get("origin")):
            return answers.refused(Refusal("not_allowed", "This origin is not one of ALLOWED_ORIGINS."))
        told = {
            "access-control-allow-methods": METHODS,
            "access-control-allow-headers": REQUEST_HEADERS,
            "access-control-max-age": PREFLIGHT_SECONDS,
        }
        return Response(status_code=204, headers=told)

    def _protected(self, send: Send, scope: Scope, origin: str | None) -> Send:
        settings = self._settings
        named = request_id.get() or ""

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers["x-request-id"] = named
                for name, value in BROWSER_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", API_POLICY)
                headers.setdefault(
                    "cross-origin-resource-policy", "same-site" if settings.allowed_origins else "same-origin"
                )
                if settings.secure:
                    headers["strict-transport-security"] = HSTS
                if settings.allowed_origins:
                    headers.add_vary_header("Origin")
                if origin is not None and allowed(settings, scope, origin):
                    headers["access-control-allow-origin"] = origin
                    headers["access-control-allow-credentials"] = "true"
                    headers["access-control-expose-headers"] = EXPOSED
            await send(message)

        return protected


class Proxies:
    """TRUSTED_PROXIES: only what these say about the client and the scheme counts."""

    def __init__(self, networks: Iterable[str]) -> None:
        given = list(networks)
        self._all = "*" in given
        self._networks = [ipaddress.ip_network(network, strict=False) for network in given if network != "*"]

    def trusts(self, address: str) -> bool:
        if self._all:
            return True
        try:
            parsed: Any = ipaddress.ip_address(address)
        except ValueError:
            return False
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(parsed in network for network in self._networks)

    def apply(self, scope: Scope) -> bool:
        """Puts the client's own address and scheme into the scope. Whether the request was forwarded for somebody."""
        if not (self._all or self._networks) or not self.trusts(peer(scope)):
            return False
        headers = Headers(scope=scope)
        chain = [
            part.strip() for value in headers.getlist("x-forwarded-for") for part in value.split(",") if part.strip()
        ]
        client = next((address for address in reversed(chain) if not self.trusts(address)), chain[0] if chain else None)
        scheme = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
        if client is not None:
            scope["bma.peer"] = peer(scope)
            scope["client"] = (client[:64], 0)
        if scheme in ("http", "https", "ws", "wss"):
            secure = scheme in ("https", "wss")
            socket = scope["type"] == "websocket"
            scope["scheme"] = ("wss" if secure else "ws") if socket else ("https" if secure else "http")
        return client is not None or bool(scheme)


def peer(scope: Scope) -> str:
    """The network address the request came from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def allowed(settings: Settings, scope: Scope, origin: str | None) -> bool:
    """Whether a browser's Origin is one of ours: the same origin, PUBLIC_URL's, or one of ALLOWED_ORIGINS. None: not a browser."""
    if origin is None:
        return True
    if origin in settings.allowed_origins or origin == origin_of(settings.public_url):
        return True
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    host = Headers(scope=scope).get("host", "")
    return bool(host) and origin == f"{scheme}://{host}".lower()


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def require_our_origin(settings: Settings, scope: Scope) -> None:
    """For what a cookie authenticates or sets: raises Refusal `not_allowed` when another site's page asks."""
    headers = Headers(scope=scope)
    foreign = headers.get("origin") is None and headers.get("sec-fetch-site") == "cross-site"
    if foreign or not allowed(settings, scope, headers.get("origin")):
        raise Refusal("not_allowed", "This request came from a page of another site.")
