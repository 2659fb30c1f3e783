"""Addresses: health, the browser client, and what is not there."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.conftest import Bearer, browser
from web import app as web_app
from web.app import Application


async def test_the_process_says_that_it_lives(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok\n"


async def test_readiness_names_its_parts(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"database": "ok", "migrations": "ok", "broker": "ok"}}


async def test_not_ready_while_draining(app: Application, client: httpx.AsyncClient) -> None:
    app.state.draining = True
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["process"] == "draining"


async def test_not_ready_without_migrations(client: httpx.AsyncClient, hub: Hub) -> None:
    async with hub.database.writing() as connection:
        await connection.driver("UPDATE alembic_version SET version_num = '0000'")
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert "bma migrate" in answer.json()["parts"]["migrations"]


async def test_counts_are_in_prometheus_words(client: httpx.AsyncClient) -> None:
    await client.get("/healthz")
    answer = await client.get("/metrics")
    assert "bma_webhook_to_commit_seconds_bucket" in answer.text
    assert "bma_http_seconds_bucket" in answer.text
    assert 'route="/healthz"' in answer.text


async def test_ping_shows_what_the_proxy_made_of_a_request(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/ping")).json() == {"address": "127.0.0.1", "scheme": "http"}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_what_is_not_there_below_api_is_a_problem(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


async def test_another_method_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/auth/login")
    assert answer.status_code in (404, 405)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/inbox/0198", "/first-admin", "/index.html"])
async def test_every_other_address_is_the_browser_client(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "<title>Inbox</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_hashed_assets_are_kept_for_ever_and_come_compressed(client: httpx.AsyncClient) -> None:
    path = "/assets/main-Ab12Cd34.js"
    answer = await client.get(path, headers={"accept-encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    assert plain.text == "run()"
    assert "content-encoding" not in plain.headers


async def test_an_asset_of_an_older_build_is_not_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/assets/main-00000000.js")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/assets/../../pyproject.toml", "/.built-from"]
)
async def test_nothing_else_of_the_machine_is_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert "[project]" not in answer.text


async def test_a_file_unchanged_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/mark.svg")
    again = await client.get("/mark.svg", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_a_page_that_asks_for_a_nonce_gets_a_new_one_each_time(hub: Hub, static: Path) -> None:
    (static / "index.html").write_text('<meta property="csp-nonce" nonce="__CSP_NONCE__">')
    client = browser(web_app.create(hub, static=static))
    nonces = set()
    for _ in range(2):
        answer = await client.get("/")
        nonce = answer.text.partition('nonce="')[2].partition('"')[0]
        assert f"style-src 'self' 'nonce-{nonce}';" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        nonces.add(nonce)
    assert len(nonces) == 2
    assert "__CSP_NONCE__" not in nonces


async def test_without_a_built_client_the_answer_says_what_to_do(hub: Hub, tmp_path: Path) -> None:
    answer = await browser(web_app.create(hub, static=tmp_path / "nowhere")).get("/")
    assert answer.status_code == 503
    assert "pip install" in answer.text


async def test_channels_are_those_the_agent_holds(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    items = (await client.get("/api/v1/channels", headers=bearer(cast.dana))).json()["items"]
    assert [item["id"] for item in items] == [cast.sales]
    other = await client.get(f"/api/v1/channels/{cast.support}", headers=bearer(cast.dana))
    assert other.status_code == 404


async def test_only_an_administrator_pauses_a_channel(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    path = f"/api/v1/channels/{cast.sales}/pause"
    reason = {"reason": "Moving to another number."}
    assert (await client.put(path, json=reason, headers=bearer(cast.dana))).status_code == 403
    paused = (await client.put(path, json=reason, headers=bearer(cast.ines))).json()
    assert (paused["state"], paused["reason"]) == ("paused", reason["reason"])
    resumed = (await client.delete(path, headers=bearer(cast.ines))).json()
    assert resumed["state"] == "active"


async def test_the_service_worker_is_asked_for_anew_and_may_only_speak_to_us(client: httpx.AsyncClient) -> None:
    answer = await client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
