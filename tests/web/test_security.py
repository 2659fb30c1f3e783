"""Addresses, https, origins, headers: what every request passes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.web import settings
from web.logs import Access
from web.security import Security


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what the layers made of the request."""
    request = Request(scope, receive)
    body = {
        "address": request.client.host if request.client else None,
        "scheme": scope["scheme"],
        "path": scope["path"],
    }
    await JSONResponse(body)(scope, receive, send)


def browser(
    folder: Path, peer: str = "203.0.113.9", base: str = "http://shop.example", **given: str
) -> httpx.AsyncClient:
    app: ASGIApp = Access(Security(echo, settings.of(folder, **given)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(peer, 1234)), base_url=base)


async def test_nobody_is_believed_about_where_a_request_came_from(tmp_path: Path) -> None:
    told = {"x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "https"}
    answer = await browser(tmp_path).get("/", headers=told)
    assert answer.json() == {"address": "203.0.113.9", "scheme": "http", "path": "/"}


async def test_a_trusted_proxy_is_believed_and_what_came_before_it_is_not(tmp_path: Path) -> None:
    told = {"x-forwarded-for": "6.6.6.6, 198.51.100.1, 10.0.0.2", "x-forwarded-proto": "https"}
    answer = await browser(tmp_path, "10.0.0.1", TRUSTED_PROXIES="10.0.0.0/8").get("/", headers=told)
    assert answer.json() == {"address": "198.51.100.1", "scheme": "https", "path": "/"}


async def test_with_a_star_the_first_address_counts(tmp_path: Path) -> None:
    told = {"x-forwarded-for": "198.51.100.1, 10.0.0.2"}
    answer = await browser(tmp_path, TRUSTED_PROXIES="*").get("/", headers=told)
    assert answer.json()["address"] == "198.51.100.1"


SECURE = {"PUBLIC_URL": "https://inbox.example", "TRUSTED_PROXIES": "10.0.0.1"}


@pytest.mark.parametrize(("peer", "reached"), [("10.0.0.1", True), ("203.0.113.9", False)])
async def test_a_socket_is_opened_over_https_alone(tmp_path: Path, peer: str, reached: bool) -> None:
    """Its first frame carries a token."""
    opened: list[str] = []
    told: list[Message] = []

    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        opened.append(scope["scheme"])

    async def hear() -> Message:
        return {"type": "websocket.connect"}

    async def tell(message: Message) -> None:
        told.append(message)

    scope = {"type": "websocket", "scheme": "ws", "path": "/api/v1/live", "client": (peer, 1)}
    scope["headers"] = [(b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-proto", b"https")]
    await Security(live, settings.of(tmp_path, **SECURE))(scope, hear, tell)
    assert (opened, told) == ((["wss"], []) if reached else ([], [{"type": "websocket.close", "code": 1008}]))


async def test_plain_http_is_sent_to_https_at_the_public_address(tmp_path: Path) -> None:
    answer = await browser(tmp_path, base="http://evil.example", **SECURE).get("/inbox/%C3%A9?q=1")
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://inbox.example/inbox/%C3%A9?q=1"


@pytest.mark.parametrize("path", ["/api/v1/webhooks/whatsapp", "/healthz", "/readyz", "/metrics"])
async def test_webhooks_and_health_are_refused_over_plain_http_not_redirected(tmp_path: Path, path: str) -> None:
    answer = await browser(tmp_path, **SECURE).post(path)
    assert answer.status_code == 403
    assert "https://inbox.example" in answer.json()["detail"]


async def test_the_hosts_own_health_check_is_answered_over_plain_http(tmp_path: Path) -> None:
    proxy = browser(tmp_path, "10.0.0.1", **SECURE)
    assert (await proxy.get("/healthz")).status_code == 200
    forwarded = await proxy.get("/healthz", headers={"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "http"})
    assert forwarded.status_code == 403


async def test_https_by_a_trusted_proxy_is_served_with_hsts(tmp_path: Path) -> None:
    answer = await browser(tmp_path, "10.0.0.1", **SECURE).get("/", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert "max-age=" in answer.headers["strict-transport-security"]


async def test_no_hsts_without_https(tmp_path: Path) -> None:
    assert "strict-transport-security" not in (await browser(tmp_path).get("/")).headers


async def test_browsers_are_told_to_be_careful(tmp_path: Path) -> None:
    headers = (await browser(tmp_path).get("/")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-request-id"]


async def test_a_named_origin_may_ask_with_its_cookies(tmp_path: Path) -> None:
    console = browser(tmp_path, ALLOWED_ORIGINS="https://console.example")
    answer = await console.get("/", headers={"origin": "https://console.example"})
    assert answer.headers["access-control-allow-origin"] == "https://console.example"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in answer.headers["vary"]


async def test_another_origin_may_not(tmp_path: Path) -> None:
    console = browser(tmp_path, ALLOWED_ORIGINS="https://console.example")
    answer = await console.get("/", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_a_preflight_is_answered_for_named_origins_alone(tmp_path: Path) -> None:
    console = browser(tmp_path, ALLOWED_ORIGINS="https://console.example")
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    good = await console.options("/api/v1/auth/login", headers=asked | {"origin": "https://console.example"})
    assert good.status_code == 204
    assert "authorization" in good.headers["access-control-allow-headers"]
    bad = await console.options("/api/v1/auth/login", headers=asked | {"origin": "https://evil.example"})
    assert bad.status_code == 403
    assert "access-control-allow-origin" not in bad.headers


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000"])
async def test_the_same_origin_always_passes(tmp_path: Path, host: str) -> None:
    answer = await browser(tmp_path, base=f"http://{host}").get("/", headers={"origin": f"http://{host}"})
    assert answer.headers["access-control-allow-origin"] == f"http://{host}"


async def test_an_accident_is_answered_without_its_details(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def fall(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("the customer's secret words")

    app = Access(Security(fall, settings.of(tmp_path)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "an accident" in caplog.text
