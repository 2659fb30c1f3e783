"""Signing in over HTTP: cookies, rotation, two tabs, other sites."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import msgspec

from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import users
from tests.web.conftest import PASSWORD, Bearer, browser, sign_in
from web import app as web_app
from web.app import Application

LOGIN, REFRESH, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"


async def test_signing_in_gives_a_token_for_15_minutes_and_who_one_is(client: httpx.AsyncClient, dana: Agent) -> None:
    told = await sign_in(client)
    assert (told["token_type"], told["expires_in"]) == ("bearer", 900)
    assert told["user"]["email"] == "dana@example.com"
    me = await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {told['access_token']}"})
    assert me.json() == {"user": told["user"]}


async def test_the_refresh_token_is_a_cookie_no_script_and_no_other_site_sees(
    client: httpx.AsyncClient, dana: Agent
) -> None:
    answer = await client.post(LOGIN, json={"email": "dana@example.com", "password": PASSWORD})
    cookies = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert "refresh_token" not in answer.json()
    for name, path in (("bma_refresh", "/api/v1/auth"), ("bma_files", "/api/v1/files")):
        line = cookies[name].lower()
        assert "httponly" in line
        assert "samesite=strict" in line
        assert f"path={path};" in line + ";"
        assert "secure" not in line  # plain HTTP here


async def test_over_https_cookies_are_secure(hub: Hub, static: Path, dana: Agent) -> None:
    hub.settings = msgspec.structs.replace(hub.settings, public_url="https://inbox.example")
    from_https = httpx.AsyncClient(
        transport=httpx.ASGITransport(web_app.create(hub, static=static)),
        base_url="https://inbox.example",
        headers={"origin": "https://inbox.example"},
    )
    answer = await from_https.post(LOGIN, json={"email": "dana@example.com", "password": PASSWORD})
    assert all("secure" in line.lower() for line in answer.headers.get_list("set-cookie"))


async def test_a_program_gets_its_refresh_token_in_the_answer(app: Application, dana: Agent) -> None:
    first = await sign_in(browser(app), client="api")
    program = browser(app)
    answer = await program.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    assert answer.json()["refresh_token"] not in ("", first["refresh_token"])


async def test_a_browser_refreshes_silently(client: httpx.AsyncClient, dana: Agent) -> None:
    await sign_in(client)
    before = client.cookies["bma_refresh"]
    answer = await client.post(REFRESH)
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == "dana"
    assert client.cookies["bma_refresh"] != before


async def test_two_tabs_that_refresh_at_once_stay_signed_in(
    app: Application, client: httpx.AsyncClient, dana: Agent
) -> None:
    await sign_in(client)
    tabs = [browser(app) for _ in range(2)]
    for tab in tabs:
        tab.cookies.set("bma_refresh", client.cookies["bma_refresh"], domain="127.0.0.1", path="/api/v1/auth")
    answers = await asyncio.gather(*(tab.post(REFRESH) for tab in tabs))
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_an_unknown_refresh_token_clears_the_cookie(client: httpx.AsyncClient, dana: Agent) -> None:
    client.cookies.set("bma_refresh", "nonsense", domain="127.0.0.1", path="/api/v1/auth")
    answer = await client.post(REFRESH)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
    assert "max-age=0" in answer.headers["set-cookie"].lower()


async def test_the_language_one_chose_is_known_on_every_machine(
    app: Application, client: httpx.AsyncClient, dana: Agent
) -> None:
    told = await sign_in(client)
    assert told["language"] is None
    headers = {"authorization": f"Bearer {told['access_token']}"}
    changed = await client.put("/api/v1/auth/me", json={"language": "th"}, headers=headers)
    assert changed.json()["language"] == "th"
    assert (await sign_in(browser(app)))["language"] == "th"
    assert (await client.post(REFRESH)).json()["language"] == "th"
    refused = await client.put("/api/v1/auth/me", json={"language": "tlh"}, headers=headers)
    assert refused.status_code == 422


async def test_a_first_visit_is_no_error(client: httpx.AsyncClient) -> None:
    answer = await client.post(REFRESH)
    assert (answer.status_code, answer.json()) == (200, None)


async def test_signing_out_ends_the_token_too(client: httpx.AsyncClient, dana: Agent) -> None:
    told = await sign_in(client)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    assert (await client.post(LOGOUT)).status_code == 204
    assert "bma_refresh" not in client.cookies
    assert (await client.get("/api/v1/auth/me", headers=headers)).status_code == 401


async def test_signing_out_everywhere_ends_the_other_browser_too(app: Application, dana: Agent) -> None:
    desk, phone = browser(app), browser(app)
    told = await sign_in(desk)
    await sign_in(phone)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    assert (await desk.post("/api/v1/auth/logout-everywhere", headers=headers)).status_code == 204
    assert (await phone.post(REFRESH)).status_code == 401


async def test_a_page_of_another_site_can_neither_sign_in_nor_refresh_nor_sign_out(
    client: httpx.AsyncClient, dana: Agent
) -> None:
    await sign_in(client)
    for path in (LOGIN, REFRESH, LOGOUT):
        answer = await client.post(path, json={}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_allowed"
    assert (await client.post(REFRESH)).status_code == 200


async def test_a_form_of_another_site_is_no_json(client: httpx.AsyncClient, dana: Agent) -> None:
    answer = await client.post(LOGIN, data={"email": "dana@example.com"})
    assert answer.status_code == 422
    assert "application/json" in answer.json()["detail"]


async def test_an_unknown_field_is_named(client: httpx.AsyncClient, dana: Agent) -> None:
    answer = await client.post(LOGIN, json={"email": "dana@example.com", "password": PASSWORD, "remember": True})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == "remember"
    assert "remember" in answer.json()["detail"]


async def test_the_limit_of_attempts_says_when_to_come_back(client: httpx.AsyncClient, dana: Agent) -> None:
    wrong = {"email": "dana@example.com", "password": "not the password"}
    statuses = [(await client.post(LOGIN, json=wrong)).status_code for _ in range(10)]
    assert statuses == [401] * 10
    answer = await client.post(LOGIN, json=wrong)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 60


async def test_the_first_administrator_is_made_once_by_the_printed_link(client: httpx.AsyncClient, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        secret = await users.first_admin_link(tx)
    body = {"token": secret, "email": "ines@example.com", "name": "Ines", "password": PASSWORD}
    answer = await client.post("/api/v1/auth/first-admin", json=body)
    assert answer.status_code == 200
    assert answer.json()["user"]["role"] == "admin"
    again = await client.post("/api/v1/auth/first-admin", json=body | {"email": "eve@example.com"})
    assert again.status_code == 403
    assert (await client.post(REFRESH)).status_code == 200


async def test_without_a_token_there_is_nothing(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    answer = await client.get("/api/v1/channels")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (await client.get("/api/v1/channels", headers=bearer(dana))).status_code == 200
